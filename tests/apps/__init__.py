"""Applications that the tests start in processes of their own, and how to start them."""
