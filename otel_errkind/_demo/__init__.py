"""The demonstration: servers that fail on purpose, real clients, and what the telemetry says of it."""
