"""Every call of the demonstration, and the category that its server was built to cause."""

from __future__ import annotations

from dataclasses import dataclass

from otel_errkind._core.model import ErrorCategory
from otel_errkind._demo.wire import Act, Script, answer, as_html, as_json, cut, late

CLIENTS = ("httpx", "httpx2", "aiohttp")
SERVER = "{server}"
"""Stands in an origin for the address of the server that plays the scripts."""

PLANTED_SECRETS = (
    OPENAI_KEY := "sk-proj-0123456789abcdefDEMOdemo0123456789abcdef",
    ANTHROPIC_KEY := "sk-ant-api03-0123456789abcdefDEMOdemo0123456789abcdef",
    DSN_PASS := "hunter2-of-the-demo",
    BEARER := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvdGVsLWVycmtpbmQifQ.ZGVtby1zaWduYXR1cmUtbm90LXJlYWw",
    MAIL := "jane.doe@customer.example.com",
)
"""Invented secrets that the servers echo, as careless servers do; no output may show one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One call and how it is made to fail; a success has no expected category."""

    name: str
    request: str
    expected: ErrorCategory | None
    script: Script = ()
    origin: str = SERVER
    deadline: float = 5.0
    """Seconds until the client gives up."""

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.request.split()[0]

    @property
    def path(self) -> str:
        """The path of the request: what the server looks its script up by."""
        return self.request.split()[1]


def _openai(kind: str, code: str | None, message: str) -> object:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _anthropic(kind: str, message: str) -> object:
    error = {"type": kind, "message": message}
    return {"type": "error", "error": error, "request_id": "req_demo_0001"}


_SSE_OVERLOADED = (
    "event: error\n"
    'data: {"type": "error", "error": {"type": "overloaded_error", "message": "No capacity left"}}\n\n'
)

FAULTS = (
    # Nobody has to act.
    Fault("a success", "GET /ok/plain", None, as_json("200 OK", {"status": "fine"})),
    Fault("a success without content", "DELETE /ok/empty", None, answer("204 No Content", "", "")),
    # The caller changes the request.
    Fault(
        "OpenAI: prompt longer than the context",
        "POST /openai/context",
        ErrorCategory.BAD_REQUEST,
        as_json(
            "400 Bad Request",
            _openai(
                "invalid_request_error", "context_length_exceeded", "The prompt has 9000 of 8192 tokens."
            ),
        ),
    ),
    Fault(
        "RFC 9457 problem document",
        "PUT /problem/order",
        ErrorCategory.BAD_REQUEST,
        answer(
            "422 Unprocessable Content",
            "application/problem+json",
            f'{{"detail":"{MAIL} may not order -1 pieces","title":"Order refused",'
            '"type":"about:blank","status":422,"instance":"/orders/7"}',
        ),
    ),
    Fault(
        "FastAPI: list of validation errors",
        "POST /fastapi/items",
        ErrorCategory.BAD_REQUEST,
        as_json(
            "422 Unprocessable Content",
            {"detail": [{"type": "missing", "loc": ["body", "price"], "msg": "Price needed", "input": None}]},
        ),
    ),
    Fault(
        "FastAPI: detail is a string",
        "GET /fastapi/items/7",
        ErrorCategory.BAD_REQUEST,
        as_json("404 Not Found", {"detail": "No item has the number 7"}),
    ),
    Fault(
        "write conflict",
        "PUT /store/item",
        ErrorCategory.BAD_REQUEST,
        as_json("409 Conflict", {"error": "The item was changed by somebody else"}),
    ),
    Fault(
        "proxy finds the upload too large",
        "POST /upload",
        ErrorCategory.BAD_REQUEST,
        as_html("413 Content Too Large", "413 Content Too Large"),
    ),
    Fault("invalid URL", "GET /invalid-url", ErrorCategory.BAD_REQUEST, origin="http://127.0.0.1:no-port"),
    Fault("unsupported scheme", "GET /bad-scheme", ErrorCategory.BAD_REQUEST, origin="gopher://127.0.0.1"),
    # A person fixes credentials, permission or billing.
    Fault(
        "OpenAI: quota used up",
        "POST /openai/quota",
        ErrorCategory.UNAUTHORIZED,
        as_json(
            "429 Too Many Requests",
            _openai("insufficient_quota", "insufficient_quota", "The credit of this project is spent."),
        ),
    ),
    Fault(
        "OpenAI: wrong key, echoed",
        "POST /openai/key",
        ErrorCategory.UNAUTHORIZED,
        as_json(
            "401 Unauthorized",
            _openai("invalid_request_error", "invalid_api_key", f"{OPENAI_KEY} is no key of ours"),
        ),
    ),
    Fault(
        "Anthropic: wrong key, echoed",
        "POST /anthropic/key",
        ErrorCategory.UNAUTHORIZED,
        as_json(
            "401 Unauthorized", _anthropic("authentication_error", f"x-api-key {ANTHROPIC_KEY} is wrong")
        ),
    ),
    Fault(
        "payment required",
        "POST /billing/plan",
        ErrorCategory.UNAUTHORIZED,
        as_json("402 Payment Required", {"message": "The plan of this team has ended"}),
    ),
    Fault(
        "permission denied, token echoed",
        "GET /admin/users",
        ErrorCategory.UNAUTHORIZED,
        as_json(
            "403 Forbidden", {"detail": {"message": f"Bearer {BEARER} may not", "reason": "missing_role"}}
        ),
    ),
    Fault(
        "login expired",
        "GET /portal/home",
        ErrorCategory.UNAUTHORIZED,
        answer("440 Login Time-out", "text/plain", "Sign in again"),
    ),
    Fault(
        "token expired",
        "GET /maps/tile",
        ErrorCategory.UNAUTHORIZED,
        as_json("498 Invalid Token", {"error": {"code": 498, "message": "Token expired"}}),
    ),
    # The caller slows down.
    Fault(
        "OpenAI: rate limit",
        "POST /openai/rate",
        ErrorCategory.RATE_LIMITED,
        as_json(
            "429 Too Many Requests",
            _openai("tokens", "rate_limit_exceeded", "You sent more tokens than a minute has room for."),
            "retry-after: 7",
            "x-ratelimit-remaining-tokens: 0",
        ),
    ),
    Fault(
        "Anthropic: rate limit",
        "POST /anthropic/rate",
        ErrorCategory.RATE_LIMITED,
        as_json(
            "429 Too Many Requests",
            _anthropic("rate_limit_error", "This team sends too many requests"),
            "retry-after-ms: 1500",
        ),
    ),
    # The other side lacks capacity.
    Fault(
        "Anthropic: overloaded",
        "POST /anthropic/overload",
        ErrorCategory.OVERLOADED,
        as_json("529 Overloaded", _anthropic("overloaded_error", "No capacity left")),
    ),
    Fault(
        "Anthropic: overloaded, told in the stream of a 200",
        "POST /anthropic/stream",
        ErrorCategory.OVERLOADED,
        answer("200 OK", "text/event-stream", _SSE_OVERLOADED),
    ),
    Fault(
        "maintenance until a date",
        "GET /shop/cart",
        ErrorCategory.OVERLOADED,
        answer(
            "503 Service Unavailable",
            "text/plain",
            "Back in half a minute",
            "date: Fri, 21 Nov 2025 07:40:00 GMT",
            "retry-after: Fri, 21 Nov 2025 07:40:30 GMT",
        ),
    ),
    Fault(
        "model still loading",
        "POST /models/tiny",
        ErrorCategory.OVERLOADED,
        as_json("503 Service Unavailable", {"error": "Model demo/tiny is loading", "estimated_time": 20.5}),
    ),
    Fault(
        "body comes after the headers",
        "GET /late/body",
        ErrorCategory.OVERLOADED,
        late(as_json("503 Service Unavailable", {"detail": "This text came 20 ms after the headers"}), 0.02),
    ),
    # A deadline passed.
    Fault("no answer in time", "GET /stall", ErrorCategory.TIMEOUT, (Act.STALL,), deadline=0.3),
    Fault(
        "server waited too long for the request",
        "POST /slow/upload",
        ErrorCategory.TIMEOUT,
        answer("408 Request Timeout", "text/plain", "The upload took too long"),
    ),
    Fault(
        "gateway waited too long for the server",
        "GET /gateway/report",
        ErrorCategory.TIMEOUT,
        as_html("504 Gateway Timeout", "504 Gateway Timeout"),
    ),
    # The other side, or the path to it, is broken.
    Fault(
        "crash, connection string echoed",
        "GET /crash",
        ErrorCategory.SERVER_ERROR,
        as_json(
            "500 Internal Server Error",
            {"detail": f"cannot open postgres://shop:{DSN_PASS}@db.internal/shop"},
        ),
    ),
    Fault(
        "gateway without a server",
        "GET /gateway/cart",
        ErrorCategory.SERVER_ERROR,
        as_html("502 Bad Gateway", "502 Bad Gateway"),
    ),
    Fault("refused port", "GET /refused", ErrorCategory.SERVER_ERROR, origin="{refused}"),
    Fault("connection reset", "GET /reset", ErrorCategory.SERVER_ERROR, (Act.RESET,)),
    Fault("closed without an answer", "GET /closed", ErrorCategory.SERVER_ERROR),
    Fault(
        "bytes that are no HTTP",
        "GET /garbage",
        ErrorCategory.SERVER_ERROR,
        (b"\x16\x03\x01 who is there?\r\n\r\n",),
    ),
    Fault(
        "body cut short",
        "GET /cut",
        ErrorCategory.SERVER_ERROR,
        cut(as_json("200 OK", {"items": ["one", "two", "three"]}), missing=9),
    ),
    Fault(
        "body that is no gzip",
        "GET /gzip",
        ErrorCategory.SERVER_ERROR,
        answer("200 OK", "application/json", "no gzip at all", "content-encoding: gzip"),
    ),
    Fault(
        "redirect loop",
        "GET /loop",
        ErrorCategory.SERVER_ERROR,
        answer("302 Found", "", "", "location: /loop"),
    ),
    # Nothing is proven.
    Fault(
        "somebody on the way gave up",
        "GET /proxy/abandoned",
        ErrorCategory.UNKNOWN,
        answer("499 Client Closed Request", "text/plain", "The other side hung up"),
    ),
)
