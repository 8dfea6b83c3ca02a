"""Every fault, in every way to use each of five clients, in both install orders, beside the bare call."""
