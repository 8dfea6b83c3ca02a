"""The conditions of a rule: what each key accepts, and what it asks of a failed call."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypedDict, TypeVar, cast

from otel_errkind._core.exceptions import chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")

Patterns: TypeAlias = "tuple[re.Pattern[str], ...]"
Test: TypeAlias = "Callable[[Failure], bool]"

_MOST_ITEMS = 64
_LONGEST_TEXT = 256
_STATUSES = range(100, 1000)
_STATUS_CLASSES = {f"{digit}xx": range(digit * 100, digit * 100 + 100) for digit in range(1, 10)}


class Failure(NamedTuple):
    """What a rule is asked about: one failed call."""

    status_code: int | None
    """Of the response; None if none came."""
    method: str | None
    """Of the request; None if it is not known, as it is to `classify_exception`."""
    host: str | None
    """Of the URL, without the port; None if it is not known."""
    headers: Mapping[str, str]
    """Of the response, with lower-case names."""
    body: str
    """The beginning of the response's body, before redaction."""
    message: str
    """The provider's own text, before redaction."""
    codes: tuple[str, ...]
    """The provider's own codes, from body and headers."""
    exception: BaseException | None
    """What the client raised; None if it raised nothing."""
    is_foreign: bool
    """Whether all there is is an exception that no HTTP client raises: most likely the application's own."""


class Match(TypedDict, total=False):
    """The conditions of a rule, all of which must hold.

    Texts may have `*` and `?` as wildcards and any letter case, but for `body_contains`.
    """

    status: int | str | Sequence[int | str]
    """The status of the response is one of these."""
    method: str | Sequence[str]
    """The method of the request is one of these."""
    host: str | Sequence[str]
    """The host in the URL is one of these."""
    code: str | Sequence[str]
    """The provider's code, or one of several, is one of these."""
    headers: Mapping[str, str | Sequence[str]]
    """The response has all of these headers."""
    body_contains: str | Sequence[str]
    """All of these are in the body, or in the provider's message."""
    exception: str | Sequence[str]
    """The class of the exception, of one of its causes, or a base of these is one of these."""


class Condition(NamedTuple):
    """One row: how its value becomes a test (None if it is not understood) and, in words, what it is."""

    compile: Callable[[object], Test | None]
    accepted: str
    meaning: str


def _listed(value: object) -> list[object]:
    """Take a list item by item and anything else as one item; of what is too long, nothing."""
    items = [*cast("Sequence[object]", value)] if isinstance(value, list | tuple) else [value]
    return items if len(items) <= _MOST_ITEMS else []


def _all(items: Iterable[T | None]) -> tuple[T, ...] | None:
    """Return the items if there are any, and none of them is None."""
    several = tuple(items)
    kept = tuple(item for item in several if item is not None)
    return kept if kept and len(kept) == len(several) else None


def _range(item: object) -> range | None:
    if isinstance(item, str):
        return _STATUS_CLASSES.get(item.lower())
    if isinstance(item, int) and not isinstance(item, bool) and item in _STATUSES:
        return range(item, item + 1)
    return None


def _status(value: object) -> Test | None:
    ranges = _all(map(_range, _listed(value)))
    if ranges is None:
        return None
    statuses = frozenset(status for one in ranges for status in one)
    return lambda failure: failure.status_code in statuses


def _text(item: object) -> str | None:
    return item if isinstance(item, str) and item.strip() and len(item) <= _LONGEST_TEXT else None


def _pattern(item: object) -> re.Pattern[str] | None:
    text = _text(item)
    # `fnmatch` would take [ for the beginning of a set of characters, and addresses hold it.
    return re.compile(fnmatch.translate(text.replace("[", "[[]")), re.IGNORECASE) if text else None


def _patterns(value: object) -> Patterns | None:
    return _all(map(_pattern, _listed(value)))


def _any_of(patterns: Patterns, texts: Iterable[str]) -> bool:
    return any(pattern.match(text) for text in texts for pattern in patterns)


def _named(texts_of: Callable[[Failure], Iterable[str]]) -> Callable[[object], Test | None]:
    """Make the `compile` of a condition on some of a failure's names."""

    def compile_(value: object) -> Test | None:
        patterns = _patterns(value)
        return None if patterns is None else lambda failure: _any_of(patterns, texts_of(failure))

    return compile_


def _headers(value: object) -> Test | None:
    if not isinstance(value, Mapping) or len(cast("Mapping[object, object]", value)) > _MOST_ITEMS:
        return None
    fields = _all(_header(name, wanted) for name, wanted in cast("Mapping[object, object]", value).items())
    if fields is None:
        return None
    return lambda failure: all(
        name in failure.headers and _any_of(patterns, (failure.headers[name],)) for name, patterns in fields
    )


def _header(name: object, wanted: object) -> tuple[str, Patterns] | None:
    text, patterns = _text(name), _patterns(wanted)
    return None if text is None or patterns is None else (text.lower(), patterns)


def _body_contains(value: object) -> Test | None:
    texts = _all(map(_text, _listed(value)))
    if texts is None:
        return None
    # JSON may hold the text with escapes; the message has been read without them.
    return lambda failure: all(text in failure.body or text in failure.message for text in texts)


def _exception_names(failure: Failure) -> Iterator[str]:
    """Yield the name of each class: alone, with its module, and with its package, as people import it."""
    for link in chain(failure.exception) if failure.exception is not None else ():
        for cls in type(link).__mro__[:-1]:
            module, name = str(cls.__module__), cls.__qualname__
            yield from (cls.__name__, f"{module}.{name}", f"{module.partition('.')[0]}.{name}")


_WILDCARDS = "a text with * and ? as wildcards, or a list of these"

CONDITIONS: Mapping[str, Condition] = MappingProxyType(
    {
        "status": Condition(
            _status,
            'a number from 100 to 999, a class such as "5xx", or a list of these',
            "The status of the response is one of these.",
        ),
        "method": Condition(
            _named(lambda failure: (failure.method or "",)),
            _WILDCARDS,
            "The method of the request is one of these.",
        ),
        "host": Condition(
            _named(lambda failure: (failure.host or "",)), _WILDCARDS, "The host in the URL is one of these."
        ),
        "code": Condition(
            _named(lambda failure: failure.codes),
            _WILDCARDS,
            "The provider's code, or one of several, is one of these.",
        ),
        "headers": Condition(
            _headers,
            f"a table: name of a header = {_WILDCARDS}",
            "The response has all of these headers.",
        ),
        "body_contains": Condition(
            _body_contains,
            "a text, or a list of texts",
            "All of these are in the body, or in the provider's message.",
        ),
        "exception": Condition(
            _named(_exception_names),
            _WILDCARDS,
            "The class of the exception, of one of its causes, or a base of these is one of these.",
        ),
    }
)
