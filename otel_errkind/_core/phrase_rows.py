"""The few texts that mean more than their status, each tied to statuses and to the shape that it stands in.

Free text alone never decides: bodies echo the request, and stock pages lie (Flask's 500 says "overloaded",
CloudFront's 403 says "too much traffic"). A phrase is a narrower row of the status table, so it comes first.
"""

from otel_errkind._core.dialects.grpc import TOO_LARGE
from otel_errkind._core.model import Reason
from otel_errkind._core.phrase import ANYWHERE, ENVELOPES, SOAP, first, row

_KEY = (
    r"(?:api[ _-]?key|(?:login )?credentials|user ?name or password|session"
    r"|(?:access|api|app|application|auth|authentication|authorization|bearer)[ _-]?token"
    r"|(?:app|application)[ _-]?id)\b"
)
_SPENT = (
    r"\b(?:out of|no more) credits\b"
    r"|(?:insufficient|not (?:have )?enough) (?:\w+ )?(?:credits?|balance|funds)\b"
    r"|(?:credits?|balance) (?:is |are |has been |have been )?"
    r"(?:exhausted|too low|insufficient|not enough|used up|negative)"
    r"|\b(?:exhausted|used(?: up)?|consumed|spent|depleted)"
    r" (?:(?:all|of|your|the|its|available|remaining) ){0,4}credits\b"
    r"|\bnegative (?:account )?balance\b|\b(?:exhausted|depleted) (?:\w+ )?balance\b"
    r"|\b(?:reached|exceeded|hit) (?:your|its|the) (?:\w+ )?spend(?:ing)? (?:limit|cap)\b"
)
_PAID_ONLY = (
    r"\bonly available (?:for|on|to|in|with) (?:(?:a|our|the) )?"
    r"(?:paid|pro|premium|enterprise|business|higher)\b"
    r"|\bnot (?:available|included|supported|enabled|allowed) (?:on|in|for|with|under) (?:your|this|the)"
    r" (?:current )?(?:\w+ )?(?:plan|subscription|tier)\b"
    r"|\brequires (?:an? )(?:\w+ ){0,2}(?:plan|subscription)\b"
)
_USED_UP = r"quota (?:limit )?(?:(?:has been|was|is) )?(?:exceeded|reached|exhausted)[.!]?"
_CALLS = (
    r"(?:api|calls?|requests?|quer(?:y|ies)|rate|usage|hourly|daily|weekly|monthly"
    r"|per|minute|hour|day|week|month)"
)
_OVER_QUOTA = (
    r"(?:(?:you|(?:the |your |this )?"
    r"(?:(?:api[ -]?)?key|token|account|app|application|project|user|client))"
    rf"(?: has| have|'ve)? )?exceeded (?:your |its |the |their )?(?:{_CALLS} ){{1,5}}quota\b"
    # Who asks for money means a quota that money lifts.
    r"(?!.{0,200}\b(?:credit|balance|billing|upgrade|payment))"
)
_OVER_LIMIT = r"(?:exceed(?:ed|ing)|hit|reached) (?:\w+ ){0,3}(?:rate|request|call|query) limit"

_REFUSED_CREDENTIAL = (
    r"(?:the |your |this )?(?:(?:wrong|bad|illegal|malformed|missing or (?:invalid|malformed)) "
    rf"{_KEY}|(?:invalid|incorrect|wrong) (?:sign(?:ature)?|passphrase|authentication|jwt)\b"
    r"|invalid token[.!]?$"
    r"|(?:api[ -])?sign(?:ature)? (?:(?:check|verification) )?(?:failed|(?:is )?not valid)\b"
    r"|(?:authentication|login) (?:has )?failed\b|(?:failed to|could not) authenticate\b"
    r"|unauthori[sz]ed(?: request)?[.!]?$"
    r"|(?:api[ -]?)?key (?:has expired|(?:has been|was) revoked)\b)"
)
_REFUSED = (
    r"(?:access|permission) (?:is |was )?denied\b"
    r"|insufficient (?:permissions?|privileges?|rights|scopes?)\b"
    r"|(?:(?:you|user|account|(?:the |your )?(?:api[ -]?)?(?:key|token)) )?"
    r"(?:do(?:es)?(?: not|n't) have|ha(?:s|ve) no) (?:the |any )?(?:(?:required|necessary|sufficient) )?"
    r"(?:access|permissions?|privileges?|rights)\b"
    r"|(?:you are )?not authori[sz]ed\b"
    r"|(?:your )?ip(?: address)? (?:is )?not (?:allowed|authori[sz]ed|whitelisted)\b"
    r"|(?:the |your )?account is (?:banned|blocked|disabled|frozen|locked|restricted)\b"
)

ROWS = (
    row("calm", (420,), ANYWHERE, r"enhance your calm|\blimit\b|too many", Reason.RATE_LIMIT),
    row("maintenance", (503,), ANYWHERE, r"\bmaintenance\b(?! downtime or capacity)", Reason.MAINTENANCE),
    row(
        "loading",
        (503,),
        ENVELOPES,
        r"\b(?:is|are) (?:currently |still )?(?:loading|being loaded|starting up)\b|\bloading model\b",
        Reason.LOADING,
    ),
    row(
        "credit-balance",
        (400, 403, 422, 429, 500),
        ENVELOPES,
        _SPENT,
        Reason.BILLING,
        *("credit", "balance", "funds", "spend"),
    ),
    row(
        "paid-only",
        (400, 422),
        ENVELOPES,
        _PAID_ONLY,
        Reason.BILLING,
        *("only available", "plan", "subscription", "tier"),
    ),
    first(
        "frequency",
        (400, 401, 409, 422, 500, 503),
        ENVELOPES,
        r"(?:request )?(?:trigger )?frequency (?:limit|(?:is )?too high)|too many requests\b"
        r"|exceeded the (?:\w+ )?frequency\b"
        r"|(?:(?:api|call|request|rate|usage|private|public) ){1,3}limits?"
        r" (?:(?:ha(?:s|ve) been|was|were|is|are) )?(?:exceeded|reached)"
        r"|(?:user|ip|api|app) requests out of rate limit"
        r"|(?:초당|분당|시간당) ?(?:거래|요청|호출) ?(?:건수|횟수|수)?\S{0,2} ?초과"
        r"|(?:requests? )?over (?:(?:api|rate|request|call) )?limit\b"
        r"|(?:the )?(?:allowed|maximum|permitted) number of (?:\w+ )?(?:calls|queries|requests)"
        r" (?:(?:has|have|was|were|is) (?:been )?)?(?:exceeded|reached)\b",
        Reason.RATE_LIMIT,
    ),
    first(
        "credential",
        (400, 422, 499, 500),  # Esri's servers answer 499 where a token is required.
        ENVELOPES,
        r"(?:bad request\. {1,2})?(?:the value (?:for|of) (?:variable|parameter) )?(?:the |your |an? )?"
        rf"(?:(?:invalid|incorrect|expired|unknown) [`'\"]?(?:x-)?{_KEY}"
        rf"|(?:we )?(?:could not|couldn't|cannot|can't|did not|do not) (?:find|recogni[sz]e|validate|verify)"
        rf" (?:the|this|your) {_KEY}"
        rf"|(?:provided |supplied |[a-z]{{1,8}}-)?{_KEY}"
        r" (?:is (?:invalid|incorrect|not registered|expired)|(?:is )?not valid|(?:has )?expired"
        r"|(?:was |could )?not (?:be )?found"
        r"|(?:does |do )?not exists?)|token required$"
        r"|missing (?:client|access|auth|authentication|authorization|bearer|api) (?:token|key)\b"
        rf"|(?:please )?(?:specify|provide|supply|use|enter) (?:an? )?valid {_KEY}"
        r"|not (?:logged|signed) in\b"
        r"|please include (?:\S+ ){0,4}(?:authorization\b|(?:api[ -]key|bearer token)\b)"
        r"|(?:sign )?(?:sign|signature) (?:error|mismatch|(?:is )?in(?:valid|correct)))"
        r"|(?:기간이 )?만료된 (?:token|토큰)",
        Reason.INVALID_CREDENTIALS,
    ),
    first(
        "suspended",
        (400, 412, 422),
        ENVELOPES,
        r"(?:your |the |this )?(?:account|organi[sz]ation|project|workspace)(?: [\w-]{1,64})?"
        r" (?:is|was|has been) (?:suspended|deactivated|on hold)\b",
        Reason.BILLING,
    ),
    row(
        "secondary-rate-limit",
        (403,),
        ENVELOPES,
        r"abuse detection|rate limit exceeded|^too many requests\b|"
        r"\bout of rate limit\b|\bfair[- ]use\b|" + _OVER_LIMIT,
        Reason.RATE_LIMIT,
    ),
    row(
        "over-limit",
        (400, 500, 503),
        ENVELOPES,
        r"\b(?:has|have|you've|are) " + _OVER_LIMIT + r"|\bmax(?:imum)? (?:\w+ )?requests? limit exceeded\b"
        r"|\b(?:made|sent|making|sending) too many requests\b|\bmessage throttled out\b",
        Reason.RATE_LIMIT,
        *(" limit", "too many requests", "throttled"),
    ),
    # A registry's own word (OCI distribution, 3.3), which Docker's engine quotes.
    row(
        "registry-credential",
        (500,),
        ENVELOPES,
        r": unauthorized: |: denied: requested access ",
        Reason.INVALID_CREDENTIALS,
        *(": unauthorized: ", ": denied: "),
    ),
    row("registry-rate", (500,), ENVELOPES, r"\btoomanyrequests: ", Reason.RATE_LIMIT, "toomanyrequests"),
    # Not under a 500, where a database may refuse the server. SOAP has no other status for a fault.
    first("refused-credential", (400, 422), ENVELOPES, _REFUSED_CREDENTIAL, Reason.INVALID_CREDENTIALS),
    first("fault-credential", (500,), SOAP, _REFUSED_CREDENTIAL, Reason.INVALID_CREDENTIALS),
    first("refused", (400, 422), ENVELOPES, _REFUSED, Reason.PERMISSION_DENIED),
    first("fault-refused", (500,), SOAP, _REFUSED, Reason.PERMISSION_DENIED),
    first(
        "under-maintenance",
        (400, 403, 500),
        ENVELOPES,
        r"(?:(?:[\w.-]{1,64} ){1,4}?is )?(?:currently |temporarily )?"
        r"(?:under|undergoing|down for) (?:\w+ )?maintenance\b",
        Reason.MAINTENANCE,
    ),
    first(
        "service-unavailable",
        (400, 403),
        ENVELOPES,
        r"(?:the )?(?:service|server|system) (?:is )?(?:currently |temporarily )?"
        r"(?:unavailable|(?:too )?busy|overloaded)\b",
        Reason.CAPACITY,
    ),
    row(
        "over-capacity",
        (400, 403, 500),
        ENVELOPES,
        r"\b(?:is|are) (?:currently |temporarily )?over capacity\b|\bcuda out of memory\b",
        Reason.CAPACITY,
        *("over capacity", "out of memory"),
    ),
    first(
        "no-room",
        (500,),
        ENVELOPES,
        r"(?:out of|insufficient|no) (?:\w+ )?capacity(?: available)?[.!]?$",
        Reason.CAPACITY,
    ),
    # A line of text as long as this is no page: Canvas', Angel One's.
    first(
        "refused-rate",
        (403,),
        ANYWHERE,
        r"(?:403 )?forbidden \(rate limit exceeded\)\s*$"
        r"|(?:access denied )?(?:because of )?exceed(?:ed|ing|s) (?:the )?(?:access|api|call|request) rate"
        r"[.!]?\s*$",
        Reason.RATE_LIMIT,
    ),
    first(
        "usage",
        (400, 403, 500, 503),
        ENVELOPES,
        r"(?:you )?(?:have )?exceed(?:ed|s)? (?:the |your )?(?:user )?(?:daily|hourly|monthly) usage\b"
        r"|(?:user|app|application|api|hourly|daily) usage (?:limit )?reached[.!]?$",
        Reason.QUOTA_EXHAUSTED,
    ),
    first("slow-down", (498,), ANYWHERE, r"slow down\b", Reason.RATE_LIMIT),  # OpenStack Swift
    # Apigee's policies, under whatever status whoever runs it has chosen.
    row(
        "gateway-violation",
        (400, 403, 500, 503),
        ENVELOPES,
        r"\b(?:spike arrest|quota) violation\b",
        Reason.RATE_LIMIT,
        "violation",
    ),
    # gRPC's own, where a gateway writes its code into an envelope that has other codes as well.
    row(
        "message-size",
        (429,),
        ENVELOPES,
        TOO_LARGE.pattern,
        Reason.PAYLOAD_TOO_LARGE,
        "message",
    ),
    row(
        "peak-load",
        (429,),
        ENVELOPES,
        r"experiencing high (?:demand|load|traffic)|(?:is|are) (?:currently )?(?:overloaded|at capacity)"
        r"|\bcapacity (?:temporarily )?exceeded\b"
        r"|\b(?:server|system|service|engine|model) is (?:currently )?(?:too )?busy\b",
        Reason.CAPACITY,
    ),
    # Not of the server: Flask says under every 500 that it may be overloaded.
    row(
        "load",
        (500,),
        ENVELOPES,
        r"experiencing (?:\w+ )?high (?:demand|load|traffic)"
        r"|\b(?:model|engine|cluster|backend|upstream) is (?:currently )?(?:overloaded|at capacity)\b",
        Reason.CAPACITY,
        *("experiencing", "overloaded", "at capacity"),
    ),
    row(
        "context-length",
        (500,),
        ENVELOPES,
        r"maximum context length|context length exceeded|prompt is too long|context window",
        Reason.CONTEXT_LENGTH,
    ),
    first(
        "timed-out",
        (500, 502, 503),
        ENVELOPES,
        r"(?:etcdserver: )?(?:\w+ )?"
        r"(?:request|response|operation|query|upstream|statement|execution|connection|gateway|server|task)"
        r"(?: \w+){0,3} tim(?:ed out|eout)\b(?! (?:must|value|param|is (?:invalid|not)))"
        r"|timed out\b|timeout(?:$|[:.,!])|time limit exceeded\b"
        r"|(?:\w+ \w+: )?max(?:imum)? execution time exceeded\b",
        Reason.REQUEST_TIMEOUT,
    ),
    # Not of a timeout, which may be a field of the request.
    first(
        "ran-out",
        (400, 422),
        ENVELOPES,
        r"(?:the |your )?(?:request|query|operation|execution|statement|search|transaction)(?: \w+){0,3}"
        r" timed out\b|(?:\w+ ){0,2}request timeout[.!]$",
        Reason.REQUEST_TIMEOUT,
    ),
    first("quota", (400,), ENVELOPES, r"(?:\w+ )?quota .{0,40}exceeded", Reason.QUOTA_EXHAUSTED),
    # Not of disks, seats or plans: those do not refill.
    first(
        "call-quota",
        (403,),
        ENVELOPES,
        rf"(?:(?:api|call|request|query|rate|usage|daily|hourly|monthly) ){{1,3}}{_USED_UP}(?:$| )"
        rf"|{_USED_UP}$|{_OVER_QUOTA}"
        r"|out of call volume quota\b",
        Reason.QUOTA_EXHAUSTED,
    ),
    # Statuses of their senders' own: Tavily's 432.
    row(
        "unassigned-limit",
        (418, *range(432, 440), *range(441, 449), *range(452, 460)),
        ENVELOPES,
        r"\b(?:rate|usage|request|query|call|daily|monthly) limit\b|\bquota\b|\btoo many requests\b",
        Reason.QUOTA_EXHAUSTED,
        *("limit", "quota", "too many"),
    ),
    # Of months and plans it is a bill.
    row(
        "hourly",
        (402,),
        ANYWHERE,
        r"\b(?:hourly|per[- ]minute) (?:\w+ )?limit\b|\brequests reach(?:ed)? the (?:\w+ )?limit\b",
        Reason.RATE_LIMIT,
        "limit",
    ),
    row("card", (402,), ENVELOPES, r"\bcard (?:\w+ ){0,2}declined\b", Reason.PAYMENT_DECLINED),
    row("context-deadline", (500, 503), ANYWHERE, r"context deadline exceeded", Reason.DEADLINE),
    row("passwd", (500,), ENVELOPES, r"not found in\b.{0,200}/etc/passwd", Reason.VALIDATION),
)
"""What providers say in an envelope, and what all say."""
