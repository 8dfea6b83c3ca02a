"""Envelope shapes, one a file. A dialect reads what the envelope says; it never looks at the host."""
