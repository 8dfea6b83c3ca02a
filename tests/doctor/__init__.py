"""What the doctor finds, in environments that are there and in some that are made for it."""
