"""One row of the vocabulary."""

from typing import NamedTuple

from otel_errkind._core.model import Reason


class Row(NamedTuple):
    """A reason, the phrases that mean it, and whether they know more than it about another attempt."""

    reason: Reason
    phrases: str
    retryable: bool | None = None
    firm: bool = False
    """Whether they are believed against a 403, a 409 and a 412 as well, as others of their reason are not."""
