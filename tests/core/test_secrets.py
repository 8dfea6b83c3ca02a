"""Secrets in the texts that servers send: they go, and nothing else does."""

from __future__ import annotations

import pytest

from otel_errkind._core.redact import MARK, Redactor
from secret_samples import ALNUM, HEX, UPPER

redact = Redactor()

TEXTS = {
    # What stands around a name and its value.
    "escaped-quote": r"{\u0022pin\u0022:\u0022*\u0022}",
    "escaped-quote-of-an-edged-name": r"{\u0022auth\u0022:\u0022*\u0022}",
    "entity": "{&apos;token&apos;: &apos;*&apos;}",
    "decimal-entity": "{&#34;token&#34;: &#34;*&#34;, &#39;a&#39;: &#39;b&#39;}",
    "hexadecimal-entity": "{&#x22;token&#x22;: &#x22;*&#x22;, &#x27;a&#x27;: &#x27;b&#x27;}",
    "escaped-equals-sign": r"?a=b\u0026token\u003d*\u0026c",
    "encoded-plus": "%7B%22token%22%3A+%22*%22%7D",
    "encoded-blank": "%7B%22token%22%3A%20%22*%22%7D",
    "encoded-equals-sign": "token%3D%22*%22",
    "encoded-bracket": "user%5Bpassword%5D=*&a=b",
    "escaped-indentation": r"{\"token\":\n\t\"*\"}",
    "escaped-line": r"form:\npin: *\nuser: x",
    "escaped-line-with-an-edged-name": r"form:\npass: *",
    "comma": "token=*, host=db",
    "escaped-quote-behind": r"said \"token=*\" to us",
    "escaped-line-behind": r"token=*\nhost: db",
    "escaped-ampersand-behind": r"token=*\u0026host=db",
    # Headers.
    "scheme-of-a-form": "Authorization=Bearer+*",
    "token-as-scheme": "Sent Authorization: Token * and no body",
    "key-as-scheme": "Sent Authorization: Key * and no body",
    "unquoted-header": "headers: Authorization: NTLM *, Host: x",
    # Where it begins, other than under a name.
    "escaped-card": r"card: \u00224111111111111111\u0022".replace("4111111111111111", "*"),
    "card-on-a-line": r"card\n*\nok",
    "mailbox-behind-another-at-sign": '{"@type": "x", "user": "*"}',
    "address": "GET https://*@host/path",
    "encoded-webhook": "to https%3A%2F%2Fhooks.slack.com%2F*",
    "first-of-two-encoded-at-signs": "https%3A%2F%2F*%40host%3A80%2C%40you%2F and more",
    "key-in-a-document": r'{"key": "*", "a": 1}',
    "key-in-a-text": "* was sent",
}
"""A star stands where the secret does."""

SECRETS = {
    "escaped-card": "4111111111111111",
    "card-on-a-line": "4111111111111111",
    "mailbox-behind-another-at-sign": "jane@example.com",
    "encoded-webhook": "services%2FT00%2FB00%2Fa1b2c3d4e5",
    "first-of-two-encoded-at-signs": "me%3Apw",
    "key-in-a-document": r"-----BEGIN PRIVATE KEY-----\nMIIEow",
    "key-in-a-text": "-----BEGIN PRIVATE KEY-----\nMIIEow\n-----END PRIVATE KEY-----",
}
"""Those that are no word with digits."""


@pytest.mark.parametrize("name", TEXTS)
def test_takes_the_secret_alone(name: str) -> None:
    """What stands around a secret stays, to the letter."""
    text = TEXTS[name]

    redacted = redact(text.replace("*", SECRETS.get(name, "a1b2c3d4")))

    assert redacted == text.replace("*", MARK)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        pytest.param("password=it's-me&a=b", f"password={MARK}&a=b", id="apostrophe"),
        pytest.param("ask jane@example.xn--p1ai now", f"ask {MARK} now", id="international-address"),
        pytest.param("ask jane@exam", f"ask {MARK}", id="cut-address"),
        pytest.param("card 4222222222222 was declined", f"card {MARK} was declined", id="shortest-card"),
    ],
)
def test_takes_all_of_the_secret(text: str, redacted: str) -> None:
    """Nor does a part of it stay."""
    assert redact(text) == redacted


@pytest.mark.parametrize("name", ["Password", "Pwd", "AccountKey", "SharedAccessKey"])
def test_a_connection_string_ends_values_at_semicolons(name: str) -> None:
    """What ends a value elsewhere is part of it there."""
    assert redact(f"Server=db;{name}=a b&c,d;Database=x") == f"Server=db;{name}={MARK};Database=x"


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Proxy-Authorization", "X-Auth-Token", "Api-Key", "apikey"),
        *("Password", "Passwd", "Pwd", "Secret"),
    ],
)
def test_a_header_goes_to_the_end_of_its_line(name: str) -> None:
    """On a line of its own, blanks are part of the value."""
    sent = f"GET / HTTP/1.1\r\n{name}: Correct Horse\r\nHost: x"

    assert redact(sent) == f"GET / HTTP/1.1\r\n{name}: {MARK}\r\nHost: x"


@pytest.mark.parametrize(
    "scheme",
    [
        *("Bearer", "Basic", "Negotiate", "NTLM", "Bot", "ApiKey", "api-key", "GoogleLogin"),
        *("SharedKey", "SharedKeyLite", "AWS4-HMAC-SHA256", "AWS"),
    ],
)
def test_a_scheme_is_no_secret(scheme: str) -> None:
    """How a client authenticates stays, what it authenticates with does not."""
    assert redact(f'{{"Authorization": "{scheme} plainly"}}') == f'{{"Authorization": "{scheme} {MARK}"}}'


@pytest.mark.parametrize("first", ["username", "realm", "nonce", "uri", "response", "algorithm", "qop"])
def test_the_parameters_of_a_digest_come_in_any_order(first: str) -> None:
    """Whichever is the first, all of them go (RFC 7616, 3.4)."""
    assert redact(f'refused Digest {first}="md5", nc=00000001, cnonce="f2/wE4q7"') == f"refused Digest {MARK}"


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(f"ABIA{UPPER[:16]}", id="aws-bearer-token"),
        pytest.param(f"ACCA{UPPER[:16]}", id="aws-context-credential"),
        pytest.param(f"api_org_{ALNUM[:34]}", id="hugging-face-organisation"),
        pytest.param(f"fw_{ALNUM[:24]}", id="fireworks"),
        pytest.param(f"tgp_v1_{ALNUM[:43]}", id="together"),
        pytest.param(f"shpca_{HEX[:32]}", id="shopify-custom-app"),
        pytest.param(f"shppa_{HEX[:32]}", id="shopify-private-app"),
        pytest.param(f"shpss_{HEX[:32]}", id="shopify-shared-secret"),
        pytest.param(f"glc_{ALNUM[:40]}", id="grafana-cloud"),
        pytest.param(f"sk-{ALNUM[:13]}", id="shortest"),
        pytest.param(f"eyAidHlwIjog{ALNUM}", id="jwt-of-spaced-json"),
        pytest.param(f"ewogICJhbGci{ALNUM}", id="jwt-of-indented-json"),
    ],
)
def test_knows_the_rarer_shapes(secret: str) -> None:
    """Vendors have several kinds of secrets, and JSON may be indented before it is encoded."""
    assert redact(f"no {secret}, sorry") == f"no {MARK}, sorry"


@pytest.mark.parametrize(
    "name",
    ["passphrase", "social_security_number", "cvv2", "cvc", "cvc2", "cardNo", "cc_number"],
)
def test_a_number_may_be_secret(name: str) -> None:
    """Under some names a few digits are."""
    assert redact(f'{{"{name}": 4821, "a": 1}}') == f'{{"{name}": {MARK}, "a": 1}}'


@pytest.mark.parametrize(
    "name",
    [
        *("password1", "password_2", "passwordConfirm", "password_hash", "DB_PASS", "jwt", "credentials"),
        *("x-auth", "api_keys", "appKey", "auth-key", "client_key", "oauth_consumer_key", "encryptionKey"),
        *("x-functions-key", "LICENSE_KEY", "masterKey", "client_secret_key", "serviceKey", "session_key"),
        *("shared_key", "signing-key", "ssh_key", "storageKey", "PHPSESSID", "cookies", "x-hub-hmac"),
        *(
            "code_verifier",
            "SECRET_KEY_BASE",
            "device_code",
            "SAMLResponse",
            "connect.sid",
            "verificationCode",
        ),
        *("sms_code", "mfa-code", "adminKey", "integration_key", "passwordDigest", "senha", "Passwort"),
    ],
)
def test_a_word_may_be_secret(name: str) -> None:
    """Under these names whatever is quoted is."""
    assert redact(f'{{"{name}": "plainly", "a": 1}}') == f'{{"{name}": "{MARK}", "a": 1}}'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("cluster-production-eu-west-1: pod xapp-frontend runs", id="short-beside-long"),
        pytest.param("API_KEY: REQUIRED", id="screamed"),
        pytest.param("a?token=nil&secret=true&password=false&api_key=undefined", id="no-values"),
        pytest.param("Errors:\nPassword: must have 8 characters", id="prose-on-a-line"),
        pytest.param("took 4111111111111111.5 ms", id="fraction"),
        pytest.param("next=https%3A%2F%2Fhost%2Fa%3Ab", id="encoded-colon-in-a-path"),
        pytest.param("next=https%3A%2F%2Fhost%2F%40scope%2Fpkg", id="encoded-at-sign-in-a-path"),
        pytest.param("next=https%3A%2F%2Fhost%3Fq%3D%40me%2F", id="encoded-at-sign-in-a-query"),
        pytest.param("u=https%3A%2F%2Fhost%26to%3D%40me%2F", id="encoded-at-sign-in-a-parameter"),
        pytest.param("%22https%3A%2F%2Fhost%22%2C%22%40type%22", id="encoded-at-sign-in-a-name"),
        pytest.param("%22token%22%2C%22a1b2%22", id="encoded-list"),
    ],
)
def test_leaves_what_only_resembles_a_secret(text: str) -> None:
    """Ids, prose and paths stay as they are."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("Bearer token required", "Bearer tokens only", "Send the Bearer key.", "Bearer keys are needed"),
        *("Bearer auth failed", "Bearer authentication failed", "the Bearer scheme", "no Bearer header"),
        *(
            "Bearer headers, twice",
            "Bearer credential",
            "Bearer credentials are",
            "Bearer format",
            "Bearer type",
        ),
        *("the Bearer prefix", "Bearer access", "Bearer usage:", "Bearer only", "Bearer with a key"),
        *("Bearer from the console", "Bearer must precede it", "Bearer that expired", "Bearer this time"),
        *("Bearer were sent", "Bearer required", "Bearer missing", "Bearer invalid", "Bearer expired."),
    ],
)
def test_leaves_what_is_said_of_bearers(text: str) -> None:
    """Prose about the scheme holds no credentials."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"error":"Use Authorization: Bearer <token>","code":"missing_auth","id":"r1"}',
            id="placeholder",
        ),
        pytest.param(
            '{"message":"java.util.ArrayList<com.foo.ApiKey> from Object value", "path":"/a"}', id="generic"
        ),
        pytest.param("Nullable<Session> is null", id="generic-in-a-text"),
        pytest.param("No ArrayList<com.foo.ApiKey> from [Source: x; line: 1]", id="generic-before-a-bracket"),
        pytest.param("<Session object at 0x7f> has no attribute x", id="python"),
        pytest.param("no method `foo' for #<Session:0x00007f> at app.rb:5", id="ruby"),
        pytest.param("DELETE /tokens/<token>/revoke not found", id="route"),
        pytest.param(
            "<p>Send <code>Bearer &lt;token&gt; in every request. Request id 5</code></p>", id="escaped"
        ),
        pytest.param("<p>Send it as <api_key> in every request.</p>", id="placeholder-in-a-page"),
    ],
)
def test_a_placeholder_is_no_element(text: str) -> None:
    """What is in angle brackets and never closed has no content."""
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        pytest.param("<a><secret>cut here and th", f"<a><secret>{MARK}", id="cut"),
        pytest.param(
            "&lt;a&gt;&lt;secret&gt;cut here", f"&lt;a&gt;&lt;secret&gt;{MARK}", id="cut-and-escaped"
        ),
        pytest.param(
            r'{"xml":"<Secret>two words<\/Secret>"}', rf'{{"xml":"<Secret>{MARK}<\/Secret>"}}', id="in-json"
        ),
    ],
)
def test_an_element_has_content(text: str, redacted: str) -> None:
    """Up to its end, or to the end of a document that was cut."""
    assert redact(text) == redacted


FULL_WIDTH = str.maketrans({mark: chr(ord(mark) + 0xFEE0) for mark in ":,()"})
"""Punctuation as in Chinese and Japanese texts."""


@pytest.mark.parametrize(
    "text",
    [
        *(
            "token:已过期,请重新登录",
            "token:无效",
            "api_key:キーが見つかりません",
            "「session:切れました」gpt-4o",
        ),
        *("缺少参数 access_token:请先登录后再试,request id 20250101", "密码错误(password:不能为空)"),
        "参数错误(token:必填,model:gpt-4o 不存在",
    ],
)
def test_prose_has_full_width_punctuation(text: str) -> None:
    """Behind a colon of that width is no value without letters and digits of ASCII, up to the next mark."""
    text = text.translate(FULL_WIDTH)

    assert redact(text) == text


@pytest.mark.parametrize("text", ["(token:*,model:gpt-4o)", "token:*。请重试"])
def test_full_width_punctuation_ends_a_value(text: str) -> None:
    """What stands behind it is another matter."""
    text = text.translate(FULL_WIDTH)

    assert redact(text.replace("*", "a1b2c3d4")) == text.replace("*", MARK)


@pytest.mark.parametrize(
    "text",
    [
        *("token: 无效", "password: 不能为空", "Token: inválido", "token: ungültig", "token: не найден"),
        "Password: nicht gültig",
    ],
)
def test_prose_is_of_any_language(text: str) -> None:
    """Words without digits are no value in Chinese, Spanish, German or Russian either."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            '{"value":"The token is invalid","label":"token"}',
            '{"value":"INVALID_LENGTH","field":"password"}',
        ),
        *('{"value":"Your session has expired.","key":"session"}', '{"token":"MISSING_VALUE"}'),
        '{"error":"invalid_token","limit":5,"value":"gpt-4o"}',
        '{"type":"missing_token","param":"model","input":"gpt-9"}',
        '{"fields":["password"],"param":"model","input":"gpt-9"}',
    ],
)
def test_an_echo_is_of_a_secret_field(text: str) -> None:
    """Beside the name of a field; not beside codes, nor is what is said of the field its value."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "member",
    [
        *(
            "field",
            "fieldName",
            "field_name",
            "key",
            "label",
            "loc",
            "name",
            "paramName",
            "parameter",
            "path",
        ),
        *("instancePath", "pointer", "property", "argument", "attribute", "column", "header", "target"),
    ],
)
@pytest.mark.parametrize(
    "name",
    ["password", "/data/password", "users[0].password", "user[password]", "user$password", "New password"],
)
def test_a_field_has_many_names(member: str, name: str) -> None:
    """Whatever a validator calls it, what was sent for it is secret before and behind."""
    before, behind = f'{{"value":"abc","{member}":"{name}"}}', f'{{"{member}":"{name}","value":"abc"}}'

    assert redact(before) == before.replace("abc", MARK)
    assert redact(behind) == behind.replace("abc", MARK)


@pytest.mark.parametrize(
    "messages",
    [
        *("is too short (minimum is 6 characters)", "can't be blank", "is invalid", "Too short", "Required"),
        *(
            "The two password fields didn\N{RIGHT SINGLE QUOTATION MARK}t match.",
            "Este campo é obrigatório.",
            "validation.required",
        ),
        *(r"The two fields didn\u2019t match.", "API key is required", "Поле обязательно"),
        'String must contain at least 8 character(s)","Invalid',
    ],
)
def test_a_list_holds_what_validators_say(messages: str) -> None:
    """Sentences, words that they use alone, and their codes."""
    text = f'{{"errors":{{"password":["{messages}"]}}}}'

    assert redact(text) == text


@pytest.mark.parametrize(
    "values", ["plainly", "12 34", 'is invalid","a1b2', "hunter2 is short", "correct-horse"]
)
def test_a_list_may_hold_secrets(values: str) -> None:
    """Words alone, numbers, and whatever stands beside a sentence."""
    assert redact(f'{{"password":["{values}"]}}') == f'{{"password":["{MARK}"]}}'


@pytest.mark.parametrize(
    "said",
    [
        "must be longer than that",
        "should be longer than that",
        "can be longer than that",
        "may be longer than that",
        "it has no capital letter",
        "it is not long enough",
        "eight characters at the least",
        "leave no field empty here",
    ],
)
def test_a_validator_says_it_without_a_list(said: str) -> None:
    """A sentence with a verb of theirs is no pass phrase."""
    text = f'{{"errors":{{"password":"{said}"}}}}'

    assert redact(text) == text
    assert redact('{"password":"is it correct"}') == f'{{"password":"{MARK}"}}'


@pytest.mark.parametrize(
    "text",
    [
        r'"email: This value is not valid.\npassword: This value is too short. It should have 8."',
        "Password: is too short (minimum is 6 characters)",
    ],
)
def test_prose_on_a_line_has_sentences(text: str) -> None:
    """And parentheses."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *('["authorization","content-type"]', '["password","api-key","oauth2"]', '["token","read:all"]'),
        *('[["password","must be at least 8 characters"]]', '["token","OAuth2"]'),
        '{"loc":["body","auth","BasicAuth","username"],"msg":"Field required"}',
    ],
)
def test_a_list_of_names_holds_no_header(text: str) -> None:
    """Names and scopes have separators, and a pair may be a field and what is said of it."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "xai-grok-2-vision-1212 is overloaded",
            "fw_update_failed_permanently",
            "sk-prod-worker-17.internal",
        ),
        *(
            "npm_package_not_found_in_registry",
            "rpa_workflow_execution_timeout",
            "hf_inference_endpoint_not_ready",
        ),
        *(
            "pplx-70b-chat-deprecated-model",
            "pod sk-gateway-7d9f8b6c5-x2x4p",
            "jina_embeddings_v3_base_en_large",
        ),
    ],
)
def test_a_name_may_begin_like_a_key(text: str) -> None:
    """It has separators where keys have none."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param("sk-12345678-1234-1234-1234-123456789012", id="uuid"),
        pytest.param("sk-Ab3_xYq7-R5t_Lm2-Zp8", id="many-separators"),
        pytest.param(f"sk-ant-api03-{ALNUM[:12]}-{ALNUM[:12]}_{ALNUM[:12]}", id="anthropic"),
        pytest.param(f"sk-or-v1-{HEX}", id="openrouter"),
    ],
)
def test_a_key_may_have_separators(secret: str) -> None:
    """Capitals or a long run tell it from a name."""
    assert redact(f"no {secret}, sorry") == f"no {MARK}, sorry"


@pytest.mark.parametrize(
    "text",
    [
        *("Unexpected token 'abcdefghij' in JSON", "The API key 'production' is invalid", "token '12345678'"),
        *('{"loc":["body","model"],"input":4096,"field":"token"}', '{"name":"max_tokens","value":4096}'),
        '{"name":"session","value":4096}',
    ],
)
def test_a_word_beside_a_name_is_no_secret(text: str) -> None:
    """Nor is a number, but under few names."""
    assert redact(text) == text


@pytest.mark.parametrize(
    ("before", "after", "reach"),
    [
        pytest.param('{"value":"abc"', '"path":"password"}', 120, id="value-first"),
        pytest.param('{"value":1234', '"path":"pin"}', 120, id="number-first"),
        pytest.param('{"path":"password",', '"value":"abc"}', 300, id="value-last"),
        pytest.param('{"path":"pin",', '"value":1234}', 300, id="number-last"),
    ],
)
def test_an_echo_reaches_so_far(before: str, after: str, reach: int) -> None:
    """What stands between the value and the name of its field is bounded, for the sake of time."""
    assert MARK in redact(before + " " * reach + after)
    assert MARK not in redact(before + " " * (reach + 1) + after)
