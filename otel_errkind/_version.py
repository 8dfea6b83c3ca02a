"""The version, in the one place that says it."""

__version__ = "0.1.0.dev0"
"""The version of the package, as PEP 440 writes it."""
