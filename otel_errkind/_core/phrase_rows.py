"""The few texts that mean more than their status, each tied to statuses and to the shape that it stands in.

Free text alone never decides: bodies echo the request, and stock pages lie (Flask's 500 says "overloaded",
CloudFront's 403 says "too much traffic"). A phrase is a narrower row of the status table, so it comes first.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late


class Phrase(NamedTuple):
    """A text that decides under some statuses, in bodies of some dialects."""

    name: str
    statuses: frozenset[int]
    dialects: frozenset[str]
    pattern: re.Pattern[str]
    reason: Reason
    begins: bool = False
    """Whether the text has to begin with it: a search for `^` would look at every letter."""
    words: tuple[str, ...] = ("",)
    """One of these stands in every text that the pattern meets; to look for them is much faster."""
    elapsed: float = 0.0
    """Seconds that the call must have taken: Heroku sends one page for a crash and for its 30 s limit."""


ENVELOPES = frozenset(
    (
        *("anthropic", "aws", "detail", "errors", "google", "graphql", "grpc", "kubernetes", "numbered"),
        *("oauth", "openai", "plain", "problem", "slack", "stripe", "form", "soap", "xml"),
    )
)
_KEY = (
    r"(?:api[ _-]?key|credentials|user ?name or password|session"
    r"|(?:access|api|auth|authentication|authorization|bearer)[ _-]?token)\b"
)
_SPENT = (
    r"\b(?:out of|no more) credits\b"
    r"|(?:insufficient|not (?:have )?enough) (?:\w+ )?(?:credits?|balance|funds)\b"
    r"|(?:credits?|balance) (?:is |are |has been |have been )?"
    r"(?:exhausted|too low|insufficient|not enough|used up|negative)"
    r"|\b(?:exhausted|used(?: up)?|consumed|spent|depleted)"
    r" (?:(?:all|of|your|the|its|available|remaining) ){0,4}credits\b"
    r"|\bnegative (?:account )?balance\b"
    r"|\b(?:reached|exceeded|hit) (?:your|its|the) (?:\w+ )?spend(?:ing)? (?:limit|cap)\b"
)
_PAID_ONLY = (
    r"\bonly available (?:for|on|to|in|with) (?:(?:a|our|the) )?"
    r"(?:paid|pro|premium|enterprise|business|higher)\b"
    r"|\bnot (?:available|included|supported|enabled|allowed) (?:on|in|for|with|under) (?:your|this|the)"
    r" (?:current )?(?:\w+ )?(?:plan|subscription|tier)\b"
    r"|\brequires (?:an? )(?:\w+ ){0,2}(?:plan|subscription)\b"
)
_OVER_LIMIT = r"(?:exceed(?:ed|ing)|hit|reached) (?:\w+ ){0,3}(?:rate|request|call|query) limit"
PAGES = frozenset(("html", "text"))
_ANYWHERE = ENVELOPES | PAGES
_UNAVAILABLE = frozenset((502, 503))


def _row(
    name: str,
    statuses: Iterable[int],
    dialects: frozenset[str],
    pattern: str,
    reason: Reason,
    *words: str,
) -> Phrase:
    return Phrase(name, frozenset(statuses), dialects, late(pattern), reason, words=words or ("",))


def _first(
    name: str, statuses: Iterable[int], dialects: frozenset[str], pattern: str, reason: Reason
) -> Phrase:
    """Make a row for the beginning of a text."""
    return Phrase(name, frozenset(statuses), dialects, late(pattern), reason, begins=True)


PHRASES = (
    _row("calm", (420,), _ANYWHERE, r"enhance your calm|\blimit\b|too many", Reason.RATE_LIMIT),
    _row("maintenance", (503,), _ANYWHERE, r"\bmaintenance\b(?! downtime or capacity)", Reason.MAINTENANCE),
    _row(
        "loading",
        (503,),
        ENVELOPES,
        r"\b(?:is|are) (?:currently |still )?(?:loading|being loaded|starting up)\b|\bloading model\b",
        Reason.LOADING,
    ),
    _row(
        "credit-balance",
        (400, 403, 422, 429),
        ENVELOPES,
        _SPENT,
        Reason.BILLING,
        *("credit", "balance", "funds", "spend"),
    ),
    _row(
        "paid-only",
        (400, 422),
        ENVELOPES,
        _PAID_ONLY,
        Reason.BILLING,
        *("only available", "plan", "subscription", "tier"),
    ),
    _first(
        "frequency",
        (400, 401, 503),
        ENVELOPES,
        r"(?:request )?(?:trigger )?frequency limit|too many requests\b"
        r"|(?:(?:api|call|request|rate) ){1,3}limit (?:(?:has been|was|is) )?(?:exceeded|reached)"
        r"|(?:user|ip|api|app) requests out of rate limit"
        r"|(?:requests? )?over (?:(?:api|rate|request|call) )?limit\b",
        Reason.RATE_LIMIT,
    ),
    _first(
        "credential",
        (400, 422, 499, 500),  # Esri's servers answer 499 where a token is required.
        ENVELOPES,
        rf"(?:the |your |an? )?(?:(?:invalid|incorrect|expired|unknown) {_KEY}"
        rf"|(?:provided |supplied |[a-z]{{1,8}}-)?{_KEY}"
        r" (?:is (?:invalid|incorrect|not valid|expired)|(?:has )?expired|(?:was |could )?not (?:be )?found"
        r"|(?:does |do )?not exists?)|token required$"
        r"|missing (?:client|access|auth|authentication|authorization|bearer|api) (?:token|key)\b"
        r"|not (?:logged|signed) in\b"
        r"|(?:sign )?(?:sign|signature) (?:error|mismatch|(?:is )?in(?:valid|correct)))",
        Reason.INVALID_CREDENTIALS,
    ),
    _first(
        "suspended",
        (400, 412, 422),
        ENVELOPES,
        r"(?:your |the |this )?(?:account|organi[sz]ation|project|workspace)(?: [\w-]{1,64})?"
        r" (?:is|was|has been) (?:suspended|deactivated|on hold)\b",
        Reason.BILLING,
    ),
    _row(
        "secondary-rate-limit",
        (403,),
        ENVELOPES,
        r"abuse detection|rate limit exceeded|^too many requests\b|"
        r"\bout of rate limit\b|" + _OVER_LIMIT,
        Reason.RATE_LIMIT,
    ),
    _row(
        "over-limit",
        (400, 500, 503),
        ENVELOPES,
        r"\b(?:has|have|you've|are) " + _OVER_LIMIT + r"|\bmax(?:imum)? (?:\w+ )?requests? limit exceeded\b"
        r"|\b(?:made|sent|making|sending) too many requests\b|\bmessage throttled out\b",
        Reason.RATE_LIMIT,
        *(" limit", "too many requests", "throttled"),
    ),
    _first("slow-down", (498,), _ANYWHERE, r"slow down\b", Reason.RATE_LIMIT),  # OpenStack Swift
    # What API gateways say and nothing else: Mashery's page, Unsplash's line.
    _row(
        "gateway-rate",
        (403,),
        PAGES,
        r"^(?:developer over (?:rate|qps)|(?:api )?rate limit (?:exceeded|reached))[.!]?$",
        Reason.RATE_LIMIT,
    ),
    # Apigee's policies, under whatever status whoever runs it has chosen.
    _row(
        "gateway-violation",
        (400, 403, 500, 503),
        ENVELOPES,
        r"\b(?:spike arrest|quota) violation\b",
        Reason.RATE_LIMIT,
        "violation",
    ),
    _row(
        "peak-load",
        (429,),
        ENVELOPES,
        r"experiencing high (?:demand|load|traffic)|(?:is|are) (?:currently )?(?:overloaded|at capacity)"
        r"|\bcapacity (?:temporarily )?exceeded\b"
        r"|\b(?:server|system|service|engine|model) is (?:currently )?(?:too )?busy\b",
        Reason.CAPACITY,
    ),
    # Not of the server: Flask says under every 500 that it may be overloaded.
    _row(
        "load",
        (500,),
        ENVELOPES,
        r"experiencing (?:\w+ )?high (?:demand|load|traffic)"
        r"|\b(?:model|engine|cluster|backend|upstream) is (?:currently )?(?:overloaded|at capacity)\b",
        Reason.CAPACITY,
        *("experiencing", "overloaded", "at capacity"),
    ),
    _row(
        "context-length",
        (500,),
        ENVELOPES,
        r"maximum context length|context length exceeded|prompt is too long|context window",
        Reason.CONTEXT_LENGTH,
    ),
    _first(
        "timed-out",
        (500, 502, 503),
        ENVELOPES,
        r"(?:etcdserver: )?(?:the )?"
        r"(?:request|response|operation|query|upstream|statement|execution|connection|gateway|task)"
        r"(?: \w+){0,3} tim(?:ed out|eout)\b(?! (?:must|value|param|is (?:invalid|not)))"
        r"|timed out\b|timeout(?:$|[:.,!])|(?:\w+ \w+: )?max(?:imum)? execution time exceeded\b",
        Reason.REQUEST_TIMEOUT,
    ),
    # Not of a timeout, which may be a field of the request.
    _first(
        "ran-out",
        (400, 422),
        ENVELOPES,
        r"(?:the |your )?(?:request|query|operation|execution|statement|search|transaction)(?: \w+){0,3}"
        r" timed out\b",
        Reason.REQUEST_TIMEOUT,
    ),
    _first("quota", (400, 456), ENVELOPES, r"(?:\w+ )?quota .{0,40}exceeded", Reason.QUOTA_EXHAUSTED),
    # Not of disks, seats or plans: those do not refill.
    _first(
        "call-quota",
        (403,),
        ENVELOPES,
        r"(?:(?:api|call|request|query|rate|usage|daily|hourly|monthly) ){0,3}quota"
        r" (?:limit )?(?:(?:has been|was|is) )?(?:exceeded|reached|exhausted)[.!]?(?:$| )"
        r"|out of call volume quota\b",
        Reason.QUOTA_EXHAUSTED,
    ),
    # Statuses of their senders' own: Tavily's 432.
    _row(
        "unassigned-limit",
        (418, *range(432, 440), *range(441, 449), *range(452, 460)),
        ENVELOPES,
        r"\b(?:rate|usage|request|query|call|daily|monthly) limit\b|\bquota\b|\btoo many requests\b",
        Reason.QUOTA_EXHAUSTED,
        *("limit", "quota", "too many"),
    ),
    _row("card", (402,), ENVELOPES, r"\bcard (?:\w+ ){0,2}declined\b", Reason.PAYMENT_DECLINED),
    # A framework's own deadline: Go's TimeoutHandler, Express, ASP.NET; their page says nothing else.
    _row(
        "page-timeout",
        (500, 503),
        PAGES,
        r"^(?:\w{1,40}error: )?(?:50[03] )?(?:(?:request|response|gateway|server|script|execution) )?"
        r"(?:timeout|time-out|timed out)[.!]?$|\bnot able to produce a timely response\b",
        Reason.REQUEST_TIMEOUT,
        *("time",),
    ),
    _row("context-deadline", (500, 503), _ANYWHERE, r"context deadline exceeded", Reason.DEADLINE),
    _row("passwd", (500,), ENVELOPES, r"not found in\b.{0,200}/etc/passwd", Reason.VALIDATION),
    _row(
        "client-certificate",
        (400,),
        PAGES,
        r"no required ssl certificate|ssl certificate error",
        Reason.INVALID_CREDENTIALS,
    ),
    _row("worker-not-ready", (400,), PAGES, r"^(?:<pre>)?worker environment not ready", Reason.LOADING),
    _row("resource-limit", (508,), PAGES, r"resource limit is reached", Reason.CAPACITY),
    _row(
        "envoy-timeout",
        _UNAVAILABLE,
        PAGES,
        r"^upstream (?:connect error|request timeout).{0,200}?timeout",
        Reason.GATEWAY_TIMEOUT,
    ),
    _row(
        "envoy-overflow",
        _UNAVAILABLE,
        PAGES,
        r"^upstream connect error.{0,200}?reset reason: overflow",
        Reason.CAPACITY,
    ),
    _row("envoy-reset", _UNAVAILABLE, PAGES, r"^upstream connect error", Reason.BAD_GATEWAY),
    _row(
        "varnish-timeout",
        (503,),
        PAGES,
        r"(?:byte|bytes) timeout|connection timed out|timed out while",
        Reason.GATEWAY_TIMEOUT,
    ),
    _row(
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
    _row("heroku-crash", (503,), PAGES, r"^application error$", Reason.INTERNAL),
    _row(
        "crash",
        (503,),
        _ANYWHERE,
        r"\b(?:has )?crashed\b|lambdaexecutionerror|function (?:has )?thr(?:own|ew)",
        Reason.INTERNAL,
    ),
)
