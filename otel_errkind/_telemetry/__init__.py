"""What turns a verdict into OpenTelemetry signals: names, call scopes, held spans, the counter."""
