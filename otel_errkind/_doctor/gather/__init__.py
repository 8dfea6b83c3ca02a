"""What is the case: all that the doctor reads from environment, file system and process."""
