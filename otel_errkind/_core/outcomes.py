"""The object inside an answer that says how it went, such as `{"body": {"resultInfo": {"resultCode"}}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.answer_members import FEW, RESULT_TEXTS, is_record
from otel_errkind._core.envelope import object_at
from otel_errkind._core.error_shapes import (
    codes_an_error,
    codes_failure,
    denies_success,
    names_vendor_error,
    numbers_failure,
    states_failure,
)
from otel_errkind._core.field_names import is_a, under
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._core.document import Json

_DEEPEST = 2


def says_failure(body: dict[str, Json], depth: int = _DEEPEST) -> bool:
    """Say whether such an object, a few objects down, is one of a failure."""
    for name, inner in _objects(body):
        if is_a("outcome", name) and any(holds(inner) for holds in _SHAPES):
            return True
        if depth and len(body) <= FEW and says_failure(inner, depth - 1):
            return True
    return False


def _objects(body: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the objects under the body's names, and without a name a result that is alone in a list."""
    for name, value in body.items():
        is_only = isinstance(value, list) and len(value) == 1 and is_a("outcome", name)
        inner = object_at(body, name) if is_only else value
        if isinstance(inner, dict) and not is_record(inner):
            yield "" if is_only else name, inner


def _tells_failure(inner: dict[str, Json]) -> bool:
    """Find a failing number under the name of an answer's, or beside a text that speaks of a failure."""
    texts = (text for text in map(inner.get, RESULT_TEXTS) if isinstance(text, str))
    return numbers_failure(inner) and (bool(under("answer", inner)) or any(map(saying_in, texts)))


_SHAPES = (denies_success, names_vendor_error, codes_an_error, codes_failure, states_failure, _tells_failure)
