"""The elements of XML that say what went wrong, by their names: one look over a document for all of them."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from otel_errkind._core.envelope import LONGEST_MESSAGE, names
from otel_errkind._core.field_names import is_a
from otel_errkind._core.fine import is_failing_number, is_failing_word, is_failure, is_fine, is_no_error
from otel_errkind._core.patterns import late

CODE_NAMES = names("Code code Number Value messageKey")
FAULT = late(r"[A-Z]\w{2,96}Fault")
"""A code in the place of the text of an error: Packeta's."""
MESSAGE_NAMES = names("Message message msg Text Description description err_code_des returnAuthMsg")
ERROR_NAMES = names("error Error ERROR err fault Fault exception Exception")
"""Elements whose own text may be the message."""
BEARER_NAMES = names("error err status")
BEARER_ENDS = names("Error Exception Failure Fault")
"""Elements whose attributes may be code and message, and how others of them end."""
CODE_ATTRIBUTES = names("code Number number exceptionCode value")
MESSAGE_ATTRIBUTES = names("msg message description error")
WHOLE_NAMES = frozenset(
    names(
        """
        error errors errorresponse error_response fault exception exceptionreport serviceexception
        serviceexceptionreport
        """
    )
)
"""Elements, in lower case, that hold an error if they hold anything."""
STATES = frozenset(names("ack highestseverity outcome overallstatus result status"))
"""Elements, in lower case, whose text may be that of a failure."""
STATE_ATTRIBUTES = names("status stat result responseclass")
DENIAL_ATTRIBUTES = names("success issuccess")
"""Attributes, in lower case, of whatever element that may say that the call failed."""

SOUND = late(
    r"<(?:(?:[\w.-]{1,32}:)?ack>\s{0,16}(?:success\s{0,16}with\s{0,16})?warning"
    r"|(?:testsuites?|checkstyle|cppcheck)[\s>])",
    re.IGNORECASE,
)
"""eBay's and PayPal's answer to a call that succeeded and yet has a list of errors; and the reports of tests
and of linters, whose errors are what was asked for."""
_HEAD = 2048
OPENING = r"<(?:[\w.-]{1,32}:)?"
SHORTEST_ERROR = 4
"""Characters of a text that stands in the error itself: `<error>1</error>` is a flag."""
_MOST = 256
"""Elements that are looked at."""
_ELEMENT = late(
    rf"{OPENING}([\w.-]{{1,48}})(?:\s([^<>]{{0,512}}))?>\s{{0,16}}(?:<!\[CDATA\[)?\s{{0,16}}([^<>\[\]]{{0,2048}})(</)?"
)
_ATTRIBUTE = late(r"([\w.-]{1,32})\s?=\s?(?:\"([^\"<>]{1,2048})\"|'([^'<>]{1,2048})')")


class Element(NamedTuple):
    """The beginning of an element, without its prefix."""

    name: str
    attributes: str
    text: str
    """What stands in front of its first child."""
    end: str
    """Not empty if there is no child."""

    def named(self) -> dict[str, str]:
        """Return its attributes by their names."""
        return {name: double or single for name, double, single in _ATTRIBUTE.findall(self.attributes)}

    @property
    def bears(self) -> bool:
        """Say whether its attributes may be code and message."""
        return self.name in BEARER_NAMES or self.name.endswith(BEARER_ENDS)


class Stated(NamedTuple):
    """What the elements of a document say, each kind by the first that says anything."""

    code: str | None
    """The text of an element."""
    attribute: str | None
    """A code that stands in an attribute."""
    message: str | None


def scan(head: str) -> Iterator[Element]:
    """Yield the first elements."""
    return (Element(*found.groups(default="")) for found in islice(_ELEMENT.finditer(head), _MOST))


def read(head: str) -> Stated:
    """Read codes and texts."""
    found: dict[str, str] = {}
    for element in scan(head):
        for kind, text in _said(element):
            found.setdefault(kind, text)
    texts = map(found.get, ("message", "text", "error", "message attribute"))
    message = next(filter(None, texts), "")
    return Stated(
        found.get("code") or found.get("answer"),
        found.get("code attribute"),
        html.unescape(message).strip()[:LONGEST_MESSAGE] or None,
    )


def is_error(text: str) -> bool:
    """Say whether one of the first elements is of an error; any XML may have codes."""
    head = text[:_HEAD]
    return any(map(_fails, scan(head))) and SOUND.search(head) is None


def _said(element: Element) -> Iterator[tuple[str, str]]:
    """Yield what one element says, each with its kind."""
    kind, text = _kind_of(element.name), element.text
    if kind == "answer" and (is_fine(text) or is_failure(text.strip())):
        kind = None
    if kind == "error" and FAULT.fullmatch(text.strip()):
        kind = "code"
    if kind and len(text) >= (SHORTEST_ERROR if kind == "error" else 1):
        yield kind, text
    if element.attributes and (element.bears or _fails_by_attribute(element)):
        for name, value in element.named().items():
            if name in CODE_ATTRIBUTES or is_a("answer", name):
                yield "code attribute", value
            elif name in MESSAGE_ATTRIBUTES or is_a("text", name):
                yield "message attribute", value


@lru_cache(maxsize=2048)
def _kind_of(name: str) -> str | None:
    for kind, known in (("code", CODE_NAMES), ("message", MESSAGE_NAMES), ("error", ERROR_NAMES)):
        if name in known:
            return kind
    kinds = (("error code", "code"), ("answer", "answer"), ("text", "text"))
    return next((kind for spelled, kind in kinds if is_a(spelled, name)), None)


def _fails(element: Element) -> bool:
    name, text = element.name.lower(), element.text.strip()
    if (name in WHOLE_NAMES or is_a("error", name)) and _holds_anything(element, text):
        return True
    if (name in STATES or is_a("answer", name)) and is_failure(text):
        return True
    if is_a("affirmation", name) and text.lower() == "true":
        return True
    if (is_a("answer", name) or is_a("text", name)) and is_failing_word(text):
        return True
    return bool(element.attributes) and _fails_by_attribute(element)


def _is_sentence(text: str) -> bool:
    """Tell the text of an error from a state, a measure, or a word that says there is none."""
    return " " in text and text[0].isalpha() and not is_no_error(text)


def _holds_anything(element: Element, text: str) -> bool:
    has_child = not text and not element.end and not element.attributes.endswith("/")
    return has_child or not is_no_error(text)


def _fails_by_attribute(element: Element) -> bool:
    stated = element.named()
    is_borne = any(stated.get(name) for name in (*CODE_ATTRIBUTES, *MESSAGE_ATTRIBUTES))
    if is_borne and element.bears and element.name not in STATES:
        return True
    if element.name in STATES and stated.get("message") and is_failing_number(stated.get("value")):
        return True  # GeoNames
    if _is_sentence(stated.get("error", "")) and is_failing_number(stated.get("code")):
        return True  # DHL
    if any(is_a("answer", name) and is_failing_number(value) for name, value in stated.items()):
        return True
    lowered = {name.lower(): value.lower() for name, value in stated.items()}
    states = map(lowered.get, STATE_ATTRIBUTES)
    return any(map(is_failure, states)) or any(lowered.get(name) == "false" for name in DENIAL_ATTRIBUTES)
