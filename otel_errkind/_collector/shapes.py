"""The dialects of JSON errors: how each shows itself in the views of a body, and where its codes stand.

The order is that of the core's registry, the narrowest first. What a dialect's own codes mean is not here:
`tables` takes it from the core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.fields import LISTED, PLAIN, PROBLEM_NAMES, heading
from otel_errkind._collector.messages import BY_SUBJECT
from otel_errkind._collector.ottl import (
    any_of,
    assign,
    equals,
    is_set,
    is_unset,
    kept,
    lines,
    matches,
)
from otel_errkind._collector.views import (
    ERROR,
    INNER,
    ITEM,
    JSON,
    TOP,
    VALUE,
    WHOLE,
    member,
    outermost,
    under,
)
from otel_errkind._core.dialects import form, oauth, plain
from otel_errkind._core.dialects.grpc import NUMBERS
from otel_errkind._core.dialects.numbered import SCHEMES, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALECT = kept("dialect")
_SHAPE = kept("shape")
CODES = kept("codes")
"""The codes, one a line, the most specific first; the letter in front says where a line came from."""

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

_TOPMOST = tuple(name for name in PLAIN if name.startswith("top"))
_INSIDE = tuple(name for name in PLAIN if not name.startswith("top"))

_IS_PROBLEM = any_of(
    _top("«type»:«", member(PROBLEM_NAMES, VALUE), "«(?:status|statusCode)»:«?[45][0-9]{2}(?:[»,]|$)")
)
_JSEND = r"^(?:«(?:status|data|code)»:(?:«[^«»]*»|[^«»,]*),?)*$"
_CODE_NAMES = tuple(name for name in (*plain.CODE_NAMES, *plain.WORD_NAMES) if name != "status")
_IS_CODED = any_of((*_top(member(_CODE_NAMES)), is_set(TOKEN)))
_IS_READ = any_of(
    (matches(INNER.flat, under("code, text", *plain.CODE_NAMES, *plain.MESSAGE_NAMES)), is_unset(INNER.flat))
)


def _numbered(scheme: Scheme) -> str:
    return heading(scheme) + member((scheme.code,), rf"«?{one_of(scheme.table)}\b")


def _kept(*names: str) -> tuple[str, ...]:
    return tuple(map(kept, names))


_IS_REFUSED = (
    equals(DIALECT, "graphql"),
    matches(ITEM.flat, "«locations»:"),
    f"not {matches(ITEM.flat, '«path»:')}",
    f"not {matches(TOP, '«data»:')}",
    f"not {matches(kept('graphql'), '[A-Za-z]')}",
)

_RPC = (
    *("behind", "cause_name", "data_words", "error_name", "token", "word"),
    *("error_code", "rpc_said", "error_number", "rpc_server"),
)

SHAPES = (
    Shape(
        "form",
        (is_set(kept("form")),),
        _kept(*(f"form_{name}" for name in form.CODE_NAMES), *_TOPMOST, "token"),
    ),
    Shape(
        "jsonrpc",
        (is_set(ERROR.flat), _IS_RPC),
        _kept(*_RPC),
    ),
    Shape("anthropic", (*_top("«type»:«error»"), *_error()), _kept("detail_code", "error_type")),
    Shape("slack", _top("«ok»:false"), _kept("slack_error", "top_error", "top_error_code", "top_code")),
    Shape("google", _IS_GOOGLE, _kept("detail_reason", "token", "item_reason", "error_status")),
    Shape("grpc", _error("«grpc_code»:"), _kept("grpc_code")),
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
        _kept("flagged", "error_code", "error_type", "error_names", "error_words", "error_number"),
    ),
    Shape("oauth", (is_set(kept("top_error")), _IS_OAUTH), _kept("entra", "top_error")),
    Shape("aws", (is_set(kept("top_type")),), _kept("top_type")),
    Shape("aws", (is_set(kept("aws_code")), *_top("«Error»:")), _kept("aws_code")),
    Shape("kubernetes", _top("«kind»:«Status»", "«status»:(?:«[^S]|[^«])"), _kept("top_reason")),
    Shape("jsend", (*_top("«status»:«fail»", _JSEND), f"not {_IS_READ}"), ()),
    Shape("fhir", (is_set(kept("issue_of_error")),), _kept("fhir")),
    Shape(
        "jsend", (*_top("«status»:«fail»", "«message»:«[^»]"), is_unset(kept("said")), f"not {_IS_CODED}"), ()
    ),
    Shape("sql", (_IS_SQL,), _kept("state", "top_code")),
    *(
        Shape(
            "numbered",
            (
                matches(WHOLE, outermost(heading(scheme) + member((scheme.message,)))),
                matches(WHOLE, outermost(_numbered(scheme))),
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
    Shape("graphql", (is_set(kept("union")),), _kept("union_code", "union")),
    Shape("graphql", (is_set(kept("not_accepted")),), _kept("refused_code", "not_accepted")),
    Shape("problem", (*_top("«title»:"), _IS_PROBLEM), _kept("problem", "problem_type")),
    Shape("problem", _top("«type»:«", "«detail»:"), _kept("problem", "problem_type")),
    Shape("detail", _top(r"«detail»:~"), _kept(*_INSIDE)),
    Shape("detail", _top(r"«detail»:(?:«[^«»]|\[«|\[~)"), _kept("detail", "located")),
    Shape(
        "errors",
        (*_top(r"«[eE]rrors»:\[(?:~|«)"), f"not {matches(ITEM.flat, '«error»:~')}"),
        _kept("buyer", "item_title", "item_codes", "token", "top_coded"),
    ),
    Shape("errors", (is_set(kept(BY_SUBJECT)),), ()),
    Shape(
        "errors",
        (matches(JSON, r"^\[\{"), f"not {matches(TOP, '«ErrorInfo»:')}"),
        _kept("top_items", "token"),
    ),
    Shape("plain", (), _kept("keyed", "topic", *PLAIN, "token")),
)


def statements() -> Iterator[str]:
    """Settle the shape of an error, then list its codes: other shapes' would cost time for nothing."""
    for number, shape in enumerate(SHAPES):
        where = (is_set(TOP), is_set(kept("speaks")), is_unset(_SHAPE), *shape.holds)
        yield assign(_SHAPE, f'"{number}"', *where)
        yield assign(DIALECT, f'"{shape.dialect}"', equals(_SHAPE, str(number)))
    for listed in LISTED:
        readers = [str(number) for number, shape in enumerate(SHAPES) if kept(listed.name) in shape.codes]
        yield from listed.statements(matches(_SHAPE, f"^{one_of(readers)}$"))
    # A place in the query, no path in its answer and no data: refused before execution (GraphQL, 7.1).
    yield assign(kept("refused"), '"GRAPHQL_VALIDATION_FAILED"', *_IS_REFUSED)
    for number, shape in enumerate(SHAPES):
        yield assign(CODES, lines(*shape.codes), equals(_SHAPE, str(number)))
