"""A pattern that is compiled when it is first used is used like any other."""

from __future__ import annotations

import re

import pytest

from otel_errkind._core.patterns import late


def test_it_does_what_the_compiled_pattern_does() -> None:
    """Each method is there from the first use on."""
    pattern = late("(?P<word>[a-z]+)", re.IGNORECASE)

    for _ in range(2):
        assert [found["word"] for found in pattern.finditer("Slow down")] == ["Slow", "down"]
    assert pattern.fullmatch("Slow down") is None
    assert (pattern.pattern, pattern.flags) == ("(?P<word>[a-z]+)", re.IGNORECASE)


def test_what_a_pattern_does_not_have_is_missing() -> None:
    """And asking for it compiles nothing."""
    pattern = late("(")

    assert not hasattr(pattern, "searching")
    with pytest.raises(re.error, match="missing"):
        pattern.search("")
