"""The sans-IO core: evidence in, verdict out. No clock, environment, logger, span or client in here."""
