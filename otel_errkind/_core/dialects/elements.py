"""The elements of XML that say what went wrong: their names, and one look over a document for all of them."""

from __future__ import annotations

import html
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.envelope import LONGEST_MESSAGE, names
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE_NAMES = names(
    """
    faultcode Code code ErrorCode errorcode error_code errorCode errorNumber Number Value err_code
    exceptionCode
    """
)
MESSAGE_NAMES = names(
    """
    Message message faultstring ErrorMessage errorMessage Text Description description LongMessage
    err_code_des err_msg return_msg returnAuthMsg ExceptionText ErrorDescription
    """
)
ERROR_NAMES = names("error Error ERROR")
"""Elements whose own text may be the message."""
BEARER_NAMES = names("error Error err Exception ServiceException status")
"""Elements whose attributes may be code and message."""
CODE_ATTRIBUTES = names("code Number number exceptionCode")
MESSAGE_ATTRIBUTES = names("msg message")

OPENING = r"<(?:[\w.-]{1,32}:)?"
SHORTEST_ERROR = 4
"""Characters of a text that stands in the error itself: `<error>1</error>` is a flag."""
_MOST = 64
"""Elements that are looked at."""
_ELEMENT = late(
    rf"{OPENING}({'|'.join(dict.fromkeys((*CODE_NAMES, *MESSAGE_NAMES, *ERROR_NAMES, *BEARER_NAMES)))})"
    r"(?:\s([^<>]{0,512}))?>\s{0,16}(?:<!\[CDATA\[)?\s{0,16}([^<>\[\]]{0,2048})"
)
_ATTRIBUTE = late(rf"\b({'|'.join((*CODE_ATTRIBUTES, *MESSAGE_ATTRIBUTES))})=\"([^\"<>]{{1,2048}})\"")


class Stated(NamedTuple):
    """What the elements of a document say, each kind by the first that says anything."""

    code: str | None
    """The text of an element."""
    attribute: str | None
    """A code that stands in an attribute."""
    message: str | None


def read(head: str) -> Stated:
    """Look at the first elements that have one of the names."""
    found: dict[str, str] = {}
    for element in islice(_ELEMENT.finditer(head), _MOST):
        for kind, text in _said(*element.groups(default="")):
            found.setdefault(kind, text)
    message = found.get("message") or found.get("error") or found.get("message attribute") or ""
    return Stated(
        found.get("code"),
        found.get("code attribute"),
        html.unescape(message).strip()[:LONGEST_MESSAGE] or None,
    )


def _said(name: str, attributes: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield what one element says, each with its kind."""
    kind = _KINDS.get(name)
    if kind and len(text) >= _SHORTEST[kind]:
        yield kind, text[: _LONGEST[kind]]
    if attributes and name in _BEARERS:
        for attribute, value in _ATTRIBUTE.findall(attributes):
            yield ("code attribute" if attribute in CODE_ATTRIBUTES else "message attribute"), value


_KINDS = {
    **dict.fromkeys(ERROR_NAMES, "error"),
    **dict.fromkeys(MESSAGE_NAMES, "message"),
    **dict.fromkeys(CODE_NAMES, "code"),
}
_SHORTEST = {"error": SHORTEST_ERROR, "message": 1, "code": 1}
_LONGEST = {"error": LONGEST_MESSAGE, "message": LONGEST_MESSAGE, "code": 256}
_BEARERS = frozenset(BEARER_NAMES)
