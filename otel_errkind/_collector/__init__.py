"""`otel-errkind collector`: the same classification for the OpenTelemetry Collector, as OTTL."""
