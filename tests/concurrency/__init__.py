"""Threads, tasks and processes that call at the same time, and an account of every call."""
