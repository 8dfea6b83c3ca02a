"""The few texts of pages and plain lines that mean more than their status: gateways' and frameworks'."""

from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.phrase import ANYWHERE, PAGES, Phrase, row

_UNAVAILABLE = frozenset((502, 503))

ROWS = (
    # What API gateways say and nothing else: Mashery's page, Unsplash's line.
    row(
        "gateway-rate",
        (403,),
        PAGES,
        r"^(?:403 )?(?:developer over (?:rate|qps)|(?:api )?rate limit (?:exceeded|reached))[.!]?$",
        Reason.RATE_LIMIT,
    ),
    # A framework's own deadline: Go's TimeoutHandler, Express, ASP.NET; their page says nothing else.
    row(
        "page-timeout",
        (500, 503),
        PAGES,
        r"^(?:\w{1,40}error: )?(?:(?:error )?50[03](?::| -)? )?"
        r"(?:(?:the )?(?:request|response|gateway|server|script|execution|query) )?"
        r"(?:timeout|time-out|timed out)[.!]?(?:$|\n)|\bnot able to produce a timely response\b",
        Reason.REQUEST_TIMEOUT,
        *("time",),
    ),
    row(
        "client-certificate",
        (400,),
        PAGES,
        r"no required ssl certificate|ssl certificate error",
        Reason.INVALID_CREDENTIALS,
    ),
    row("worker-not-ready", (400,), PAGES, r"^(?:<pre>)?worker environment not ready", Reason.LOADING),
    row("resource-limit", (508,), PAGES, r"resource limit is reached", Reason.CAPACITY),
    row(
        "envoy-timeout",
        _UNAVAILABLE,
        PAGES,
        r"^upstream (?:connect error|request timeout).{0,200}?timeout",
        Reason.GATEWAY_TIMEOUT,
    ),
    row(
        "envoy-overflow",
        _UNAVAILABLE,
        PAGES,
        r"^upstream connect error.{0,200}?reset reason: overflow",
        Reason.CAPACITY,
    ),
    row("envoy-reset", _UNAVAILABLE, PAGES, r"^upstream connect error", Reason.BAD_GATEWAY),
    row(
        "varnish-timeout",
        (503,),
        PAGES,
        r"(?:byte|bytes) timeout|connection timed out|timed out while",
        Reason.GATEWAY_TIMEOUT,
    ),
    row(
        "varnish-fetch",
        (503,),
        PAGES,
        r"backend (?:fetch failed|read error|write error)|connection failure|certificate",
        Reason.BAD_GATEWAY,
    ),
    Phrase(
        "heroku-timeout",
        frozenset((503,)),
        PAGES,
        late(r"^application error$"),
        Reason.GATEWAY_TIMEOUT,
        elapsed=29.0,
    ),
    row("heroku-crash", (503,), PAGES, r"^application error$", Reason.INTERNAL),
    row(
        "crash",
        (503,),
        ANYWHERE,
        r"\b(?:has )?crashed\b|\bfailed to start\b|lambdaexecutionerror|function (?:has )?thr(?:own|ew)",
        Reason.INTERNAL,
    ),
)
