"""Every fault × every way to use a client × both install orders × five clients, each beside the bare call."""
