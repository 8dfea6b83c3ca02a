"""`classify.yaml`: the classification as one processor of the Collector."""

from __future__ import annotations

from otel_errkind._collector import bodies, document, failures, verdict

PROCESSOR = document.PROCESSOR


def written() -> str:
    """Write the file, from the tables alone."""
    return document.render((bodies.group(), failures.group_of_events(), failures.group(), verdict.group()))
