"""What a span may show of a body: nothing that is secret, wherever the body was cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind._core.redact import MARGIN, MARK, Redactor, excerpt
from secret_samples import KINDS, VALUE, Sample

redact = Redactor()
LIMIT = 96
TELLTALE = 5
"""Characters of a secret that may not stand together in an excerpt."""

SURROUNDINGS = {
    "json": ('{"error": {"message": "it said ', '", "code": 7}, "more": "' + "wait " * 100),
    "prose": ("Sorry: ", " was refused. " + "Wait now. " * 60),
    "query": ("GET /a?b=c&d=", "&e=f" + "&g=h" * 150),
    "line": ("GET /\r\n", "\r\nx: y" * 90),
    "end": ("GET /a?b=c&next=", ""),
    "markup": ("<error><detail>", ""),
}
SHRINKING = f'"password": "{"0" * 150}" '
"""Redacted, it lets what lies far beyond the limit move inside."""


def telltales(secret: str) -> set[str]:
    """Cut a secret into the pieces that may not be seen."""
    return {secret[at : at + TELLTALE] for at in range(len(secret) - TELLTALE + 1)} or {secret}


def leaks(shown: tuple[str, bool] | None, secret: str) -> bool:
    """Tell whether an excerpt shows a piece of the secret."""
    text = (shown[0] if shown else "").replace(MARK, "\0")
    return any(piece in text for piece in telltales(secret))


def contexts(sample: Sample) -> list[tuple[str, str]]:
    """Choose the surroundings in which the sample is a secret, as the redaction of the whole shows."""
    return [
        (before, after)
        for before, after in SURROUNDINGS.values()
        if not leaks((redact(before + sample.text + after), True), sample.secret)
    ]


each_kind = pytest.mark.parametrize("sample", KINDS.values(), ids=KINDS)


@each_kind
def test_every_sample_is_a_secret_somewhere(sample: Sample) -> None:
    """The tests below say something of each kind."""
    assert contexts(sample)


@each_kind
@pytest.mark.parametrize("shrinking", [pytest.param("", id="plain"), pytest.param(SHRINKING, id="shrinking")])
def test_shows_no_secret_at_any_place(sample: Sample, shrinking: str) -> None:
    """At every offset around the limit and around the end of the window, nothing of a secret is shown."""
    size, window = len(sample.text.encode()), LIMIT + MARGIN
    around = [*range(LIMIT - size - 3, LIMIT + 4), *range(window - size - 3, window + 4)]

    leaked = [
        (start, before)
        for before, after in contexts(sample)
        for start in around
        if (padding := start - len(shrinking) - len(before)) >= 0
        and leaks(
            _shown(f"{shrinking}{'n ' * (padding // 2)}{before}{sample.text}{after}", window), sample.secret
        )
    ]

    assert leaked == []


@each_kind
def test_shows_no_secret_wherever_the_body_broke(sample: Sample) -> None:
    """A body that broke off within a secret, short of the limit, shows nothing of it."""
    leaked = [
        end
        for before, after in contexts(sample)
        for end in range(len(before.encode()), len((before + sample.text).encode()) + 2)
        if leaks(
            excerpt((before + sample.text + after).encode()[:end], 4096, redact=redact, complete=False),
            sample.secret,
        )
    ]

    assert leaked == []


def _shown(text: str, window: int) -> tuple[str, bool] | None:
    """Make the excerpt of what a tee kept of a text."""
    shown = excerpt(text.encode()[:window], LIMIT, redact=redact, complete=False)
    assert shown is None or len(shown[0].encode()) <= LIMIT
    return shown


@pytest.mark.parametrize(
    ("raw", "limit", "complete", "shown"),
    [
        pytest.param(b"0123456789", 10, True, ("0123456789", False), id="fits"),
        pytest.param(b"0123456789", 9, True, ("012345678", True), id="cut"),
        pytest.param(b"0123456789", 1, True, ("0", True), id="least"),
        pytest.param("0123456789", 9, True, ("012345678", True), id="cut-text"),
        pytest.param("größe".encode(), 4, True, ("grö", True), id="cut-between-characters"),
        pytest.param("größe".encode()[:-2], 100, False, ("grö", True), id="broken-within-a-character"),
        pytest.param(b"wait a minute", 100, False, ("wait a ", True), id="broken-within-a-word"),
        pytest.param(b"wait a minute, ", 100, False, ("wait a minute,", True), id="broken-behind-a-word"),
        pytest.param(b"paid by 4111 1111 11", 100, False, ("paid by", True), id="broken-within-a-number"),
        pytest.param(b'{"error": "it is no', 100, False, ('{"error": "it is ', True), id="broken-json"),
        pytest.param("请稍后再试".encode(), 100, False, ("请稍后再试", True), id="broken-without-spaces"),
        pytest.param(b"a" * 300, 10, True, ("", True), id="one-word"),
        pytest.param(b"a b " * 100, 6, True, ("a b a ", True), id="longer-than-the-window"),
        pytest.param(b"a b " * 100, 6, False, ("a b a ", True), id="longer-than-the-window-and-broken"),
        pytest.param(b"token=abc", 100, False, (f"token={MARK}", True), id="broken-within-a-secret"),
        pytest.param(b"token=abc", 9, True, ("token=[RE", True), id="cut-within-a-mark"),
        pytest.param(b"pin=1 and more", 23, True, (f"pin={MARK} and more", False), id="grown-to-the-limit"),
        pytest.param(b"pin=1 and more", 20, True, (f"pin={MARK} and m", True), id="grown-beyond-the-limit"),
        pytest.param("\ud83d\ude00 \ud800", 100, True, ("😀 \ufffd", False), id="surrogates"),
        pytest.param("😀".encode(), 3, True, ("", True), id="limit-below-one-character"),
        pytest.param(b"x", 0, True, None, id="no-limit"),
        pytest.param(b"x", -1, True, None, id="less-than-no-limit"),
        pytest.param(b"", 10, True, None, id="empty"),
        pytest.param("", 10, True, None, id="empty-text"),
        pytest.param(b"\x89PNG\0", 10, True, None, id="binary"),
    ],
)
def test_shows_the_beginning(
    raw: bytes | str,
    limit: int,
    complete: bool,  # noqa: FBT001  # a column of the table
    shown: tuple[str, bool] | None,
) -> None:
    """The beginning of a text is shown up to the limit, and whether there is more."""
    assert excerpt(raw, limit, redact=redact, complete=complete) == shown


def test_decodes_by_the_content_type() -> None:
    """The type of the body says how to read it, and whether to show it at all."""
    raw = "größe".encode("latin-1")

    assert excerpt(raw, 10, content_type="text/plain; charset=latin-1", redact=redact) == ("größe", False)
    assert excerpt(raw, 10, content_type="image/png", redact=redact) is None


@pytest.mark.parametrize("complete", [True, False], ids=["whole", "broken"])
def test_shows_everything_where_redaction_is_off(complete: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """Without redaction, the last word is shown as well."""
    assert excerpt(b"token=abc", 100, redact=None, complete=complete) == ("token=abc", not complete)


def test_a_long_body_costs_no_more_than_its_window() -> None:
    """Of a body that is whole but long, no more is looked at than a tee would have kept."""
    seen: list[str] = []

    shown = excerpt(b"wait " * 100_000, 100, redact=lambda text: seen.append(text) or text)  # type: ignore[func-returns-value]

    assert shown == ("wait " * 20, True)
    assert [len(text) for text in seen] == [100 + MARGIN]


def test_no_tail_moves_inside_the_limit() -> None:
    """What an earlier redaction pulls inside the limit is not shown, since its end was not seen."""
    raw = f'{{"password": "{"0" * 300}", "note": "abc def ghi jkl mno'.encode()

    shown = excerpt(raw, len(raw) - MARGIN + 100, redact=redact, complete=False)

    assert shown == (f'{{"password": "{MARK}', True)


@given(
    st.lists(
        st.sampled_from([*(part for sample in KINDS.values() for part in sample), " ", '"', "é", "\ud800"])
    ).map("".join)
    | st.text(),
    st.integers(-1, 120),
    st.booleans(),
)
def test_shows_a_bounded_part_of_anything(text: str, limit: int, complete: bool) -> None:  # noqa: FBT001  # generated
    """Whatever the body is, the excerpt fits, can be exported, and is not called whole if it is not."""
    shown = excerpt(text, limit, redact=redact, complete=complete)

    assert shown is None or (len(shown[0].encode()) <= limit and (shown[1] or complete))
    assert shown is not None or limit <= 0 or not text


@given(st.text(max_size=300), st.integers(1, 100))
def test_shows_nothing_from_beyond_the_limit(text: str, limit: int) -> None:
    """Where nothing was redacted, a cut text shows a beginning of its own first bytes."""
    shown = excerpt(
        text.encode(errors="replace"), limit, redact=str, complete=False, content_type="text/plain"
    )

    assert shown is None or text.encode(errors="replace")[:limit].startswith(shown[0].encode())


def test_the_mark_is_no_secret() -> None:
    """The samples do not look like the mark, or their leaks would go unseen."""
    assert not any(leaks((MARK.strip("[]"), True), sample.secret) for sample in KINDS.values())
    assert VALUE not in MARK
