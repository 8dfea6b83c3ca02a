"""What a call costs, bare, traced, and with otel-errkind, and what it leaves behind."""
