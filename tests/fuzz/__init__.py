"""A bounded search for answers that break a promise of the core."""
