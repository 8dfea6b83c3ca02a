"""`otel-errkind explain`: a verdict, and why it is that one."""
