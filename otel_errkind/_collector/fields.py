"""Where the codes of JSON errors stand: single members of the views, and all of a list of names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._collector.expressions import named, one_of, unbounded
from otel_errkind._collector.ottl import assign, extract, is_set, is_unset, kept, matches, replace
from otel_errkind._collector.values import ERROR_WORD
from otel_errkind._collector.views import (
    CONTAINERS,
    DATA,
    DEEP,
    DEEPEST,
    ERROR,
    INNER,
    ITEM,
    TOP,
    TUPLE,
    VALUE,
    WHOLE,
    inside,
    member,
    outermost,
    under,
)
from otel_errkind._core.dialects import errors, fhir, form, graphql, jsonrpc, oauth, plain
from otel_errkind._core.dialects.numbered import SCHEMES, Scheme
from otel_errkind._core.dialects.registry import TOPIC_AND_STATE
from otel_errkind._core.envelope import names

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = r"«[^«»\s]*[^-0-9«»\s][^«»\s]*»"
_NUMBER = r"«?-?[0-9]+»?"
_WORDY = r"«[^«»\s0-9]+»"
"""A code without any digit: under some names stand statuses, numbers and identifiers, too."""


def heading(scheme: Scheme) -> str:
    """Match what stands in front of the members of a scheme."""
    return rf"«{scheme.within}»:\{{[^{{}}]*" if scheme.within else ""


class Field(NamedTuple):
    """A value that dialects read, under the first of the names that is there."""

    name: str
    within: str
    pattern: str
    hint: str = ""
    """What the body's flat members must meet: to look there first is much faster."""

    def statement(self) -> str:
        """Keep the value."""
        return extract(self.within, self.pattern, *((matches(TOP, self.hint),) if self.hint else ()))


def _field(name: str, within: str, names: str, value: str = VALUE) -> Field:
    return Field(name, within, member(names.split(), f"(?P<{name}>{value})"))


_PAYLOAD = r"«data»:\{[^{}]*«[^«»]*»:\{"
_REFUSED = (
    r"(?:(?:[^{}]*,)?«userErrors»|(?:«[^«»]*»:(?:null|\[\]),)*«[A-Za-z]*[eE]rrors»)"
    r":\[\{[^{}]*«(?:code|field)»:"
)
"""What a mutation did not accept, as Shopify and Saleor list it; beside a result other errors are data."""
_CODE_OF_REFUSED = rf"[^{{}}]*«[A-Za-z]*[eE]rrors»:\[\{{[^{{}}]*«code»:(?P<refused_code>{VALUE})"
_OF_ERROR = rf"\{{«severity»:«{one_of(fhir.SEVERITIES)}»"
_UNION = r"(?:[^{}]*,)?«__typename»:«(?P<union>[A-Za-z]+Error)»"
"""An error in a union of results."""

FIELDS = (
    _field("error_code", ERROR.flat, "code", _WORD),
    _field("error_number", ERROR.flat, "code", _NUMBER),
    _field("error_type", ERROR.flat, "type"),
    _field("error_status", ERROR.flat, "status", _WORD),
    _field("error_name", ERROR.flat, "name"),
    _field("grpc_code", ERROR.flat, "grpc_code"),
    Field("detail_code", ERROR.whole, rf"«details»:\[?\{{[^{{}}]*?«error_code»:(?P<detail_code>{VALUE})"),
    Field("detail_reason", ERROR.whole, rf"(?s)«details»:\[.*?«reason»:(?P<detail_reason>{VALUE})"),
    Field("item_reason", ERROR.whole, rf"«errors»:\[\{{[^{{}}]*?«reason»:(?P<item_reason>{VALUE})"),
    Field("cause_name", ERROR.whole, rf"«cause»:\[?\{{(?s:.*?)«name»:(?P<cause_name>{VALUE})"),
    Field("rpc_data", ERROR.flat, "«data»:«(?P<rpc_data>[^«»]+)»", "«jsonrpc»:"),
    Field("behind", ERROR.whole, "«(?P<behind>numSlotsBehind)»:"),
    Field("errors_list", WHOLE, outermost(r"«errors»:\[(?P<errors_list>.*)"), r"«errors»:\["),
    *(
        Field(
            f"numbered_{scheme.code}",
            WHOLE,
            outermost(heading(scheme) + member((scheme.code,), f"(?P<numbered_{scheme.code}>{VALUE})")),
            f"«{scheme.within}»:~",
        )
        for scheme in SCHEMES
        if scheme.within
    ),
    Field(
        "issues",
        WHOLE,
        outermost(r"«issue»:\[(?P<issues>\{.*)"),
        "(?:^|,)«resourceType»:«OperationOutcome»",
    ),
    Field(
        "not_accepted",
        WHOLE,
        outermost(_PAYLOAD + rf"(?P<not_accepted>{_REFUSED})"),
        "«data»:~",
    ),
    Field("refused_code", WHOLE, outermost(_PAYLOAD + _CODE_OF_REFUSED), "«data»:~"),
    Field("union", WHOLE, outermost(_PAYLOAD + _UNION), "«data»:~"),
    _field("union_code", INNER.whole, "errorCode code"),
    Field("located", INNER.flat, "«(?P<located>loc)»:"),
    # X titles its problems with a code.
    _field("item_title", ITEM.flat, "title", r"«[^«»\s]*-[^«»\s]*»"),
    Field("buyer", ITEM.flat, "«category»:«(?P<buyer>PAYMENT_METHOD_ERROR)»"),
    Field("flagged", ERROR.whole, "«metadata»:.*«(?P<flagged>flagged_input)»:"),
    _field("top_error", TOP, "error"),
    _field("top_error_code", TOP, "error_code"),
    _field("top_code", TOP, "code"),
    _field("top_type", TOP, "__type"),
    _field("top_reason", TOP, "reason"),
    Field("problem_type", TOP, r"«type»:«(?:[^«»\s]*[/#:])?(?P<problem_type>[^«»\s/#:]+)[/#]?»"),
    Field(
        "aws_code", WHOLE, outermost(rf"«Error»:\[?\{{[^{{}}]*?«Code»:(?P<aws_code>{VALUE})"), r"«Error»:\[?~"
    ),
    Field("entra", TOP, f"(?P<entra>{one_of(code for code in oauth.CODES if code.startswith('AADSTS'))})\\b"),
    _field("state", TOP, "sqlState sqlstate SQLSTATE", "«(?:[0-9A-Z]{5}|PGRST[0-9]{3})»"),
    Field("topic", TOP, rf"{TUPLE}«(?P<topic>{TOPIC_AND_STATE.pattern})»"),
    Field("keyed", TOP, r"^«(?P<keyed>[^«»\s]+)»:~$"),
    *(_field(f"form_{name}", TOP, name) for name in form.CODE_NAMES),
    Field("slack_error", ERROR.whole, rf"«(?:code|type|name)»:(?P<slack_error>{VALUE})"),
)


RAISED = unbounded(f"«exception»:«{named(plain.CLASS.pattern, 'raised')}")
"""An exception's class in front of its text."""


class Listed(NamedTuple):
    """All codes in a view that stand under the names, one a line."""

    name: str
    within: str
    member: str
    """A pattern for what stands in front of a value."""
    value: str = VALUE
    only_if: tuple[str, ...] = ()
    but: str = ""
    """A pattern for members that another list holds: each line costs as much as the first."""

    def statements(self, *where: str) -> Iterator[str]:
        """Keep the values, and drop what stands between them."""
        yield assign(kept(self.name), self.within, is_set(self.within), *self.only_if, *where)
        if self.but:
            yield replace(kept(self.name), self.but, "«»:")
        pattern = rf"(?s).*?{self.member}\[?({self.value})|.+"
        yield replace(kept(self.name), pattern, "$1\n")


_CODED = names("code name error_code errorCode")
PROBLEM_NAMES = names("code error_code errorCode reason")
_DETAIL = names("code error_code error type reason")

_IS_UNNAMED = (is_unset(kept("error_code")), is_unset(kept("error_type")))

_PLACES = (("deepest", DEEPEST.flat), ("deep", DEEP.flat), ("inner", INNER.flat), ("top", TOP))
"""Where `plain` reads, the innermost first."""
_TYPES = plain.CODE_NAMES.index("error_type")
"""Where the names begin under which a type stands, which says less than a code."""

LISTED = (
    Listed("data_words", DATA.flat, member(jsonrpc.DATA_NAMES), _WORD),
    Listed("error_names", ERROR.flat, member(plain.CODE_NAMES), _WORD, _IS_UNNAMED),
    Listed("error_words", ERROR.flat, member(plain.WORD_NAMES), _WORDY, _IS_UNNAMED),
    Listed("elastic", ERROR.whole, member(("type",))),
    Listed("graphql", kept("errors_list"), member((*graphql.EXTENSION_NAMES, "error"))),
    Listed("fhir", kept("issues"), rf"{_OF_ERROR}[^{{}}]*«code»:"),
    Listed("problem", TOP, member(PROBLEM_NAMES)),
    Listed("detail", TOP, member(_DETAIL)),
    Listed("item_codes", ITEM.flat, member((*errors.CODE_NAMES, errors.WORD_NAME))),
    Listed("top_coded", TOP, member(_CODED)),
    Listed("top_items", TOP, member(errors.CODE_NAMES)),
    *(
        Listed(f"{place}_{kind}", view, of, value)
        for place, view in _PLACES
        for kind, of, value in (
            ("codes", member(("error-codes", *plain.CODE_NAMES[:_TYPES])), VALUE),
            ("types", member(plain.CODE_NAMES[_TYPES:]), VALUE),
            ("words", member(plain.WORD_NAMES), _WORDY),
        )
    ),
    *(
        listed
        for place, view in _PLACES
        for listed in (
            Listed(f"{place}_spelled", view, under("code"), but=member(plain.CODE_NAMES)),
            Listed(f"{place}_error_words", view, "«[^«»]*»:", ERROR_WORD, (matches(view, f":{ERROR_WORD}"),)),
        )
    ),
    *(
        Listed(f"numbered_{scheme.code}", TOP, member((scheme.code,)))
        for scheme in SCHEMES
        if not scheme.within
    ),
)


_KINDS = ("codes", "types", "spelled", "error_words", "raised", "words")
PLAIN = tuple(f"{place}_{kind}" for place, _ in _PLACES for kind in _KINDS)

_STAND_INS = {
    "flagged": "content_filter",  # OpenRouter's report of a moderator, which has no code of its own.
    "behind": "node_unhealthy",  # A Solana node that fell behind.
    "not_accepted": "validation_error",  # Shopify's list of what a mutation did not accept.
    "located": "validation_error",  # FastAPI's list of errors, each with its place in the request.
}
"""What stands in for a code where a member says it all: the hints of the core's dialects."""


def statements() -> Iterator[str]:
    """Read single members, and what stands in for a code."""
    for field in FIELDS:
        yield field.statement()
    for place, view in _PLACES:
        yield extract(view, RAISED.replace("raised", f"{place}_raised"))
    yield from _read_issues()
    # Two words are a text, but these two are a code.
    yield replace(kept("topic"), ": ", ":")
    for name, code in _STAND_INS.items():
        yield assign(kept(name), f'"{code}"', is_set(kept(name)))
    # OpenStack's answers have one member, named as the error.
    yield assign(kept("keyed"), '""', matches(kept("keyed"), f"^(?:{CONTAINERS.strip('«»')})$"))


def _read_issues() -> Iterator[str]:
    """Leave of FHIR's issues their own members, the severity in front; keep the first text of an error."""
    issues, text, is_error = kept("issues"), kept("issue_text"), is_set(kept("issue_of_error"))
    yield extract(issues, "«text»:«(?P<issue_text>[^«»]+)»")
    yield replace(issues, rf":\[?\{{{inside(3)}(?:\}}|\z)(?:,\{{{inside(3)}(?:\}}|\z))*", ":~")
    yield replace(issues, r"\{([^{}]*)(«severity»:«[a-z]*»)", "{$2,$1")
    yield extract(issues, f"(?P<issue_of_error>{_OF_ERROR})")
    yield assign(kept("message"), text, is_set(text), is_error)
    yield extract(issues, f"{_OF_ERROR}[^{{}}]*«diagnostics»:«(?P<message>[^«»]+)»")
