"""Nothing that we write holds a secret, wherever the application or the server put it."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from callers import CALLERS
from faults import refused_port
from secret_samples import SHAPES, SURROUNDED, Sample
from telemetry import CONTRIB, OURS, instrumented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opentelemetry.sdk.trace import ReadableSpan

    from callers import Sight
    from faults import FaultServer
    from telemetry import Telemetry

CONTENT = "http.response.body.content"
MESSAGE = "errkind.message"
JSON = {"content-type": "application/json"}
TELLTALE = 6
"""Characters of a secret that may not stand together anywhere."""

PASSWORD = "hunter2-Hunter3"  # noqa: S105 - the one that must not be seen
VENDORS = ("openai", "stripe", "aws", "google-key", "github", "gitlab", "slack", "twilio", "sendgrid", "npm")
KEYS = {vendor: SHAPES[vendor][0] for vendor in VENDORS}
SAS = "frJIUN8DYpKDtOLCwo%2F%2FyllqDzg%3D"
PLANTED = {
    **KEYS,
    "jwt": SHAPES["jwt"][0],
    **{
        kind: SURROUNDED[kind][0]
        for kind in ("basic", "bearer", "cookie", "email", "pem", "query", "userinfo")
    },
    "dsn": Sample(f"postgresql://app:{PASSWORD}@db.test:5432/orders", PASSWORD),
    "sas": Sample(f"https://acct.blob.test/c/b?sv=2024-11-04&sp=r&sig={SAS}", SAS),
}
BODIES: dict[str, Callable[[str], tuple[str, str]]] = {
    "message": lambda text: ("application/json", json.dumps({"error": {"message": f"refused: {text} (no)"}})),
    "elsewhere": lambda text: ("application/json", json.dumps({"code": 7, "seen": [{"line": text}]})),
    "text": lambda text: ("text/plain", f"We could not use {text} here."),
    "page": lambda text: ("text/html", f"<html><title>No {text} here</title><p>{text}</p></html>"),
    "problem": lambda text: (
        "application/problem+json",
        json.dumps({"title": "No", "detail": f"{text} is bad"}),
    ),
}


def call(client: str, url: str, access: str = "read", **options: object) -> Sight:
    """Call without loading the certificates of httpx, which takes longer than the call."""
    quick = {} if client == "aiohttp" else {"verify": False}
    return CALLERS[client](url, access, **{**quick, **options})


def telltales(secret: str) -> set[str]:
    """Cut a secret, and what JSON makes of it, into pieces that may not be seen."""
    spellings = {secret, json.dumps(secret)[1:-1]}
    return {text[at : at + TELLTALE] for text in spellings for at in range(len(text) - TELLTALE + 1)}


def leaked(shown: object, *secrets: str) -> list[str]:
    """Return the pieces of the secrets that are shown."""
    text = str(shown)
    return sorted(piece for secret in secrets for piece in telltales(secret) if piece in text)


def everything(telemetry: Telemetry) -> str:
    """Write down all that was exported."""
    telemetry.tracer_provider.force_flush()
    return str([_written(span) for span in telemetry.all_spans()]) + str(telemetry.counts())


def _written(span: ReadableSpan) -> object:
    """Write down a span but for its ids and times: random digits, which may well be six of a secret's."""
    events = [(event.name, dict(event.attributes or {})) for event in span.events]
    return span.name, dict(span.attributes or {}), span.status.description, events


def added(client: str, url: str, access: str = "read", **options: object) -> list[Any]:
    """Return what we add to the telemetry of a call, beside OpenTelemetry's own of the same call.

    Its instrumentors record URLs and exceptions as they are; to keep secrets out of those is their affair.
    """
    with instrumented(CONTRIB) as theirs:
        call(client, url, access, **options)
    with instrumented() as ours:
        call(client, url, access, **options)
        counts = ours.counts()
    assert counts
    pairs = zip_longest(theirs.all_spans(), ours.all_spans())
    return [counts, *(_difference(before, after) for before, after in pairs)]


def _difference(before: ReadableSpan | None, after: ReadableSpan) -> object:
    if before is None:
        return _written(after)
    assert after.name == before.name
    assert after.status.description == before.status.description
    assert _said(after) == _said(before)
    known = dict(before.attributes or {})
    return {key: value for key, value in dict(after.attributes or {}).items() if known.get(key) != value}


def _said(span: ReadableSpan) -> list[tuple[str, object]]:
    """Describe the events of a span, but for their tracebacks."""
    return [(event.name, (event.attributes or {}).get("exception.message")) for event in span.events]


def leaks_of(client: str, access: str, urls: Iterable[tuple[str, str]], **settings: Any) -> list[Any]:
    """Call each URL with ours alone; return those whose secret is exported, and what is seen of it."""
    leaks = []
    with instrumented(OURS, **settings) as telemetry:
        for url, secret in urls:
            telemetry.clear()
            call(client, url, access)
            seen = leaked(everything(telemetry), secret)
            assert len(telemetry.verdicts()) == 1
            leaks += [(url, seen)] if seen else []
    return leaks


@pytest.mark.parametrize("place", BODIES)
@pytest.mark.parametrize(
    ("client", "access"), [(name, way) for name in CALLERS for way in ("read", "stream-all")]
)
def test_a_secret_in_the_body(server: FaultServer, client: str, access: str, place: str) -> None:
    """Whatever a server echoes into its error, no span and no count holds it."""
    urls = []
    for kind, sample in PLANTED.items():
        content_type, body = BODIES[place](sample.text)
        url = server.answer(f"/echo/{place}/{kind}", 400, {"content-type": content_type}, body.encode())
        urls.append((url, sample.secret))

    leaks = leaks_of(client, access, urls)

    assert leaks == []


@pytest.mark.parametrize("client", CALLERS)
def test_a_secret_for_a_code(server: FaultServer, client: str) -> None:
    """A key that stands where a code is expected, in the body or in a header, is no code to show."""
    urls = []
    for vendor, sample in KEYS.items():
        body = json.dumps({"error": {"code": sample.text, "type": sample.text, "message": "no"}}).encode()
        urls.append((server.answer(f"/coded/body/{vendor}", 400, JSON, body), sample.secret))
        urls += [
            (server.answer(f"/coded/{name}/{vendor}", 400, {name: value}), sample.secret)
            for name, value in {
                "x-amzn-errortype": sample.text,
                "x-error-code": sample.text,
                "www-authenticate": f'Bearer error="{sample.text}"',
            }.items()
        ]

    leaks = leaks_of(client, "read", urls)

    assert leaks == []


@pytest.mark.parametrize("client", CALLERS)
def test_a_secret_in_the_headers_of_the_answer(server: FaultServer, client: str) -> None:
    """What cookies are set, what is asked for and what gRPC has to say is not repeated."""
    key, secret = KEYS["openai"]
    headers = {
        "set-cookie": f"session={PASSWORD}; path=/",
        "location": f"https://user:{PASSWORD}@host.test/?token={PASSWORD}",
        "grpc-status": "16",
        "grpc-message": f"the%20key%20{key}%20is%20no%20good",
    }

    shown = added(client, server.answer("/telling", 401, headers))

    assert leaked(shown, secret, PASSWORD) == []
    assert "is no good" in str(shown)


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize(
    "path", ["/json-error", "/stall-before-headers", "/close-without-answer", "/short-body"]
)
def test_a_secret_in_the_url(server: FaultServer, client: str, path: str) -> None:
    """Userinfo and query are in the texts of exceptions and in attributes of others, not in ours."""
    url = server.url(path).replace("//", f"//user:{PASSWORD}@") + f"?api_key={KEYS['stripe'].text}&sig={SAS}"

    shown = added(client, url, timeout=_short(client))

    assert leaked(shown, PASSWORD, KEYS["stripe"].secret, SAS) == []


def _short(client: str) -> Any:
    """Make a timeout that a server that says nothing runs into soon."""
    return aiohttp.ClientTimeout(total=0.1) if client == "aiohttp" else 0.1


REQUEST_HEADERS = {
    "authorization": {"Authorization": f"Bearer {KEYS['openai'].text}"},
    "cookie": {"Cookie": f"session={PASSWORD}"},
    "key": {"X-Api-Key": PASSWORD},
    "unsendable": {"X-Api-Key": f"{PASSWORD}\r\nX-Other: {PASSWORD}"},
}


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("kind", REQUEST_HEADERS)
def test_a_secret_in_the_headers_of_the_request(server: FaultServer, client: str, kind: str) -> None:
    """What the application sends is not shown, even if an exception's text quotes it."""
    shown = added(client, server.url("/json-error"), headers=REQUEST_HEADERS[kind])

    assert leaked(shown, PASSWORD, KEYS["openai"].secret) == []


UNCALLABLE = (
    "http://user:{}@127.0.0.1:{}/?key={}",
    "foo://user:{}@host.test:{}/?key={}",
    "http://user:{}@:{}/{}",
)


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("form", UNCALLABLE)
def test_a_secret_in_a_url_that_cannot_be_called(client: str, form: str) -> None:
    """Where nobody answers, or nobody can be asked, a span of ours shows an address without secrets."""
    key, secret = KEYS["openai"]
    with refused_port() as port, instrumented(OURS) as telemetry:
        call(client, form.format(PASSWORD, port, key))

        assert leaked(everything(telemetry), secret, PASSWORD) == []
        assert len(telemetry.verdicts()) == telemetry.total() == 1


@pytest.mark.parametrize("client", CALLERS)
def test_a_secret_in_the_path(server: FaultServer, client: str) -> None:
    """A key in the path is redacted in the address on a span of ours; the rest of it stays."""
    url = server.url(f"/bot/{KEYS['slack'].text}/orders")

    with instrumented(OURS) as telemetry:
        call(client, url)

        assert leaked(everything(telemetry), KEYS["slack"].secret) == []
    (attributes,) = telemetry.verdicts()
    assert attributes["url.full"] == server.url("/bot/[REDACTED]/orders")


@pytest.mark.parametrize(
    ("client", "access"), [(name, way) for name in CALLERS for way in ("read", "stream-all")]
)
def test_a_secret_in_an_error_inside_a_success(server: FaultServer, client: str, access: str) -> None:
    """The span of an error that comes in a stream of events is as clean as any."""
    key, secret = KEYS["openai"]
    event = f'event: error\ndata: {{"error": {{"type": "overloaded_error", "message": "no {key}!"}}}}\n\n'
    headers = [("content-type", "text/event-stream"), ("transfer-encoding", "chunked")]
    url = server.answer("/events", 200, headers, chunks=[(0, b"data: {}\n\n"), (0.02, event.encode())])

    shown = added(client, url, access)

    assert leaked(shown, secret) == []
    assert "overloaded_error" in str(shown)


@pytest.mark.parametrize("client", CALLERS)
def test_redaction_can_be_switched_off(server: FaultServer, client: str) -> None:
    """With `redact=False` body and message are shown as they came."""
    body = json.dumps({"error": {"message": f"refused: {KEYS['openai'].text} (no)"}})

    with instrumented(redact=False) as telemetry:
        call(client, server.answer("/plain", 400, JSON, body.encode()))
        (attributes,) = telemetry.verdicts()

    assert attributes[CONTENT] == body
    assert attributes[MESSAGE] == f"refused: {KEYS['openai'].text} (no)"


@pytest.mark.parametrize("patterns", ["order-[0-9]{3,9}", ["order-[0-9]{3,9}"]], ids=["text", "list"])
@pytest.mark.parametrize("client", CALLERS)
def test_an_application_has_secrets_of_its_own(server: FaultServer, client: str, patterns: object) -> None:
    """What `redact_patterns` match is redacted too."""
    url = server.answer("/own", 400, JSON, b'{"error": {"message": "no such order-12345 here"}}')

    with instrumented(redact_patterns=patterns) as telemetry:
        call(client, url)
        (attributes,) = telemetry.verdicts()

    assert attributes[CONTENT] == '{"error": {"message": "no such [REDACTED] here"}}'
    assert attributes[MESSAGE] == "no such [REDACTED] here"


LIMIT = 128
WINDOW = 4096 + 256
"""Bytes of a body that are looked at, if the limit is smaller."""
STRADDLING = [("httpx", "read"), ("httpx", "stream-all"), ("httpx-async", "stream-all"), ("aiohttp", "read")]
CODINGS: dict[str, Callable[[bytes], bytes]] = {"identity": bytes, "gzip": gzip.compress}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("end", [LIMIT, LIMIT + 256, WINDOW], ids=["limit", "margin", "window"])
@pytest.mark.parametrize(("client", "access"), STRADDLING)
def test_a_secret_at_every_place_around_a_cut(
    server: FaultServer, client: str, access: str, end: int, coding: str
) -> None:
    """Wherever a body is cut, before, in or after a key in its message, no piece of the key is shown."""
    key, secret = KEYS["openai"]
    headers = {**JSON, "content-encoding": coding}
    urls = []
    for start in range(end - len(key) - 2, end + 3, 2):
        opening = '{"padding": "' + "n " * ((start - 40) // 2) + '", "error": {"message": "'
        body = f'{opening:<{start}}{key} was refused", "code": "bad_key"}}}}'.encode()
        urls.append((server.answer(f"/cut/{coding}/{start}", 400, headers, CODINGS[coding](body)), secret))

    leaks = leaks_of(client, access, urls, body_limit=LIMIT)

    assert leaks == []


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(("client", "access"), STRADDLING)
def test_a_secret_that_redaction_pulls_inside(
    server: FaultServer, client: str, access: str, coding: str
) -> None:
    """A long secret that vanishes draws the end of what we looked at inside the limit, and no key with it."""
    key, secret = KEYS["openai"]
    limit, headers = 5000, {**JSON, "content-encoding": coding}
    urls = []
    for start in range(limit + 256 - len(key) - 2, limit + 256 + 3, 2):
        opening = '{"password": "' + "0" * 900 + '", "padding": "'
        body = (opening + "n " * 5000)[:start] + f'{key} was refused", "code": "bad_key"}}'
        urls.append(
            (server.answer(f"/pulled/{coding}/{start}", 400, headers, CODINGS[coding](body.encode())), secret)
        )

    leaks = leaks_of(client, access, urls, body_limit=limit)

    assert leaks == []


@pytest.mark.parametrize("text", ["{} is too weak.", '"{}" is too weak.'], ids=["plain", "escaped"])
@pytest.mark.parametrize("limit", [0, 1024])
def test_a_message_is_no_freer_than_the_body(server: FaultServer, text: str, limit: int) -> None:
    """What the name of its field calls secret in the body is so in the message as well."""
    body = json.dumps({"errors": {"password": [text.format(PASSWORD)]}})
    url = server.answer("/weak", 422, JSON, body.encode())

    with instrumented(body_limit=limit) as telemetry:
        call("httpx", url)
        (verdict,) = telemetry.verdicts()

    assert verdict[MESSAGE] == "[REDACTED]"
    assert PASSWORD not in str(verdict)


def test_a_message_beside_other_names_stays(server: FaultServer) -> None:
    """Behind more of a body than is kept, too."""
    body = json.dumps({"seen": "y" * 1500, "error": {"message": "Slow down, please"}})
    url = server.answer("/far", 429, JSON, body.encode())

    with instrumented() as telemetry:
        call("httpx", url)
        (verdict,) = telemetry.verdicts()

    assert verdict[MESSAGE] == "Slow down, please"


@pytest.mark.parametrize("ascii_only", [True, False], ids=["escaped", "as-it-is"])
def test_a_message_keeps_what_is_around_its_secret(server: FaultServer, ascii_only: bool) -> None:  # noqa: FBT001
    """Line ends, quotes and umlauts are written otherwise in the body, which is no reason to drop them."""
    message = f'Ungültig: "name"\ntoken={PASSWORD}\nBitte neu anmelden'
    body = json.dumps({"error": {"message": message}}, ensure_ascii=ascii_only)
    url = server.answer(f"/lines/{ascii_only}", 401, JSON, body.encode())

    with instrumented() as telemetry:
        call("httpx", url)
        (verdict,) = telemetry.verdicts()

    assert verdict[MESSAGE] == message.replace(PASSWORD, "[REDACTED]")


BINARY = {
    "utf-16": (
        "application/json",
        json.dumps({"error": {"message": f"token={PASSWORD}"}}).encode("utf-16-le"),
    ),
    "msgpack": ("application/msgpack", b"\x82\xa5error\xa3bad\xa5token\xaf" + PASSWORD.encode()),
    "image": ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
}


@pytest.mark.parametrize("kind", BINARY)
@pytest.mark.parametrize("limit", [0, 1024])
def test_what_is_no_text_is_no_message(server: FaultServer, kind: str, limit: int) -> None:
    """A body that is not kept says nothing in the message either."""
    content_type, body = BINARY[kind]
    url = server.answer("/binary", 500, {"content-type": content_type}, body)

    with instrumented(body_limit=limit) as telemetry:
        call("httpx", url)
        (verdict,) = telemetry.verdicts()

    assert MESSAGE not in verdict
    assert CONTENT not in verdict


def test_a_page_is_cut_behind_its_secrets(server: FaultServer) -> None:
    """The text of a page may hold one on the limit of a message."""
    key = SHAPES["aws"][0].text
    page = f"<html><title>Error</title><body><pre>{'x' * 492} {key} more</pre></body></html>"
    url = server.answer("/page", 500, {"content-type": "text/html"}, page.encode())

    with instrumented() as telemetry:
        call("httpx", url)
        (verdict,) = telemetry.verdicts()

    assert key[:TELLTALE] not in str(verdict)


@pytest.mark.parametrize(
    "url", ["user:{}@127.0.0.1:{}/x", "https:user:{}@127.0.0.1:{}/x", "https:///{}@x:{}/"]
)
def test_a_url_that_lacks_something_keeps_no_password(url: str) -> None:
    """Without its scheme or its slashes, credentials look like a path."""
    with refused_port() as port, instrumented((*OURS,)) as telemetry, suppress(Exception):
        call("httpx", url.format(PASSWORD, port))

    for span in telemetry.all_spans():
        assert PASSWORD not in str(span.attributes)
    assert telemetry.all_spans()
