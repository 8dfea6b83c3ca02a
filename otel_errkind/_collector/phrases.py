"""The few texts that say more than their status, and those that speak where no status does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import alternatives, one_of, statuses, without_ahead
from otel_errkind._collector.messages import MESSAGE
from otel_errkind._collector.ottl import any_of, assign, equals, extract, is_set, is_unset, kept, matches
from otel_errkind._collector.rulings import STATUS
from otel_errkind._collector.shapes import DIALECT
from otel_errkind._collector.spans import REASON, RULE
from otel_errkind._core.layers import REFUSALS, outweighs
from otel_errkind._core.model import Reason
from otel_errkind._core.phrases import PHRASES
from otel_errkind._core.sayings import BEGINNING, SAYINGS
from otel_errkind._core.tables import category_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._core.phrase import Phrase
    from otel_errkind._core.sayings import Saying

SAID = kept("said")
"""The name of the saying that a text without a status begins with."""

_BEGINNING = kept("beginning")
_FAST = 350
"""Characters of a pattern; about as many instructions, of which Go's limit is 500."""
_NANOSECONDS = 1_000_000_000
_TOOK = "span.end_time_unix_nano - span.start_time_unix_nano"


def by_phrase() -> Iterator[str]:
    """Rule by the first phrase that the status, the dialect and the text allow."""
    for phrase in PHRASES:
        where = (is_unset(REASON), *_holds(phrase))
        yield from _ruled(phrase, *where)


def instead_of_validation() -> Iterator[str]:
    """Rule by the text where what a code calls invalid is a credential."""
    is_ruled = equals(REASON, Reason.VALIDATION.value)
    for phrase in PHRASES:
        if phrase.reason is Reason.INVALID_CREDENTIALS:
            yield from _ruled(phrase, is_ruled, *_holds(phrase))


def instead_of_fault() -> Iterator[str]:
    """Take back the ruling of a code that says whose fault it was, and no more, where the text says more."""
    vague = matches(REASON, f"^(?:{Reason.VALIDATION}|{Reason.INTERNAL})$")
    is_fault = (vague, equals(DIALECT, "soap"))
    for phrase in PHRASES:
        if "soap" in phrase.dialects:
            yield _take_back(*is_fault, *_holds(phrase))
    yield _take_back(*is_fault, is_unset(STATUS), is_set(SAID))
    refusals = [saying.name for saying in SAYINGS if category_of(saying.reason) in REFUSALS]
    is_refused = matches(SAID, f"^{one_of(refusals)}$")
    yield _take_back(equals(REASON, Reason.INVALID_REQUEST.value), is_unset(STATUS), is_refused)


def _take_back(*where: str) -> str:
    return f'delete_key(span.attributes, "errkind.reason") where {" and ".join(where)}'


def _ruled(text: Phrase | Saying, *where: str) -> Iterator[str]:
    """Write who ruled, and the reason, which is why nobody else does."""
    yield assign(RULE, f'"phrase:{text.name}"', *where)
    yield assign(REASON, f'"{text.reason.value}"', *where)


def _holds(phrase: Phrase) -> Iterator[str]:
    yield matches(STATUS, statuses(phrase.statuses))
    yield matches(DIALECT, f"^{one_of(sorted(phrase.dialects))}$")
    yield from _met(MESSAGE, phrase.pattern.pattern, begins=phrase.begins)
    if phrase.elapsed:
        yield f"{_TOOK} >= {int(phrase.elapsed * _NANOSECONDS)}"


def _met(path: str, pattern: str, *, begins: bool = False) -> Iterator[str]:
    """Ask whether a text in any case meets the pattern: the core looks at it in lower case."""
    plain, guarded = without_ahead(pattern)
    found = [_in_any_case(path, part, begins=begins) for part in _parts(plain)]
    for row in guarded:
        met, unless = (_in_any_case(path, part, begins=begins) for part in row)
        found.append(f"{met} and not {unless}")
    yield any_of(found)


def _parts(pattern: str) -> Iterator[str]:
    """Yield the alternatives in as few patterns as are fast: Go gives up its fast matcher for longer ones."""
    part = ""
    for alternative in alternatives(pattern):
        if part and len(part) + len(alternative) > _FAST:
            yield part
            part = ""
        part = f"{part}|{alternative}" if part else alternative
    if part:
        yield part


def _in_any_case(path: str, pattern: str, *, begins: bool) -> str:
    return matches(path, f"(?i)^(?:{pattern})" if begins else f"(?i){pattern}")


def find_saying() -> Iterator[str]:
    """Find the saying in a text that no status explains, or that goes with a code of many meanings."""
    beginning = f"(?s)^(?P<beginning>.{{0,{BEGINNING}}})"
    yield extract(MESSAGE, beginning, is_unset(STATUS))
    reserved = matches(kept("error_number"), "^-32(?:0[0-9]{2})$")
    yield extract(MESSAGE, beginning, is_set(STATUS), reserved)
    yield assign(kept("rpc_server"), '"server_error"', reserved)
    data = kept("rpc_data")
    yield assign(_BEGINNING, f'Concat([{data}, {_BEGINNING}], "\\n")', is_set(data), is_set(_BEGINNING))
    yield assign(_BEGINNING, data, is_set(data), is_unset(_BEGINNING))
    for saying in SAYINGS:
        where = (is_set(_BEGINNING), is_unset(SAID), *_met(_BEGINNING, saying.pattern.pattern))
        yield assign(SAID, f'"{saying.name}"', *where)
    yield assign(kept("rpc_said"), SAID, is_set(SAID), any_of((reserved, is_set(data))))


def against_stated() -> Iterator[str]:
    """Believe a text more than some statuses that only the body of a success states."""
    for saying in SAYINGS:
        others = [status for status in range(400, 600) if outweighs(saying.reason, status)]
        said = f'{SAID} == "{saying.name}"'
        where = (is_unset(REASON), is_set(DIALECT), is_set(kept("stated")), said)
        yield from _ruled(saying, *where, matches(STATUS, statuses(others)))


def by_saying() -> Iterator[str]:
    """Rule by the saying, where a success states an error that no code explains."""
    for saying in SAYINGS:
        where = (is_unset(REASON), is_unset(STATUS), f'{SAID} == "{saying.name}"', is_set(DIALECT))
        yield from _ruled(saying, *where)
