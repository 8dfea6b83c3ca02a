"""Redaction: no secret survives, and what a reader and the classifier need does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from otel_errkind._core.credentials import NAMES, NUMERIC_NAMES
from otel_errkind._core.credentials import SHAPES as SHAPE_ROWS
from otel_errkind._core.redact import MARK, Redactor
from otel_errkind._core.secret_rows import NAMED_ROWS, OTHER_ROWS
from secret_samples import ALNUM, KINDS, SHAPES, SURROUNDED, VALUE, Sample

redact = Redactor()
CORPUS = Path(__file__).with_name("corpus.jsonl")
each_kind = pytest.mark.parametrize("sample", KINDS.values(), ids=KINDS)
each_shape = pytest.mark.parametrize(
    "sample",
    [sample for samples in SHAPES.values() for sample in samples],
    ids=lambda sample: sample.text[:12],
)


def test_every_row_has_a_sample() -> None:
    """A kind of secret that no test plants would be a promise that nobody checks."""
    assert [name for name, _ in SHAPE_ROWS] == list(SHAPES)
    assert sorted(row.name for row in (*NAMED_ROWS, *OTHER_ROWS)) == sorted(SURROUNDED)


@each_kind
def test_redacts_every_kind(sample: Sample) -> None:
    """Nothing of the secret is left, and a mark stands in its place."""
    redacted = redact(sample.text)

    assert sample.secret not in redacted
    assert MARK in redacted


@each_kind
def test_redacting_twice_changes_nothing(sample: Sample) -> None:
    """What was redacted once is left alone."""
    redacted = redact(sample.text)

    assert redact(redacted) == redacted


@each_shape
@pytest.mark.parametrize(
    "context",
    [
        pytest.param('{"note": "*", "code": 7}', id="json"),
        pytest.param('{\\"note\\":\\"*\\"}', id="json-in-json"),
        pytest.param("Incorrect value provided: *. You can find", id="prose"),
        pytest.param("GET /v1/*/me?a=b", id="path"),
        pytest.param("GET /v1?a=*&b=c", id="query"),
        pytest.param("next=%2Fv1%3Fa%3D*%26b", id="percent-encoded"),
        pytest.param("next=%252Fv1%253Fa%253D*%2526b", id="percent-encoded-twice"),
        pytest.param("line\\n*\\nline", id="escaped-line"),
        pytest.param("a\\u003d*\\u0026", id="escaped-character"),
        pytest.param("{'note': b'*'}", id="python"),
        pytest.param("<Note>*</Note>", id="xml"),
        pytest.param("é*é", id="between-wide-characters"),
        pytest.param("old-*", id="behind-a-dash"),
    ],
)
def test_recognises_a_shape_anywhere(sample: Sample, context: str) -> None:
    """A vendor's secret is found by its shape alone, whatever stands around it."""
    before, _, after = context.partition("*")

    redacted = redact(before + sample.text + after)

    assert sample.secret not in redacted
    assert redacted.startswith(before)
    assert redacted.endswith(after)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        pytest.param('{"api_key": "abc", "a": 1}', '{"api_key": "[REDACTED]", "a": 1}', id="json"),
        pytest.param("token=abc&a=1", "token=[REDACTED]&a=1", id="form"),
        pytest.param("Authorization: Bearer abc", "Authorization: Bearer [REDACTED]", id="bearer"),
        pytest.param("https://user:pw@host/a", "https://[REDACTED]@host/a", id="userinfo"),
        pytest.param("<Token>abc</Token>", "<Token>[REDACTED]</Token>", id="xml"),
        pytest.param('{"pin": 1234, "a": 1}', '{"pin": [REDACTED], "a": 1}', id="number"),
        pytest.param("Cookie: a=b; c=d\r\nHost: x", "Cookie: [REDACTED]\r\nHost: x", id="cookie"),
        pytest.param(
            "{'password': None, 'pin': '1'}", "{'password': None, 'pin': '[REDACTED]'}", id="python"
        ),
        pytest.param('{\\"pwd\\":\\"a\\"}', '{\\"pwd\\":\\"[REDACTED]\\"}', id="json-in-json"),
        pytest.param("ask a@example.com, please", "ask [REDACTED], please", id="email"),
        pytest.param('{"secrets":["a","b"]}', '{"secrets":["[REDACTED]"]}', id="list"),
        pytest.param('"token": "[REDACTED]"', '"token": "[REDACTED]"', id="redacted-before"),
        pytest.param(f"x {MARK} y", f"x {MARK} y", id="mark-alone"),
        pytest.param("\ud800 token=abc", "\ud800 token=[REDACTED]", id="lone-surrogate"),
        pytest.param(
            "\\u201csk-proj-q7RtV2mXw9LkB4nZ\\u201d", "\\u201c[REDACTED]\\u201d", id="escaped-quotes"
        ),
        pytest.param("\\u53f74111111111111111\\u65e0", "\\u53f7[REDACTED]\\u65e0", id="escaped-words"),
        pytest.param("\\u5bc6pin: a1b2", "\\u5bc6pin: [REDACTED]", id="escaped-word-before-a-name"),
        pytest.param("Basic YWRt\\/ZXJz=", "Basic [REDACTED]", id="escaped-slash"),
        pytest.param("Bearer YWRt\\u002BZXJz", "Bearer [REDACTED]", id="escaped-plus"),
        pytest.param("X-Secret: a b\\/c\\u003d", "X-Secret: [REDACTED]", id="escapes-in-a-line"),
        pytest.param("Cookie: a=b\\/c; d=e\\u002Bf", "Cookie: [REDACTED]", id="escapes-in-a-cookie"),
        pytest.param('"SecretKey: wJ7\\/K bad"', '"SecretKey: [REDACTED] bad"', id="escapes-in-a-word"),
        pytest.param("AccountKey=q7\\u002BZx==;x=1", "AccountKey=[REDACTED];x=1", id="escapes-in-a-form"),
        pytest.param("ask jane\\u002Btag@example.com", "ask [REDACTED]", id="escapes-in-an-address"),
        pytest.param("「jane@example.com」は", "「[REDACTED]」は", id="address-between-words"),
    ],
)
def test_keeps_what_is_around(text: str, redacted: str) -> None:
    """Names, schemes, hosts and quotes stay: a reader sees what was there."""
    assert redact(text) == redacted


SYNTAXES = ('{"*": "%s"}', "{'*': '%s'}", "a=b&*=%s&c=d", "<*>%s</*>", '{\\"*\\": \\"%s\\"}', "*: %s")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(str, id="spaced"),
        pytest.param(lambda name: name.replace(" ", "_"), id="snake"),
        pytest.param(lambda name: name.replace(" ", "-").upper(), id="upper-kebab"),
        pytest.param(lambda name: "x-" + name.replace(" ", "-"), id="header"),
        pytest.param(lambda name: "my_" + name.replace(" ", ""), id="prefixed"),
    ],
)
def test_knows_sensitive_names(name: str, spell: type[str]) -> None:
    """A value is secret under every spelling of a sensitive name, in every syntax that has names."""
    texts = [syntax.replace("*", spell(name)) % VALUE for syntax in SYNTAXES]

    assert [text for text in texts if VALUE in redact(text)] == []


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "passwd",
        "secret",
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "client_secret",
        "api_key",
        "apikey",
        "apiKey",
        "X-Api-Key",
        "private_key",
        "privateKey",
        "session",
        "sessionId",
        "cookie",
        "authorization",
        "Proxy-Authorization",
        "signature",
        "X-Amz-Signature",
        "credential",
        "X-Amz-Credential",
        "otp",
        "pin",
        "ssn",
        "card_number",
        "cardNumber",
        "cvv",
        "SecretAccessKey",
        "X-Amz-Security-Token",
        "new_password",
        "passwordConfirmation",
        "db.password",
        "OPENAI_API_KEY",
        "csrf_token",
        "sig",
        "Set-Cookie",
        "Ocp-Apim-Subscription-Key",
    ],
)
def test_knows_the_names_of_the_trade(name: str) -> None:
    """The names that providers use are among them, percent-encoded too."""
    encoded = quote(json.dumps({name: VALUE}), safe="")

    assert VALUE not in redact(json.dumps({name: VALUE}))
    assert VALUE not in redact(encoded)
    assert VALUE not in redact(f"https://host/?a=b&{name}={VALUE}#c")


@pytest.mark.parametrize("name", NUMERIC_NAMES)
def test_knows_secret_numbers(name: str) -> None:
    """A bare number is secret under the names of passwords, codes and cards."""
    assert redact(json.dumps({name: 48217, "a": 1})) == json.dumps({name: 0, "a": 1}).replace("0", MARK)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"usage": {"total_tokens": 8192, "prompt_tokens": 100, "max_tokens": 4096}}', id="counts"
        ),
        pytest.param('{"token": 12, "session": 3, "signature": 4.5}', id="numbers"),
        pytest.param(
            '{"api_key": null, "token": false, "password": "", "secret": {}, "jwt": []}', id="no-values"
        ),
        pytest.param("token=null&api_key=&secret=None", id="no-values-in-a-form"),
        pytest.param('{"error": {"type": "tokens", "code": "invalid_api_key"}}', id="codes"),
        pytest.param(
            '{"code": "token_expired", "param": "api_key", "reason": "bad_password"}', id="more-codes"
        ),
        pytest.param("invalid token: token_expired", id="code-in-prose"),
        pytest.param("Your session token has expired", id="prose"),
        pytest.param(
            "Invalid API key: you must provide one. Password: must have 8 characters", id="prose-with-colons"
        ),
        pytest.param("Error validating access token: Session has expired on Monday", id="facebook"),
        pytest.param("Authorization: header is missing", id="prose-that-begins-like-a-header"),
        pytest.param("Missing required header: Authorization", id="name-alone"),
        pytest.param("The token: https://example.com/docs/tokens", id="link"),
        pytest.param(
            '{"password": ["This field is required.", "Ensure it has 8 characters."]}', id="validators"
        ),
        pytest.param(
            '{"missing": ["password", "api_key"], "loc": ["body", "password"]}', id="names-of-fields"
        ),
        pytest.param(
            '{"token_type": "bearer", "expires_in": 3600, "signature_version": 4}', id="names-that-go-on"
        ),
        pytest.param("mapping: a1b2, spin: a1b2, bypass=a1b2, oauth: a1b2", id="names-within-words"),
        pytest.param('{"key": "objects/a.txt", "Key": "x/y", "public_key_id": "a1b2"}', id="other-keys"),
        pytest.param('{"request_id": "req_8f14e45fceea167a5a36dedd4bea2543"}', id="request-id"),
        pytest.param(
            "24e32f6d-b372-4853-85f2-11e65134f032, 00000000-0000-0000-0000-000000000000", id="uuids"
        ),
        pytest.param("at 1700000000000, in 1732181234567890123, for 175928847299117063", id="long-numbers"),
        pytest.param("4111111111111112 and 1234-5678-9012-3456 and 6.4111111111111111", id="no-cards"),
        pytest.param("id_4111111111111111, 4111111111111111x, a-4111111111111111", id="cards-within-ids"),
        pytest.param('Bearer realm="api", error="invalid_token"', id="bearer-challenge"),
        pytest.param('Basic realm="x", Negotiate', id="basic-challenge"),
        pytest.param(
            "Basic authentication is off; use Bearer tokens, or a basic plan.", id="names-of-schemes"
        ),
        pytest.param("Please negotiate a lower limit. I can digest it: slowly.", id="schemes-as-words"),
        pytest.param("https://host:8080/a?b=c#d and http://[::1]:80/", id="ports"),
        pytest.param("see https://host:8080", id="port-at-the-end"),
        pytest.param(
            "https://medium.com/@user/post and //registry.npmjs.org/@scope/pkg", id="at-signs-in-paths"
        ),
        pytest.param("lodash@4.17.21 for @user", id="versions"),
        pytest.param('{"@type": "type.googleapis.com/google.rpc.ErrorInfo"}', id="google"),
        pytest.param("sk-***, sk-wrong****-key, sk_test_****PLACEHOLDER", id="masked-by-the-provider"),
        pytest.param("a?code=404&key=DE and ?code=not_found_in_this_region", id="short-parameters"),
        pytest.param(
            "<Code>InvalidToken</Code><Message>The token has expired.</Message><Key>a/b</Key>", id="xml"
        ),
        pytest.param("<token></token><password/><a token='' />", id="empty-elements"),
        pytest.param("a task-force, the sk-learn package, ghp_ and AKIA", id="prefixes-alone"),
        pytest.param("100% of %2B and 50%40 &amp; more", id="percent-signs"),
        pytest.param("POST /repos/a/hooks/12/deliveries", id="hooks-that-are-no-secret"),
        pytest.param("job glue-job-production-daily-import of global-gateway-production.test", id="hosts"),
        pytest.param('{"field":"password","errorCode":"TOO_SHORT"}', id="the-next-name"),
        pytest.param('{"required":["apiKey","projectId"]}', id="names-in-camel-case"),
        pytest.param("Authorization: header missing value", id="scheme-in-prose"),
        pytest.param("", id="empty"),
    ],
)
def test_spares_what_is_no_secret(text: str) -> None:
    """Counts, codes, ids and prose survive as they are."""
    assert redact(text) == text


def test_spares_the_corpus() -> None:
    """No body of a real error that the classifier learned from loses a character."""
    bodies = [json.loads(line).get("body") for line in CORPUS.read_text().splitlines()]

    changed = [body for body in bodies if isinstance(body, str) and redact(body) != body]

    assert changed == []
    assert len(bodies) > 100


@pytest.mark.parametrize(
    ("extra", "text", "redacted"),
    [
        pytest.param([r"ACME-\d+"], "key ACME-123, ACME-x", f"key {MARK}, ACME-x", id="pattern"),
        pytest.param(
            [r"ACME-\d+", "(?i)blue(?=bird)"], "ACME-1 Bluebird", f"{MARK} {MARK}bird", id="patterns"
        ),
        pytest.param([r"\d*"], "a12b", f"a{MARK}b", id="empty-matches"),
        pytest.param(
            ["[A-Z]+"], "a KEY token=abc", f"a {MARK} token={MARK}", id="pattern-that-matches-the-mark"
        ),
        pytest.param(["[A-Z]+"], "KEY", MARK, id="pattern-that-matches-the-mark-alone"),
        pytest.param(["12", "23"], "x123", f"x{MARK}", id="overlapping"),
        pytest.param(["ï+"], "naïïve", f"na{MARK}ve", id="wide-characters"),
        pytest.param(["b"], "abab", f"a{MARK}a{MARK}", id="at-the-end"),
        pytest.param(["a"], "aab", f"{MARK}b", id="at-the-beginning"),
        pytest.param(["never"], "some text", "some text", id="no-match"),
    ],
)
def test_redacts_what_the_application_names(extra: list[str], text: str, redacted: str) -> None:
    """The application's own patterns are replaced as a whole, once, beside the built-in ones."""
    own = Redactor([re.compile(pattern) for pattern in extra])

    assert own(text) == redacted
    assert own(redacted) == redacted


def test_secrets_are_long_enough_to_mean_something() -> None:
    """A sample whose secret is a word of its own context would prove nothing."""
    assert all(len(sample.secret) >= 3 for sample in KINDS.values())
    assert all(sample.text.count(sample.secret) == 1 for sample in KINDS.values())
    assert not any(ALNUM[:8] in row for _, row in SHAPE_ROWS)
