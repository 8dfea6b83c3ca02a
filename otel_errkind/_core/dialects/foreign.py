"""Dialects of other distributions: refused whole unless understood, then asked for what a body says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from otel_errkind._core.dialects.registry import NAMES
from otel_errkind._core.envelope import Envelope, codes_at, number_at, text_at
from otel_errkind._core.model import Reason
from otel_errkind._core.rules import NAME
from otel_errkind._shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.document import Json

_REASONS: Mapping[object, Reason] = {reason.value: reason for reason in Reason}


class ErrorBody(NamedTuple):
    """What the body of an error says: what a dialect of your own returns of one that it recognises.

    It may hold what the provider sent, unchecked: a code of several words, a text that is none, and a time
    that is no number of seconds from 0 to a year are left out.
    """

    codes: Sequence[object] = ()
    """The provider's machine-readable codes, the most specific first: words or whole numbers."""
    message: object = None
    """The provider's text for people, before redaction; 2048 characters are kept of it."""
    retryable: bool | None = None
    """Whether the provider says that the same call may work later; None if it does not say."""
    retry_after: object = None
    """The seconds to wait for which the provider asks, or None."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How one provider words its errors, in the shape of a JSON object; built-in dialects are asked after it.

    `read` takes a body and returns None unless it has the provider's shape; it must neither change the body
    nor wait for anything. If it raises, or returns something else, it is reported once and never asked again.
    `codes` says what the provider's codes mean, each by the name of a reason; what a status rules out is not
    believed. Other codes are judged by their words. Raises `TypeError` or `ValueError` for what is not
    understood.
    """

    read: Callable[[Mapping[str, object]], ErrorBody | None]
    """Reads a body that was parsed already, which may be cut short."""
    codes: Mapping[str, Reason | str] = field(default_factory=dict[str, Reason | str])
    """A code of the provider, as sent, and the reason that it means."""

    def __post_init__(self) -> None:
        """Refuse what is not understood."""
        if not callable(cast("object", self.read)):
            message = f"`read` is {shown(self.read)}; accepted: a function"
            raise TypeError(message)
        if not isinstance(cast("object", self.codes), Mapping):
            message = f"`codes` is {shown(self.codes)}; accepted: a mapping of codes to reasons"
            raise TypeError(message)
        meant = {code: _reason(code, stated) for code, stated in self.codes.items()}
        object.__setattr__(self, "codes", meant)


def _reason(code: str, stated: object) -> Reason:
    reason = _REASONS.get(stated) if isinstance(stated, str) else None
    if reason is None:
        message = f"the code {shown(code)} means {shown(stated)}; accepted: {', '.join(Reason)}"
        raise ValueError(message)
    return reason


def reader_of(name: str, dialect: object) -> Reader:
    """Make the reader of a dialect; ValueError for a bad or a built-in name, TypeError for no dialect."""
    if not NAME.fullmatch(name) or name in NAMES:
        message = f"a dialect cannot have the name {shown(name)}, which is a built-in one's or none at all"
        raise ValueError(message)
    if not isinstance(dialect, Dialect):
        message = f"is {shown(dialect)}; accepted: an otel_errkind.dialects.Dialect"
        raise TypeError(message)
    return partial(_read, name, dialect)


def _read(name: str, dialect: Dialect, body: dict[str, Json]) -> Envelope | None:
    found = cast("object", dialect.read(body))
    if found is None:
        return None
    if not isinstance(found, ErrorBody) or not isinstance(found.codes, list | tuple):
        message = f"`read` returned {shown(found)}; accepted: None, or an ErrorBody with a list of codes"
        raise TypeError(message)
    # What follows is the provider's, and checked like what a dialect of our own reads.
    fields = cast("dict[str, Json]", found._asdict())
    codes = (code for sent in found.codes for code in codes_at({"": cast("Json", sent)}, ""))
    retryable = found.retryable if isinstance(cast("object", found.retryable), bool) else None
    return Envelope(
        name,
        tuple(codes),
        text_at(fields, "message"),
        table=cast("Mapping[str, Reason]", dialect.codes),
        retry_after=number_at(fields, "retry_after"),
        retryable=retryable,
    )
