"""The configurations of `collector-config/`, run by a real Collector."""
