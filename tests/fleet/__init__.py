"""What a fleet has besides the Collector: metrics, alerts, dashboards, traces, and the names of it all."""
