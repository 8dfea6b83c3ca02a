"""`otel-errkind table`: the tables of the classification, for people and programs."""
