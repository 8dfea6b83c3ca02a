"""`otel-errkind doctor`: what this environment lacks for a failed call to be classified and exported."""
