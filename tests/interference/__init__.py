"""The tests of others, run beside us."""
