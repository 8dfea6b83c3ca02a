"""The fields of each envelope, one at a time: where its code, its message and its status are found."""

# ruff: noqa: E501 - a table of bodies is read by its columns

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core import document
from otel_errkind._core.classify import classify
from otel_errkind._core.dialects import registry
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROBLEMS = [
    ('{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"t"}', (), "t"),
    ('{"type":"https://datatracker.ietf.org/doc/html/rfc9110#section-15.5.1","title":"t"}', (), "t"),
    ('{"type":"https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1","title":"t"}', (), "t"),
    ('{"type":"https://httpstatuses.io/404","title":"t"}', (), "t"),
    ('{"type":"https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/404","title":"t"}', (), "t"),
    ('{"type":"urn:p:a","detail":"d"}', ("urn:p:a",), "d"),
    ('{"type":"urn:p:a","title":"t","detail":"d"}', ("urn:p:a",), "d"),
    ('{"title":"t","status":404}', (), "t"),
    ('{"title":"t","statusCode":404}', (), "t"),
    ('{"title":"t","code":"c"}', ("c",), "t"),
    ('{"title":"t","error_code":"c"}', ("c",), "t"),
    ('{"title":"t","errorCode":"c"}', ("c",), "t"),
    ('{"title":"t","reason":"c"}', ("c",), "t"),
    ('{"type":"urn:p:a","title":"t","code":"c"}', ("c", "urn:p:a"), "t"),
]
DETAILS = [
    ('{"detail":"d","error_code":"c"}', ("c",), "d"),
    ('{"detail":"d","error":"c"}', ("c",), "d"),
    ('{"detail":"d","reason":"c"}', ("c",), "d"),
    ('{"detail":[{"message":"m"}]}', (), "m"),
    ('{"detail":[{"loc":["body"],"msg":"m"},"n"]}', (), "m"),
    ('{"detail":["m",{"loc":["body"],"msg":"n"}]}', (), "m"),
]
STREAMS = [
    ('id: 7\nevent: error\ndata: {"code":"c","message":"m"}\n\n', ("c",), "m"),
    ('retry: 7\nevent: error\ndata: {"code":"c","message":"m"}\n\n', ("c",), "m"),
    ('event: response.error\ndata: {"code":"c","message":"m"}\n\n', ("c",), "m"),
    ('event: exception\ndata: {"code":"c","message":"m"}\n\n', ("c",), "m"),
    ('event: error\ndata: {"code":"c","message":"\ud800"}\n\n', ("c",), "?"),
    ('data: {"type":"error","code":"c","message":"m"}\n\n', ("c",), "m"),
    ('data: {"object":"error","code":"c","message":"m"}\n\n', ("c",), "m"),
    ('data: {"event":"error","code":"c","message":"m"}\n\n', ("c",), "m"),
]

OPENAI = [
    ('{"id":"a1","error":{"code":"c","message":"m"}}', ("c",), "m"),
    ('{"result":null,"error":{"code":"c","message":"m"}}', ("c",), "m"),
    ('{"error":{"code":7,"errorName":"X7","message":"m"}}', ("X7", "7"), "m"),
]
STRIPE = [
    ('{"error":{"type":"card_error","decline_code":"c","message":"m"}}', ("card_error",), "m"),
    ('{"error":{"code":"c","request_log_url":"u","message":"m"}}', ("c",), "m"),
]
META = [
    ('{"error":{"code":1,"error_subcode":2,"message":"m"}}', ("1",), "m"),
    ('{"error":{"code":1,"is_transient":true,"message":"m"}}', ("1",), "m"),
]
GOOGLE = [
    ('[{"error":{"code":403,"status":"S","message":"m"},"x":1}]', ("S",), "m"),
    ('{"error":{"code":403,"details":[{"reason":"C"}],"message":"m"}}', ("C",), "m"),
]
OAUTH = [
    ('{"error":"c","error_uri":"u"}', ("c",), "u"),
    ('{"error":"c","error_description":"d","error_uri":"u"}', ("c",), "d"),
    ('{"error":"invalid_grant","message":"m"}', ("invalid_grant",), "m"),
]
GRAPHQL = [
    *(
        (f'{{"errors":[{{"message":"m","extensions":{{"{name}":"c"}}}}]}}', ("c",), "m")
        for name in (
            *("code", "errorCode", "error_code", "errorType", "errorClass", "classification", "type"),
            "category",
        )
    ),
    *(
        (f'{{"errors":[{{"message":"m","path":["a"],"{name}":"c"}}]}}', ("c",), "m")
        for name in ("type", "code", "errorType")
    ),
    ('{"errors":[{"message":"m","extensions":{"code":"q1","type":"q2"}}]}', ("q1",), "m"),
    ('{"errors":[{"message":"m","extensions":{"code":"q1","type":"not_found"}}]}', ("not_found",), "m"),
    ('{"errors":[{"message":"m","extensions":{"exception":{"code":"c"}}}]}', ("c",), "m"),
    ('{"errors":[{"message":"m","extensions":{"exception":{"name":"c"}}}]}', ("c",), "m"),
    ('{"errors":[{"message":"m","locations":[{"line":1}]}]}', (), "m"),
    ('{"errors":[{"message":"m","path":["a"]}]}', (), "m"),
    ('{"errors":[{"detail":"m","path":["a"]}]}', (), "m"),
    ('{"errors":[{"message":"m","path":["a"]},{"message":"n","path":["a"]}]}', (), "m"),
    ('{"data":null,"errors":["m","n"]}', (), "m"),
    (
        '{"data":{"cartCreate":{"userErrors":[{"code":"c","message":"m"},{"code":"d","message":"n"}]}}}',
        ("c",),
        "m",
    ),
]
PAGE = "<head><title>t</title></head><body><code>bad_thing</code></body>"
PAGES = [
    *(
        (f"{beginning}{PAGE}", (), "t")
        for beginning in (
            "<!DOCTYPE html>",
            '<?xml version="1.0"?>\n<!DOCTYPE html>',
            "<html>",
            "",
            "<!-- x -->",
        )
    ),
    ("<pre>m</pre><code>bad_thing</code>", (), None),
    ("<html><title>Error</title><pre>m</pre></html>", (), "m"),
    ("<html><title>error</title><pre>m</pre></html>", (), "m"),
]
CRASHES = [
    ("<br />\n<b>Fatal error</b>:  m in <b>/a.php</b>", ("fatal_error",), "m in"),
    ("<b>Parse error</b>: m in <b>/a.php</b>", ("fatal_error",), "m in"),
    ("<b>Fatal error</b>: ", ("fatal_error",), None),
]
CALLS = [
    ('{"jsonrpc":"2.0","error":{"code":-32000,"message":"m"}}', ("-32000",), "m"),
    ('{"jsonrpc":"2.0","error":{"code":-32005,"message":"m"}}', ("-32005",), "m"),
    ('{"jsonrpc":"2.0","error":{"code":7,"message":"m"}}', ("7",), "m"),
    ('{"result":null,"error":{"code":7,"message":"m"},"id":1}', ("7",), "m"),
]
LISTS = [
    ('["error",10100,"apikey: invalid"]', ("10100",), "apikey: invalid"),
]
ENVELOPES: Mapping[str, Sequence[tuple[str, tuple[str, ...], str | None]]] = {
    "openai": OPENAI,
    "stripe": STRIPE,
    "facebook": META,
    "google": GOOGLE,
    "oauth": OAUTH,
    "graphql": GRAPHQL,
    "jsonrpc": CALLS,
    "html": PAGES,
    "crash": CRASHES,
    "plain": LISTS,
    "problem": PROBLEMS,
    "detail": DETAILS,
}


def shown(body: str) -> tuple[str, tuple[str, ...], str | None]:
    """Return what is read of a body: the dialect, its codes and its message."""
    envelope = registry.read(document.read(body, None))
    return (envelope.dialect, envelope.codes, envelope.message) if envelope else ("none", (), None)


@pytest.mark.parametrize(
    ("dialect", "body", "codes", "message"),
    [(dialect, *row) for dialect, rows in ENVELOPES.items() for row in rows],
)
def test_fields(dialect: str, body: str, codes: tuple[str, ...], message: str) -> None:
    """Each field that a dialect knows is read where it is the only one, and in its turn where there are two."""
    assert shown(body) == (dialect, codes, message)


@pytest.mark.parametrize(
    "code",
    [
        *("invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_scope"),
        *("unsupported_grant_type", "unsupported_response_type", "temporarily_unavailable", "slow_down"),
        *("authorization_pending", "expired_token", "interaction_required", "consent_required"),
        *("login_required", "insufficient_scope", "incorrect_client_credentials"),
    ],
)
def test_oauth_by_its_codes(code: str) -> None:
    """Without the description, which RFC 6749 makes optional, the code shows whose it is."""
    assert shown(f'{{"error":"{code}"}}') == ("oauth", (code,), None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"detail":[{"loc":["body","a"],"msg":"m"}]}', Reason.VALIDATION),
        ('{"detail":[{"loc":["body","a"],"msg":"m"}],"code":"quota_exceeded"}', Reason.QUOTA_EXHAUSTED),
        ('{"detail":[{"msg":"m"}]}', Reason.INVALID_REQUEST),
        ('{"detail":["m"]}', Reason.INVALID_REQUEST),
    ],
)
def test_the_place_of_a_mistake(body: str, reason: Reason) -> None:
    """FastAPI's list says where in the request it did not like something: that is validation."""
    info = classify(status_code=400, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param(b')]}\'\n{"a":1}', {"a": 1}, id="guard"),
        pytest.param(b')]}\',\n{"a":1}', {"a": 1}, id="guard-with-a-comma"),
        pytest.param(b'while(1);{"a":1}', {"a": 1}, id="endless-loop"),
        pytest.param(b'for(;;);{"a":1}', {"a": 1}, id="other-endless-loop"),
        pytest.param(b'/*O_o*/\na.b({"a":1});', {"a": 1}, id="call-behind-a-comment"),
        pytest.param(b'/**/cb({"a":1});', {"a": 1}, id="call-behind-an-empty-comment"),
        pytest.param(b'7cb({"a":1});', '7cb({"a":1});', id="no-call"),
        pytest.param(b'cb({"a":1});', {"a": 1}, id="call"),
        pytest.param(b'a.b_c([{"a":1}])', [{"a": 1}], id="call-of-a-member"),
        pytest.param(b'cb({"a":"maX', {"a": "maX"}, id="cut-call"),
        pytest.param(b'"{""a"":""b""}"', {"a": "b"}, id="field-of-a-table"),
        pytest.param(b'"{""a"":""maX', {"a": "maX"}, id="cut-field-of-a-table"),
        pytest.param(b'"{\\"a\\":1}"', {"a": 1}, id="object-in-a-text"),
        pytest.param(b'"[{\\"a\\":1}]"', [{"a": 1}], id="list-in-a-text"),
        pytest.param(b'"text"', "text", id="text"),
        pytest.param(b'{"error":null}\n{"error":{"a":1}}\n', {"error": {"a": 1}}, id="lines"),
        pytest.param(b'{"a":1}\n{"a":2}\n', {"a": 1}, id="lines-without-an-error"),
        pytest.param(b"17", "17", id="number"),
        pytest.param(b"{17", "{17", id="no-object"),
        pytest.param("größer", "größer", id="wide-text"),
        pytest.param("\ufeff X marks X\x00\n", "X marks X", id="layout"),
        pytest.param(b" \n", None, id="blank"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_from_bytes_to_a_value(body: bytes | str, value: object) -> None:
    """What stands around JSON is taken away, and what is no object or list stays a text."""
    assert document.read(body, None) == value


def test_an_object_is_utf_8_whatever_is_declared() -> None:
    """RFC 8259 knows no other encoding, and frameworks declare what the server's settings say."""
    assert document.read('{"a":"größer"}'.encode(), "text/html; charset=iso-8859-1") == {"a": "größer"}


@pytest.mark.parametrize(("body", "codes", "message"), STREAMS)
def test_streams(body: str, codes: tuple[str, ...], message: str) -> None:
    """A stream of events may begin with any field, and name its error in several ways."""
    assert shown(body)[1:] == (codes, message)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"errors":[{"message":"m","locations":[{"line":1}]}]}', Reason.VALIDATION),
        ('{"errors":[{"message":"m","locations":[{"line":1}],"path":["a"]}]}', Reason.UNCLASSIFIED),
        ('{"errors":[{"message":"m","locations":[{"line":1}]}],"data":null}', Reason.UNCLASSIFIED),
        (
            '{"errors":[{"message":"m","locations":[{"line":1}],"extensions":{"code":"FORBIDDEN"}}]}',
            Reason.PERMISSION_DENIED,
        ),
        ('{"errors":[{"message":"m","path":["a"]}]}', Reason.UNCLASSIFIED),
    ],
)
def test_a_query_that_was_refused(body: str, reason: Reason) -> None:
    """With a place in the query and no path in an answer, GraphQL did not begin to execute it (GraphQL, 7.1)."""
    info = classify(status_code=200, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    "extensions",
    [
        *('{"status":429}', '{"statusCode":429}', '{"code":429}', '{"http":{"status":429}}'),
        *('{"response":{"status":429}}', '{"response":{"statusCode":429}}'),
    ],
)
def test_the_status_of_a_graph(extensions: str) -> None:
    """GraphQL answers 200 whatever happened, and states the status in the extensions."""
    info = classify(status_code=200, body=f'{{"errors":[{{"message":"m","extensions":{extensions}}}]}}')

    assert info is not None
    assert info.reason is Reason.RATE_LIMIT


@pytest.mark.parametrize(
    ("code", "detail", "reason"),
    [
        ("s:Client", "", Reason.VALIDATION),
        ("s:Client.Xyzzy", "", Reason.VALIDATION),
        ("s:Client.InvalidToken", "", Reason.INVALID_CREDENTIALS),
        ("s:Server", "", Reason.INTERNAL),
        ("s:Receiver", "", Reason.INTERNAL),
        ("s:Server", "<d:ErrorCode>QuotaExceeded</d:ErrorCode>", Reason.QUOTA_EXHAUSTED),
        ("s:Server", "<d:reason>QuotaExceeded</d:reason>", Reason.QUOTA_EXHAUSTED),
        ("s:Server", "<d:Reason>QuotaExceeded</d:Reason>", Reason.QUOTA_EXHAUSTED),
        ("s:Server", "<d:QuotaExceededFault/>", Reason.QUOTA_EXHAUSTED),
        ("s:Server", "<d:QuotaExceededException><a>1</a></d:QuotaExceededException>", Reason.QUOTA_EXHAUSTED),
    ],
)
def test_whose_fault_it_was(code: str, detail: str, reason: Reason) -> None:
    """What a fault's detail or its code narrows it to counts first; whose fault it was counts under a 200, too."""
    fault = f"<faultcode>{code}</faultcode><faultstring>m</faultstring><detail>{detail}</detail>"
    body = f'<s:Envelope xmlns:s="u"><s:Body><s:Fault>{fault}</s:Fault></s:Body></s:Envelope>'

    info = classify(status_code=200, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ('{"code":-32000,"message":"m m"}', Reason.INTERNAL),
        ('{"code":-32050,"message":"m m"}', Reason.INTERNAL),
        ('{"code":1234,"message":"m m"}', Reason.UNCLASSIFIED),
        ('{"code":-32002,"message":"m m"}', Reason.CAPACITY),
        ('{"code":-32002,"message":"Not available on your plan"}', Reason.BILLING),
        ('{"code":-32602,"message":"Rate limit exceeded"}', Reason.VALIDATION),
        ('{"code":-8,"message":"Rate limit exceeded"}', Reason.VALIDATION),
        ('{"code":-32000,"message":"m m","data":{"name":"quota_exceeded"}}', Reason.QUOTA_EXHAUSTED),
        ('{"code":-32000,"message":"m m","data":{"reason":"quota_exceeded"}}', Reason.QUOTA_EXHAUSTED),
        ('{"code":-32000,"message":"m m","data":{"type":"quota_exceeded"}}', Reason.QUOTA_EXHAUSTED),
        ('{"code":-32000,"message":"m m","data":{"errorCode":"quota_exceeded"}}', Reason.QUOTA_EXHAUSTED),
        ('{"code":-32000,"message":"m m","data":{"error_code":"quota_exceeded"}}', Reason.QUOTA_EXHAUSTED),
        ('{"code":-32000,"message":"m m","data":{"code":"quota_exceeded"}}', Reason.QUOTA_EXHAUSTED),
        ('{"code":-32000,"message":"m m","data":{"code":-7}}', Reason.INTERNAL),
        ('{"code":-32005,"message":"m m","data":{"numSlotsBehind":5}}', Reason.CAPACITY),
    ],
)
def test_what_a_call_met(error: str, reason: Reason) -> None:
    """Servers mean what they like by the numbers left to them: a word beside one, or its text, goes before it."""
    info = classify(status_code=200, body=f'{{"jsonrpc":"2.0","id":1,"error":{error}}}')

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ('{"provider_name":"p","raw":"r"}', Reason.INVALID_REQUEST),
        ('{"provider_name":"p","flagged_input":"i"}', Reason.CONTENT_FILTER),
    ],
)
def test_what_a_moderator_flagged(metadata: str, reason: Reason) -> None:
    """OpenRouter's metadata tells a moderator's no from any other provider's error."""
    info = classify(status_code=400, body=f'{{"error":{{"code":400,"message":"m","metadata":{metadata}}}}}')

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize("prefix", ["", "a:"])
def test_the_subcode_of_a_fault(prefix: str) -> None:
    """SOAP 1.2 has the service's own code below its own (SOAP 1.2, 5.4.1.3)."""
    code = f"<s:Value>s:Sender</s:Value><s:Subcode>\n<s:Value>{prefix}Locked</s:Value></s:Subcode>"
    fault = f"<s:Fault><s:Code>{code}</s:Code><s:Reason><s:Text>m</s:Text></s:Reason></s:Fault>"

    info = classify(status_code=500, body=f'<s:Envelope xmlns:s="u"><s:Body>{fault}</s:Body></s:Envelope>')

    assert info is not None
    assert info.reason is Reason.CONFLICT


def test_a_word_beside_the_number_of_a_call() -> None:
    """A word that ends in a number is one; a number is none."""
    calls = [f'{{"jsonrpc":"2.0","error":{{"code":1,"data":{{"code":{code}}}}}}}' for code in ('"X7"', "-7")]

    envelopes = [registry.read(document.read(call, None)) for call in calls]

    assert [envelope and envelope.hints for envelope in envelopes] == [("X7", "1"), ("1",)]


def test_the_number_of_an_event_is_no_error() -> None:
    """Only data is looked into: what a server numbers its events with is its own."""
    assert shown('id: {"error":{"code":"c"}}\ndata: 1\n\n') == ("none", (), None)


@pytest.mark.parametrize("rows", [2, 400])
def test_the_exception_behind_rows_of_bytes(rows: int) -> None:
    """The rows may be few or many, and of any bytes."""
    exception = b"Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)"

    info = classify(status_code=200, body=b"\xff\x07 a row\n" * rows + exception)

    assert info is not None
    assert (info.code, info.message) == ("MEMORY_LIMIT_EXCEEDED", exception.decode())


def test_the_exception_behind_rows() -> None:
    """ClickHouse has sent a part of its answer, and the status 200, before a query fails."""
    exception = "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)"

    infos = [classify(status_code=200, body=f"{rows}{exception}\n") for rows in ("", "1\t2\n3\t4\n")]

    assert [info and info.message for info in infos] == [exception, exception]
    assert [info and info.code for info in infos] == ["MEMORY_LIMIT_EXCEEDED"] * 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("HTTPTooManyRequests: not so fast", Reason.RATE_LIMIT),
        ("&lt;class 'odoo.exceptions.AccessDenied'&gt;:who are you", Reason.PERMISSION_DENIED),
        ("acme.errors.RecordNotFound: gone", Reason.NOT_FOUND),
        ("ZeroDivisionError: division by zero", Reason.INTERNAL),
        ("quite broken: nobody knows why", Reason.INTERNAL),
    ],
)
def test_the_class_in_a_fault(text: str, reason: Reason) -> None:
    """Servers in Python number all exceptions alike, and put the class in front of the text."""
    member = "<member><name>%s</name><value><%s>%s</%s></value></member>"
    members = member % ("faultCode", "int", 1, "int") + member % ("faultString", "string", text, "string")
    body = f"<methodResponse><fault><value><struct>{members}</struct></value></fault></methodResponse>"

    info = classify(status_code=200, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ('{"code":-32500,"message":"m","data":"No permissions to the object"}', Reason.PERMISSION_DENIED),
        (
            '{"code":-32000,"message":"execution timed out","data":"Invalid session"}',
            Reason.INVALID_CREDENTIALS,
        ),
        ('{"code":-32603,"message":"m","data":"0x08c379a0"}', Reason.INTERNAL),
        ('{"code":-32050,"message":"execution timed out"}', Reason.REQUEST_TIMEOUT),
        ('{"code":-32050,"message":"m"}', Reason.INTERNAL),
        ('{"code":-32050,"message":"m","data":7}', Reason.INTERNAL),
        ('{"message":"m","data":"Too many requests"}', Reason.RATE_LIMIT),
    ],
)
def test_the_data_of_a_call(error: str, reason: Reason) -> None:
    """Data that is a text says more than a number that many failures share, and than the message."""
    info = classify(status_code=200, body=f'{{"jsonrpc":"2.0","id":1,"error":{error}}}')

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ('{"methodResponses":[["error",{"type":"t","description":"d"},"0"]]}', ("plain", ("t",), "d")),
        ('{"jsonrpc":"2.0","result":{"isError":true,"content":[{"text":"d"}]}}', ("jsonrpc", (), "d")),
    ],
    ids=["jmap", "mcp"],
)
def test_errors_inside_protocols(body: str, shape: tuple[str, tuple[str, ...], str]) -> None:
    """JMAP has a type and perhaps a text, a tool of MCP a text alone."""
    assert shown(body) == shape


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Invalid API key", Reason.INVALID_CREDENTIALS),
        ("missing token.", Reason.INVALID_CREDENTIALS),
        ("Wrong credentials\n", Reason.INVALID_CREDENTIALS),
        ("Expired access token", Reason.EXPIRED_CREDENTIALS),
        ("Unauthorized", Reason.INVALID_CREDENTIALS),
        ("unauthorised!", Reason.INVALID_CREDENTIALS),
        ("FORBIDDEN", Reason.PERMISSION_DENIED),
        ("Access denied.", Reason.PERMISSION_DENIED),
        ("Rate limit exceeded", Reason.RATE_LIMIT),
        ("Quota exceeded", Reason.QUOTA_EXHAUSTED),
        ("Too many requests!", Reason.RATE_LIMIT),
    ],
)
def test_the_shortest_refusals(text: str, reason: Reason) -> None:
    """A whole body of a few words that refuse is an error, though a success came with it."""
    info = classify(status_code=200, body=text)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    "text",
    ["Invalid API key?", "Forbidden Planet", "Wrong key, said the piano tuner", "key", "token expired or so"],
)
def test_texts_that_refuse_nothing(text: str) -> None:
    """A body with more words is a text like any other."""
    assert classify(status_code=200, body=text) is None


def test_a_comment_inside_an_event() -> None:
    """DashScope says the status in a comment between the name of an event and its data."""
    event = 'id:1\nevent:error\n:HTTP_STATUS/429\ndata:{"code":"Throttling","message":"m"}\n\n'

    assert shown(event) == ("plain", ("Throttling",), "m")


def test_an_event_ends_with_a_blank_line() -> None:
    """The name of an event is not that of the next one."""
    assert shown('event: error\n\ndata: {"code":"c"}\n\n') == ("none", (), None)


@pytest.mark.parametrize(
    "sound",
    [
        'data: {"n":1}\n\n' * 2000,
        "id: 1\n" * 3000,
        ": ping\n\n" * 9,
        'data: {"m":"an error"}\n\n' + 'data: {"n":1}\n\n' * 99,
    ],
)
def test_an_event_behind_many_sound_ones(sound: str) -> None:
    """However many lines nobody suspects stand in front of it, the error counts."""
    assert shown(f'{sound}event: exception\ndata: {{"code":"c"}}\n\n') == ("plain", ("c",), None)


def test_events_that_only_look_like_errors() -> None:
    """Many of them in front of an error are too many: what is read of a stream is bounded."""
    alarm, error = 'data: {"a":{"error":1}}\n\n', 'event: error\ndata: {"code":"c"}\n\n'

    assert shown(alarm * 63 + error) == ("plain", ("c",), None)
    assert shown(alarm * 64 + error)[1] == ()


@pytest.mark.parametrize("name", ["MESSAGE", "mensagem", "mensaje", "statusText", "Information", "remark"])
def test_names_of_texts(name: str) -> None:
    """A text with such a name is the message, whatever other texts stand beside it."""
    body = {"hint": "see the manual", name: "it is so", "note_2": "or so it seems"}

    assert shown(json.dumps({"error_code": "c", **body})) == ("plain", ("c",), "it is so")


@pytest.mark.parametrize(
    ("text", "message"), [("two words", None), ("now three words", "now three words"), ("word", None)]
)
def test_the_only_text(text: str, message: str | None) -> None:
    """Without such a name it is one from three words on: two may be a name or a date."""
    assert shown(json.dumps({"error_code": "c", "debug": text})) == ("plain", ("c",), message)


def test_a_field_that_is_none_of_an_event() -> None:
    """The made-up field `error` may be all that there is."""
    assert shown('error: {"message":"m"}') == ("plain", (), "m")


def test_a_message_of_several_words_is_no_code() -> None:
    """Only one that is a single word is read as a code, too."""
    assert shown('{"error":{"message":"it was: ValueError","code":"c"}}') == (
        "openai",
        ("c",),
        "it was: ValueError",
    )
    assert shown('{"error":{"message":"ValueError","code":"c"}}') == (
        "openai",
        ("c", "ValueError"),
        "ValueError",
    )


@pytest.mark.parametrize("said", [{"code": "c"}, {"message": "m"}, {"code": "c", "message": "m"}])
def test_an_answer_that_says_why_itself(said: dict[str, str]) -> None:
    """An object under any other name is asked only where the answer says nothing."""
    own = ("plain", (said["code"],) if "code" in said else (), said.get("message"))
    other = {"sent": {"code": "other", "message": "another"}}

    assert shown(json.dumps({"success": False, **said, **other})) == own
    assert shown(json.dumps({"success": False, **other})) == ("plain", ("other",), "another")
    assert shown(json.dumps({"success": True, **other})) == ("none", (), None)
