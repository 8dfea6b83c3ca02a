"""Each envelope shape: what it says of code and message, and what it leaves to others."""

# ruff: noqa: E501 - a table of bodies is read by its columns

from __future__ import annotations

import pytest

from otel_errkind._core import document
from otel_errkind._core.dialects import registry
from otel_errkind._core.envelope import Envelope
from otel_errkind._core.model import Reason
from otel_errkind._core.rulings import heading, rule, rule_text
from otel_errkind._core.success import may_hold_error
from otel_errkind._core.words import ruling_of, words_of


@pytest.mark.parametrize(
    ("body", "dialect", "codes", "message"),
    [
        ('{"error":{"type":"tokens","code":"too_long","message":"m"}}', "openai", ("too_long", "tokens"), "m"),
        ('{"error":{"type":"BadRequestError","code":400,"message":"m"}}', "openai", ("BadRequestError", "400"), "m"),
        ('{"error":{"code":"429","message":"m"}}', "openai", ("429",), "m"),
        ('{"error":{"message":"m"}}', "openai", (), "m"),
        ('{"error":{"param":"p"}}', "none", (), None),
        ('{"error":{"code":"c"}}', "openai", ("c",), None),
        ('{"error":{"type":"t"}}', "openai", ("t",), None),
        ('{"error":{"code":"c","msg":"m"}}', "openai", ("c",), "m"),
        ('{"error":{"code":"c","info":"m"}}', "openai", ("c",), "m"),
        ('{"error":{"code":"c","description":"m"}}', "openai", ("c",), "m"),
        ('{"error":{"code":"c","detail":"m"}}', "openai", ("c",), "m"),
        ('{"error":{"code":"c","error_msg":"m"}}', "openai", ("c",), "m"),
        ('{"errcode":40001,"errmsg":"m"}', "numbered", ("40001",), "m"),
        ('{"error":{"code":1000000000000,"message":"m"}}', "openai", (), "m"),
        ('{"type":"error","message":"m"}', "plain", (), "m"),
        ('{"success":false,"error-codes":["c","d"]}', "plain", ("c",), None),
        ('{"type":"error","error":{"type":"t","message":"m","details":{"error_code":"c"}}}', "anthropic", ("c", "t"), "m"),
        (
            '{"error":{"status":"S","message":"m","errors":[{"reason":"r"}],"details":[{"reason":"D"},7]}}',
            "google",
            ("D", "r", "S"),
            "m",
        ),
        ('{"error":{"code":5,"details":[],"message":"m"}}', "openai", ("5",), "m"),
        ('{"error":{"code":"c","type":"card_error","doc_url":"u","message":"m"}}', "stripe", ("c", "card_error"), "m"),
        ('{"error":{"fbtrace_id":"f","message":"m","code":190}}', "facebook", ("190",), "m"),
        ('{"error":{"fbtrace_id":"f","message":"m"}}', "openai", (), "m"),
        ('{"error":{"root_cause":[{"type":"c","reason":"r"}],"type":"t","reason":"m"}}', "elastic", ("c", "t"), "m"),
        ('{"error":{"reason":"r"}}', "plain", ("r",), "r"),
        ('{"error":"invalid_grant","error_description":"m"}', "oauth", ("invalid_grant",), "m"),
        ('{"ok":false,"error":"e"}', "slack", ("e",), None),
        ('{"ok":false,"error":"a sentence, not a code"}', "slack", (), "a sentence, not a code"),
        ('{"ok":false,"error":{"code":"c","message":"m"}}', "slack", ("c",), "m"),
        ('{"ok":true,"message":"m"}', "plain", (), "m"),
        ('{"__type":"ns.x#Fault","message":"m"}', "aws", ("Fault",), "m"),
        ('{"Error":{"Code":"c","Message":"m"}}', "aws", ("c",), "m"),
        ('{"Error":"no object","Message":"m"}', "plain", (), "m"),
        ('{"kind":"Status","status":"Failure","reason":"R","message":"m"}', "kubernetes", ("R",), "m"),
        ('{"kind":"List","message":"m"}', "plain", (), "m"),
        ('{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login","diagnostics":"m"}]}', "fhir", ("login",), "m"),
        ('{"resourceType":"OperationOutcome","issue":[7,{"severity":"warning","code":"a"},{"severity":"fatal","code":"b","details":{"text":"m"}},{"severity":"error","code":"c"}]}', "fhir", ("b", "c"), "m"),
        ('{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}', "fhir", (), None),
        ('{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"m"},{"severity":"error","diagnostics":"n"}]}', "fhir", (), "m"),
        ('{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"login"}]}', "none", (), None),
        ('{"resourceType":"OperationOutcome","issue":7,"message":"m"}', "plain", (), "m"),
        ('{"resourceType":"Patient","issue":[{"severity":"error","code":"login"}],"message":"m"}', "plain", (), "m"),
        ('{"sqlState":"42S02","code":"1","message":"m"}', "sql", ("1",), "m"),
        ('{"sqlState":"no","message":"m"}', "plain", (), "m"),
        ('{"code":14,"message":"m","details":[]}', "grpc", ("14",), "m"),
        ('{"code":99,"message":"m","details":[]}', "plain", ("99",), "m"),
        ('{"error":{"grpc_code":14,"message":"m"}}', "grpc", ("14",), "m"),
        ('[{"ErrorCode":406,"Message":"m"}]', "errors", ("406",), "m"),
        ('{"type":"https://e.com/p/a-b","title":"t"}', "problem", ("https://e.com/p/a-b",), "t"),
        ('{"type":"about:blank","title":"t","status":500}', "problem", (), "t"),
        ('{"title":"t","o:errorCode":"c","o:errorDetails":[{"title":"u","detail":"m","o:errorCode":"d"}]}', "problem", ("d", "c"), "m"),
        ('{"title":"t"}', "plain", (), "t"),
        ('{"detail":"d","code":"c"}', "detail", ("c",), "d"),
        ('{"detail":{"type":"about:blank","title":"t"}}', "detail", (), "t"),
        ('{"detail":{"reason":"r","message":"m"}}', "detail", ("r",), "m"),
        ('{"detail":{}}', "none", (), None),
        ('{"detail":["m","n"]}', "detail", (), "m"),
        ('{"detail":[{"loc":["body"],"msg":"m"}]}', "detail", (), "m"),
        ('{"detail":7,"message":"m"}', "plain", (), "m"),
        ('{"errors":[{"message":"m","extensions":{"code":"C"}}]}', "graphql", ("C",), "m"),
        ('{"data":null,"errors":["m"]}', "graphql", (), "m"),
        ('{"errors":[{"code":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":["m"]}', "errors", (), "m"),
        ('{"errors":[{"errorCode":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"error_code":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"reason":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"type":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"name":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"code":"c","detail":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"error":"c","message":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"error":"d","code":"c","message":"m"}]}', "errors", ("c", "d"), "m"),
        ('{"errors":[{"error":"not one word","message":"m"}]}', "errors", (), "m"),
        ('{"errors":[{"code":"c","title":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"code":"c","description":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"code":"c","errorMessage":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":[{"code":"c","msg":"m"}]}', "errors", ("c",), "m"),
        ('{"errors":["m"],"code":"bad_thing"}', "errors", ("bad_thing",), "m"),
        ('{"errors":["m"],"error_code":"bad_thing"}', "errors", ("bad_thing",), "m"),
        ('{"errors":["m"],"errorCode":"bad_thing"}', "errors", ("bad_thing",), "m"),
        ('{"errors":["m",7]}', "errors", (), "m"),
        ('{"ok":false,"code":"c","message":"m"}', "slack", ("c",), "m"),
        ('{"ok":false,"error_code":7,"description":"m"}', "slack", ("7",), "m"),
        ('{"ok":false,"error":{"type":"c","description":"m"}}', "slack", ("c",), "m"),
        ('{"ok":false,"error":{"name":"c","message":"m"}}', "slack", ("c",), "m"),
        ('{"sqlstate":"42S02","msg":"m","error_code":1}', "plain", ("1",), "m"),
        ('{"hint":"h","code":"42501","message":"m"}', "plain", ("42501",), "m"),
        ('{"details":"d","hint":"h","code":"42501","message":"m"}', "sql", ("42501",), "m"),
        ('{"sqlState":"28000","hint":"h","details":"d","code":"390100","message":"m"}', "sql", ("390100",), "m"),
        ('{"sqlState":"28000","errorCode":"390100","message":"m"}', "sql", ("390100",), "m"),
        ('{"hint":"h","sqlstate":"28000","message":"m"}', "sql", ("28000",), "m"),
        ('{"hint":"h","SQLSTATE":"28000","message":"m"}', "sql", ("28000",), "m"),
        ('{"error":{"root_cause":[{"type":"c","reason":"r"}]}}', "elastic", ("c",), "r"),
        ('{"error":{"type":"t","reason":"m"}}', "elastic", ("t",), "m"),
        ('{"kind":"Status","status":"Success","message":"m"}', "plain", ("Success",), "m"),
        ('{"__type":"Fault","Message":"m"}', "aws", ("Fault",), "m"),
        ('{"errors":[7]}', "none", (), None),
        ('{"errors":{"name":["m"]}}', "errors", (), "m"),
        ('[{"errorCode":"c","message":"m"}]', "errors", ("c",), "m"),
        ('[{"error":{"code":"c","message":"m"}}]', "openai", ("c",), "m"),
        ("[]", "none", (), None),
        ("{}", "none", (), None),
        ("17", "text", (), "17"),
        ('"a plain text"', "text", (), "a plain text"),
        ('{"jsonrpc":"2.0","error":{"code":-32601,"message":"m"}}', "jsonrpc", ("-32601",), "m"),
        ('{"jsonrpc":"2.0","message":"m"}', "plain", (), "m"),
        ('{"itemNotFound":{"message":"m","code":404}}', "plain", ("itemNotFound", "404"), "m"),
        ('{"id":"8bd5b608-887c","message":"m"}', "plain", (), "m"),
        ('{"error":{"message":"{\\"error\\":{\\"status\\":\\"S\\",\\"message\\":\\"i\\"}}"}}', "openai", ("S",), "i"),
        ('{"error":{"message":"{not json"}}', "openai", (), "{not json"),
        ('{"error":{"message":"[1]","code":"c"}}', "openai", ("c",), "[1]"),
        ("<Error><Code>c</Code><Message>a &amp; b</Message></Error>", "xml", ("c",), "a & b"),
        ("<Error><Code>a sentence</Code></Error>", "xml", (), None),
        ("<e><Message>m</Message></e>", "xml", (), "m"),
        ("<e><x>m</x></e>", "html", (), None),
        ('<err code="7" msg="m"/>', "xml", ("7",), "m"),
        ("<ERROR>m, n</ERROR>", "xml", (), "m, n"),
        ("<methodResponse><name>faultCode</name><value><i4>7</i4></value></methodResponse>", "xmlrpc", ("7",), None),
        ("<methodResponse><name>faultCode</name><value>7</value><name>faultString</name><value>a &amp; b</value></methodResponse>", "xmlrpc", ("7",), "a & b"),
        ("<methodResponse/>", "html", (), None),
        ("a=b&error_code=7&message=m+n", "form", ("7",), "m n"),
        ("a=b&c=d", "text", (), "a=b&c=d"),
        ("ACK=Failure&L_ERRORCODE0=7&L_LONGMESSAGE0=m+n", "form", ("7",), "m n"),
        ("ACK=Failure&L_ERRORCODE0=7&L_SHORTMESSAGE0=m", "form", ("7",), "m"),
        ("error=bad_thing&error_description=m", "form", ("bad_thing",), "m"),
        ("error=bad_thing&error_message=m", "form", ("bad_thing",), "m"),
        ("It broke. (BAD_THING)", "text", ("BAD_THING",), "It broke. (BAD_THING)"),
        ('{"error":"badThing"}', "plain", ("badThing",), "badThing"),
        ('{"name":"bad_thing","errors":["m"]}', "errors", ("bad_thing",), "m"),
        ('{"xResponse":{"sub_code":"c","msg":"m"}}', "plain", ("c",), "m"),
        ('{"result":null,"id":1,"error":{"code":-8,"message":"m"}}', "jsonrpc", ("-8",), "m"),
        ("<html><h1>heading</h1></html>", "html", (), "heading"),
        ("<html><title>t</title><h1>h</h1></html>", "html", (), "t"),
        ("data: {}\n\n", "none", (), None),
        ("event: error\ndata: broken\n\n", "plain", (), "broken"),
        (': ping\n\nevent: ping\ndata: {"error"\n\ndata: {"error":{"code":"c","message":"m"}}\n', "openai", ("c",), "m"),
        ("upstream said no", "text", (), "upstream said no"),
        ("BAD_THING: details", "text", ("BAD_THING",), "BAD_THING: details"),
    ],
)  # fmt: skip
def test_shapes(body: str, dialect: str, codes: tuple[str, ...], message: str | None) -> None:
    """A body is read in the narrowest dialect that recognises it, with its codes as sent."""
    envelope = registry.read(document.read(body, None))

    read = (envelope.dialect, envelope.codes, envelope.message) if envelope else ("none", (), None)
    assert read == (dialect, codes, message)


@pytest.mark.parametrize(
    "body",
    [
        '{"ok":false,"error_code":429,"description":"m"}',
        '{"ok":false,"code":429,"message":"m"}',
        '{"ok":false,"status":429,"message":"m"}',
        '{"errors":[{"status":"429","message":"m"}]}',
        '{"errors":[{"statusCode":429,"message":"m"}]}',
        '{"errors":[{"code":429,"message":"m"}]}',
        '{"kind":"Status","status":"Failure","code":429,"message":"m"}',
        '{"error":{"code":429,"message":"m","status":"ODD"}}',
    ],
)
def test_a_status_that_the_body_states(body: str) -> None:
    """The status that a dialect's fields state is read from any of them."""
    envelope = registry.read(document.read(body, None))

    assert envelope is not None
    assert envelope.status == 429


@pytest.mark.parametrize(
    "field", ["error", "type", "ok", "__type", "kind", "hint", "msg", "details", "title", "detail"]
)
@pytest.mark.parametrize("value", ["null", "7", "true", '"x"', "[]", "[[]]", "{}", '{"x":[]}'])
def test_fields_of_another_kind(field: str, value: str) -> None:
    """A field that announces a dialect may hold anything."""
    body = f'{{"{field}": {value}, "type": "error", "ok": false, "kind": "Status", "message": "m"}}'

    envelope = registry.read(document.read(body, None))

    assert envelope is None or envelope.message in {"m", "x", None}


SPELLINGS = [
    "TooManyRequestsException",
    "TOO_MANY_REQUESTS",
    "too-many-requests",
    "err.tooManyRequests",
    "TOOMANYREQUESTS",
    "com.example:too_many_requests",
    "Too many requests",
    "HTTP_429_TooManyRequests",
]


@pytest.mark.parametrize("code", SPELLINGS)
def test_spellings(code: str) -> None:
    """One phrase is known in every spelling."""
    ruling = ruling_of(code)

    assert ruling is not None
    assert ruling.reason is Reason.RATE_LIMIT


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("InvalidInstanceID.Malformed", ["invalid", "instance", "id", "malformed"]),
        ("OAuthException", ["oauth", "exception"]),
        ("javax.net.ssl.SSLException", ["ssl", "exception"]),
        ("overqpslimit", ["over", "qps", "limit"]),
        ("failed_to_authenticate", ["failed", "to", "authenticate"]),
        ("HTTPError", ["http", "error"]),
        ("²ª!", []),
        ("", []),
    ],
)
def test_words(code: str, words: list[str]) -> None:
    """A code is split at humps and at whatever is no letter."""
    assert words_of(code) == words


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("insufficient_quota", Reason.BILLING),
        ("daily_quota_exceeded", Reason.QUOTA_EXHAUSTED),
        ("card_expired", Reason.PAYMENT_DECLINED),
        ("expired_card", Reason.PAYMENT_DECLINED),
        ("token_expired", Reason.EXPIRED_CREDENTIALS),
        ("next_token_expired", Reason.VALIDATION),
        ("expired_access_token", Reason.EXPIRED_CREDENTIALS),
        ("invalid_page_token", Reason.VALIDATION),
        ("SessionTimeout", Reason.EXPIRED_CREDENTIALS),
        ("OperationTimedOut", Reason.REQUEST_TIMEOUT),
        ("InvalidTimeoutValue", Reason.VALIDATION),
        ("ConcurrentModification", Reason.CONFLICT),
        ("ConcurrencyLimitExceeded", Reason.CONCURRENCY_LIMIT),
        ("UnknownResourceFault", Reason.NOT_FOUND),
        ("UnknownError", Reason.INTERNAL),
        ("unknown", Reason.INTERNAL),
        ("unknown_shape", Reason.NOT_FOUND),
        ("session_locked", None),
        ("locked", Reason.CONFLICT),
        ("MethodNotAllowed", Reason.UNSUPPORTED),
        ("NotAllowed", Reason.PERMISSION_DENIED),
        ("ServiceUnavailable", Reason.CAPACITY),
        ("unavailable_for_legal_reasons", Reason.PERMISSION_DENIED),
        ("context_length_exceeded", Reason.CONTEXT_LENGTH),
        ("RequestEntityTooLarge", Reason.PAYLOAD_TOO_LARGE),
        ("TooManyValues", Reason.VALIDATION),
        ("model_not_ready", Reason.LOADING),
        ("qwertyuiop", None),
    ],
)
def test_narrow_phrases_escape_wide_ones(code: str, reason: Reason | None) -> None:
    """Of the phrases in a code the highest in the table decides."""
    ruling = ruling_of(code)

    assert (ruling.reason if ruling else None) is reason


ROOTS = ["java", "jakarta", "kotlin", "scala", "org", "com", "net", "io", "System", "microsoft", "akka"]


@pytest.mark.parametrize("root", ROOTS)
def test_where_a_class_lives_says_nothing(root: str) -> None:
    """Packages are named for what they are about, not for what failed in them."""
    ruling = ruling_of(f"{root}.billing.token.TimeoutException")

    assert ruling is not None
    assert ruling.reason is Reason.REQUEST_TIMEOUT


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("insufficient_a_b_c_d_balance", Reason.BILLING),
        ("insufficient_a_b_c_d_e_balance", None),
        ("tos_not_signed", Reason.PERMISSION_DENIED),
        ("tossed", None),
    ],
)
def test_what_may_stand_between_and_behind(code: str, reason: Reason | None) -> None:
    """Up to four words may stand where a phrase leaves a gap; a whole word does not go on."""
    ruling = ruling_of(code)

    assert (ruling.reason if ruling else None) is reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("40103", Reason.INVALID_CREDENTIALS),
        ("500012", Reason.INTERNAL),
        ("50100", Reason.INTERNAL),
        ("45000", None),
        ("4011", None),
    ],
)
def test_numbers_that_count_on_from_a_status(code: str, reason: Reason | None) -> None:
    """Where no status and no word speaks, a long number may begin with one."""
    ruling = rule_text(Envelope("plain", (code,)))

    assert (ruling.reason if ruling else None) is reason


@pytest.mark.parametrize(
    ("message", "clause"),
    [
        ("Invalid API key - get one", "Invalid API key"),
        ("Unauthorized. Log in first.", "Unauthorized"),
        ("EAPI:Rate limit", "EAPI:Rate limit"),
        ("a b c d e f g h i", ""),
        ("a b c d e f g h", "a b c d e f g h"),
        ("Forbidden.", "Forbidden"),
        ("x" * 79, "x" * 79),
        ("x" * 80, ""),
    ],
)
def test_headings(message: str, clause: str) -> None:
    """A text's first clause counts as a title if it is as short as one."""
    assert heading(message) == clause


def test_text_decides_nothing_under_a_status() -> None:
    """A title that contradicts the status is not believed."""
    envelope = registry.read({"message": "Rate limit exceeded"})

    assert envelope is not None
    assert rule(envelope, 500) is None
    assert rule(envelope, None) is None
    assert rule_text(envelope) is not None


@pytest.mark.parametrize("body", ["", "   ", "plain text", '{"id":1,"name":"x"}', b"\x00\x01", "7"])
def test_most_successes_are_not_parsed(body: bytes | str) -> None:
    """A look at the head is enough for a body that cannot be an error."""
    assert not may_hold_error(body)


def test_errors_behind_much_data_are_found() -> None:
    """GraphQL may send its errors last."""
    body = b'{"data":{"x":"' + b"y" * 30000 + b'"},"errors":[{"message":"m"}]}'

    assert may_hold_error(body)
