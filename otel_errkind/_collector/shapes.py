"""The dialects of JSON errors: how each shows itself in the views of a body, and where its codes stand.

The order is that of the core's registry, the narrowest first. What a dialect's own codes mean is not here:
`tables` takes it from the core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.ottl import (
    any_of,
    assign,
    equals,
    extract,
    is_set,
    is_unset,
    kept,
    lines,
    matches,
    replace,
)
from otel_errkind._collector.views import CONTAINERS, DEEP, ERROR, INNER, ITEM, JSON, TOP, VALUE, member
from otel_errkind._core.dialects import oauth, plain
from otel_errkind._core.dialects.grpc import NUMBERS
from otel_errkind._core.dialects.numbered import SCHEMES, Scheme
from otel_errkind._core.envelope import names

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALECT = kept("dialect")
CODES = kept("codes")
"""The codes, one a line, the most specific first; the letter in front says where a line came from."""

_WORD = r"«[^«»\s]*[^-0-9«»\s][^«»\s]*»"
_NUMBER = r"«?-?[0-9]{1,12}»?"
_WORDY = r"«[^«»\s0-9]{1,128}»"
"""A code without any digit: under some names stand statuses, numbers and identifiers, too."""
_SAYS = r"(?:«[^«»]|\[«)"


class Field(NamedTuple):
    """A value that dialects read, under the first of the names that is there."""

    name: str
    within: str
    pattern: str

    def statement(self) -> str:
        """Keep the value."""
        return extract(self.within, self.pattern)


def _field(name: str, within: str, names: str, value: str = VALUE) -> Field:
    return Field(name, within, member(names.split(), f"(?P<{name}>{value})"))


FIELDS = (
    _field("error_code", ERROR.flat, "code", _WORD),
    _field("error_number", ERROR.flat, "code", _NUMBER),
    _field("error_type", ERROR.flat, "type"),
    _field("error_status", ERROR.flat, "status"),
    _field("error_name", ERROR.flat, "name"),
    Field("detail_code", ERROR.whole, rf"«details»:\[?\{{[^{{}}]*?«error_code»:(?P<detail_code>{VALUE})"),
    Field("detail_reason", ERROR.whole, rf"(?s)«details»:\[.*?«reason»:(?P<detail_reason>{VALUE})"),
    Field("item_reason", ERROR.whole, rf"«errors»:\[\{{[^{{}}]*?«reason»:(?P<item_reason>{VALUE})"),
    Field("cause_name", ERROR.whole, rf"«(?:cause|data)»:\[?\{{(?s:.*?)«name»:(?P<cause_name>{VALUE})"),
    Field("behind", ERROR.whole, "«(?P<behind>numSlotsBehind)»:"),
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
    Field("aws_code", JSON, rf"«Error»:\[?\{{[^{{}}]*?«Code»:(?P<aws_code>{VALUE})"),
    Field("entra", TOP, f"(?P<entra>{one_of(code for code in oauth.CODES if code.startswith('AADSTS'))})\\b"),
    _field("state", TOP, "sqlState sqlstate SQLSTATE", "«(?:[0-9A-Z]{5}|PGRST[0-9]{3})»"),
    Field("keyed", TOP, r"^«(?P<keyed>[^«»\s]+)»:~$"),
    Field("slack_error", ERROR.whole, rf"«(?:code|type|name)»:(?P<slack_error>{VALUE})"),
)

TOKEN = kept("token")


class Shape(NamedTuple):
    """How a dialect is recognised, and which kept values are its codes."""

    dialect: str
    holds: tuple[str, ...]
    codes: tuple[str, ...]


def _top(*patterns: str) -> tuple[str, ...]:
    return tuple(matches(TOP, pattern) for pattern in patterns)


def _error(*patterns: str) -> tuple[str, ...]:
    return (is_set(ERROR.flat), *(matches(ERROR.flat, pattern) for pattern in patterns))


_IS_RPC = any_of((*_top("«jsonrpc»:"), " and ".join(_top("(?:^|,)«result»:", "(?:^|,)«id»:"))))
_IS_OAUTH = any_of(
    (
        *_top("«error_(?:description|uri)»:"),
        matches(kept("top_error"), f"^«{one_of(c for c in oauth.CODES if not c.startswith('AADSTS'))}»$"),
    )
)
_IS_GOOGLE = (
    matches(ERROR.flat, "«(?:status|errors|details)»:"),
    any_of(
        (*(is_set(kept(name)) for name in ("detail_reason", "item_reason", "error_status")), is_set(TOKEN))
    ),
)
_IS_GRAPHQL = any_of((*_top("«data»:"), matches(ITEM.flat, "«(?:extensions|locations|path)»:")))
_IS_SQL = any_of(
    (
        is_set(kept("state")),
        " and ".join(_top("«hint»:", "«details»:", "«code»:«(?:[0-9A-Z]{5}|PGRST[0-9]{3})»")),
    )
)
_SQL = (kept("state"), kept("top_code"))


_HEADING = r"«base_resp»:\{[^{}]*"
_IN_HEADING = matches(JSON, _HEADING)


def _numbered(scheme: Scheme) -> str:
    return member((scheme.code,), rf"«?{one_of(scheme.table)}\b")


def _kept(*names: str) -> tuple[str, ...]:
    return tuple(map(kept, names))


class Listed(NamedTuple):
    """All codes in a view that stand under the names, one a line."""

    name: str
    within: str
    names: tuple[str, ...]
    value: str = VALUE

    def statements(self) -> Iterator[str]:
        """Keep the values, and drop what stands between them."""
        yield assign(kept(self.name), self.within, is_set(self.within))
        pattern = rf"(?s).*?{member(self.names)}\[?({self.value})|.+"
        yield replace(kept(self.name), pattern, "$1\n")


_CODED = names("code name error_code errorCode")
_ITEM = names("code errorCode error_code reason type name id")
_EXTENSIONS = names("code errorCode error_code errorType classification type category")
_PROBLEM = names("code error_code errorCode reason")
_DETAIL = names("code error_code error type reason")

_TYPES = plain.CODE_NAMES.index("error_type")
"""Where the names begin under which a type stands, which says less than a code."""

LISTED = (
    Listed("elastic", ERROR.whole, ("type",)),
    Listed("graphql", JSON, _EXTENSIONS),
    Listed("problem", TOP, _PROBLEM),
    Listed("detail", TOP, _DETAIL),
    Listed("item_codes", ITEM.flat, _ITEM),
    Listed("top_coded", TOP, _CODED),
    Listed("top_items", TOP, _ITEM),
    *(
        Listed(f"{place}_{kind}", view, of, value)
        for place, view in (("deep", DEEP.flat), ("inner", INNER.flat), ("top", TOP))
        for kind, of, value in (
            ("codes", ("error-codes", *plain.CODE_NAMES[:_TYPES]), VALUE),
            ("types", plain.CODE_NAMES[_TYPES:], VALUE),
            ("words", plain.WORD_NAMES, _WORDY),
        )
    ),
    *(Listed(f"numbered_{scheme.code}", JSON, (scheme.code,)) for scheme in SCHEMES),
)


_PLAIN = tuple(
    f"{place}_{kind}" for place in ("deep", "inner", "top") for kind in ("codes", "types", "words")
)
_STAND_INS = {
    "flagged": "content_filter",  # OpenRouter's report of a moderator, which has no code of its own.
    "behind": "node_unhealthy",  # A Solana node that fell behind.
    "located": "validation_error",  # FastAPI's list of errors, each with its place in the request.
}
"""What stands in for a code where a member says it all: the hints of the core's dialects."""

SHAPES = (
    Shape(
        "jsonrpc",
        (is_set(ERROR.flat), _IS_RPC),
        _kept("behind", "cause_name", "token", "error_code", "rpc_said", "error_number", "rpc_server"),
    ),
    Shape("anthropic", (*_top("«type»:«error»"), *_error()), _kept("detail_code", "error_type")),
    Shape("slack", _top("«ok»:false"), _kept("slack_error", "top_error", "top_error_code", "top_code")),
    Shape("google", _IS_GOOGLE, _kept("detail_reason", "token", "item_reason", "error_status")),
    Shape("elastic", _error("«root_cause»:"), _kept("elastic")),
    Shape("elastic", _error("«reason»:", "«type»:"), _kept("elastic")),
    Shape("stripe", _error("«(?:doc_url|decline_code|request_log_url)»:"), _kept("error_code", "error_type")),
    Shape(
        "facebook",
        _error("«(?:fbtrace_id|error_subcode|is_transient)»:", "«code»:-?[0-9]"),
        _kept("error_number"),
    ),
    Shape(
        "openai",
        _error("«(?:message|code|type)»:"),
        _kept("flagged", "error_code", "error_type", "error_number"),
    ),
    Shape("oauth", (is_set(kept("top_error")), _IS_OAUTH), _kept("entra", "top_error")),
    Shape("aws", (is_set(kept("top_type")),), _kept("top_type")),
    Shape("aws", (is_set(kept("aws_code")), *_top("«Error»:")), _kept("aws_code")),
    Shape("kubernetes", _top("«kind»:«Status»", "«status»:(?:«[^S]|[^«])"), _kept("top_reason")),
    Shape("sql", (_IS_SQL,), _SQL),
    *(
        Shape(
            "numbered",
            (
                any_of((matches(TOP, member((scheme.message,))), _IN_HEADING)),
                any_of((matches(TOP, _numbered(scheme)), matches(JSON, _HEADING + _numbered(scheme)))),
            ),
            _kept(f"numbered_{scheme.code}"),
        )
        for scheme in SCHEMES
    ),
    Shape(
        "grpc",
        (*_top("«details»:", "«message»:"), matches(kept("top_code"), rf"^«?{one_of(NUMBERS)}»?$")),
        _kept("top_code"),
    ),
    Shape("graphql", (*_top(r"«errors»:\["), _IS_GRAPHQL), _kept("graphql", "refused")),
    Shape("problem", _top("«title»:"), _kept("problem", "problem_type")),
    Shape("problem", _top("«type»:«", "«detail»:"), _kept("problem", "problem_type")),
    Shape("detail", _top(r"«detail»:~"), _kept(*_PLAIN[:6])),
    Shape("detail", _top(rf"«detail»:(?:{_SAYS}|\[~)"), _kept("detail", "located")),
    Shape(
        "errors",
        _top(r"«[eE]rrors»:\[(?:~|«)"),
        _kept("buyer", "item_title", "item_codes", "token", "top_coded"),
    ),
    Shape("errors", (matches(JSON, r"^\[\{"),), _kept("top_items", "token")),
    Shape("plain", (), _kept("keyed", *_PLAIN, "token")),
)


def fields() -> Iterator[str]:
    """Read what the dialects are told by, and where their codes stand."""
    for field in FIELDS:
        yield field.statement()
    for listed in LISTED:
        yield from listed.statements()
    for name, code in _STAND_INS.items():
        yield assign(kept(name), f'"{code}"', is_set(kept(name)))
    # OpenStack's answers have one member, named as the error.
    yield assign(kept("keyed"), '""', matches(kept("keyed"), f"^(?:{CONTAINERS.strip('«»')})$"))
    # A place in the query, no path in its answer and no data: refused before execution (GraphQL, 7.1).
    refused = (
        matches(ITEM.flat, "«locations»:"),
        f"not {matches(ITEM.flat, '«path»:')}",
        f"not {matches(TOP, '«data»:')}",
        f"not {matches(kept('graphql'), '[A-Za-z]')}",
    )
    yield assign(kept("refused"), '"GRAPHQL_VALIDATION_FAILED"', *refused)


def statements() -> Iterator[str]:
    """Settle the dialect of an error, and list its codes."""
    for shape in SHAPES:
        where = (is_set(TOP), is_set(kept("speaks")), is_unset(CODES), *shape.holds)
        yield assign(DIALECT, f'"{shape.dialect}"', *where)
        yield assign(CODES, lines(*shape.codes), *where)
