"""Texts of errors that no status and no code explains, as they travel inside a success.

They speak only where the shape has proven the error, and never against a code: a text cannot turn a success
into an error. The beginning of a text counts, since its rest may echo the request; of several rows the
first decides.
"""

import re
from typing import NamedTuple

from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.tongues import TONGUES


class Saying(NamedTuple):
    """What providers say of one kind of failure."""

    name: str
    pattern: re.Pattern[str]
    reason: Reason


BEGINNING = 240
"""Characters of a text that are looked at."""

_CREDENTIAL = (
    r"(?:(?:\w+ )?(?:api|app|application|access|auth|secret|subscription)[ _-]?(?:key|token|id|secret)"
    r"|merchant[ _-]id|(?:\w+[ _])?token(?:[ _-]?id)?"
    r"|credentials?|(?:\w+ )?pass(?:word|phrase)|user ?name|login|sign(?:ature)?|jwt|session(?: (?:id|key))?"
    r"|authori[sz]ation)"
)
_BEHIND = (
    r"(?:(?:an?|our|the) )?(?:\w+ )?(?:acquirer|api|backend|bank|carrier|gateway|host|issuer|model"
    r"|node|origin|partner|processor|provider|server|service|subgraph|supplier|system|upstream|vendor|worker)"
)
"""Whom a provider may have asked itself."""
_BE = r"(?: (?:is|are|was|were|has|have|had|been|could|either|you|provided|supplied))*"


def _row(name: str, pattern: str, reason: Reason) -> Saying:
    return Saying(name, late("|".join(filter(None, (pattern, TONGUES.get(name))))), reason)


SAYINGS = (
    # What refills by itself within minutes is no bill.
    _row(
        "said-refill",
        r"\b(?:credits|points|tokens|units)\b.{0,200}\bin [0-9.]{1,8} ?(?:s|secs?|seconds?|mins?|minutes?)\b",
        Reason.RATE_LIMIT,
    ),
    _row(
        "said-billing",
        r"\b(?:insufficient|not enough|no more|out of) (?:\w+ )?(?:balance|credits?|funds)\b(?! for)"
        rf"|\b(?:balance|credits?){_BE} (?:too low|insufficient|not enough|exhausted|used up|zero)\b"
        r"|(?:余额|余量|积分|额度|点数)不足|欠费",
        Reason.BILLING,
    ),
    _row(
        "said-rate-limit",
        r"\b(?:rate|throughput|call|frequency|qps|concurrency|access) (?:rate )?(?:limit|exceed)"
        # One request may exceed anything: a size, a context.
        r"|\brequest limit|\brequests exceed|\brequest exceeds the (?:rate )?limit\b"
        r"|\btoo? many (?:\w+ )?(?:requests|calls|queries|attempts|messages|connections|tries)\b"
        r"|\bexceed(?:s|ed|ing)? (?:the )?(?:access|api|call|request) rate\b"
        r"|\bexceed(?:s|ed|ing)? (?:the )?(?:maximum )?number of (?:calls|requests)\b"
        r"|\b(?:calls|requests) within the (?:current )?(?:second|minute|hour|day)\b"
        r"|\bmore than [0-9]{1,9} (?:requests|calls|queries) (?:per|an?|every|in)\b"
        r"|\brequests? are too many\b|\btoo (?:fast|frequent)"
        r"|\b(?:max(?:imum)?|total) number of (?:requests|calls|queries)\b|\bslow down\b|\bthrottl|\bfreq\b"
        r"|\bflood\b|\bfrequency (?:is )?too high\b|\bcall frequency\b|\bmax(?:imum)? (?:\w+ )?rate\b"
        r"|频繁|次数限制|最多访问"
        r"|限流|流控|流量控制|并发|上限|超限(?!额)|超过.{0,8}次数|요청 제한",
        Reason.RATE_LIMIT,
    ),
    _row(
        "said-quota",
        r"\bquota\b(?! (?:name|id|value|must|param))"
        r"|\bexceed(?:s|ed)? (?:the |your )?(?:user )?(?:daily|hourly|monthly) usage\b"
        r"|\b(?:daily|hourly|monthly|usage) (?:\w+ )?limit"
        r"|\bnot enough (?:\w+ )?(?:units|calls|requests)\b(?! (?:in|of|for|available))"
        r"|\blimit (?:for|of) (?:the |this )?(?:current )?(?:hour|day|week|month)\b"
        r"|配额",
        Reason.QUOTA_EXHAUSTED,
    ),
    _row(
        "said-plan",
        rf"\b(?:subscription|trial|licen[sc]e|plan)(?: period)?{_BE} (?:expired|ended|inactive|cancel(?:l)?ed"
        rf"|over)\b"
        r"|\bupgrade (?:your|the|to an?) (?:\w+ )?(?:plan|subscription|account|tier)\b"
        r"|\bplan (?:does|do)(?: not|n't) (?:include|allow|support|cover)\b"
        r"|\bnot (?:available|included|supported|enabled) (?:on|in|for|with|under) (?:your|this|the)"
        r" (?:\w+ )?(?:plan|subscription|tier)\b",
        Reason.BILLING,
    ),
    _row(
        "said-expired",
        rf"\b{_CREDENTIAL}{_BE} (?:expired|no longer valid|revoked|terminated|timed out|timeout)\b"
        rf"|^(?:expired|revoked) {_CREDENTIAL}\b|\b(?:this|your) key{_BE} (?:expired|revoked)\b"
        rf"|\brequest{_BE} expired\b"
        r"|(?:token|令牌|登录|会话)已?(?:过期|失效)",
        Reason.EXPIRED_CREDENTIALS,
    ),
    _row(
        "said-credentials",
        r"\b(?:invalid|incorrect|bad|wrong|unknown|missing|illegal|malformed)"
        rf" (?:{_CREDENTIAL}|key|grant)\b"
        r"(?! (?:count|type|length|limit|format))"
        rf"|\b{_CREDENTIAL}{_BE}[,:]? (?:not )?(?:be )?"
        r"(?:invalid|incorrect|wrong|missing|required|illegal|found|exists?|valid)\b"
        r"|\b(?:this|your) key (?:is invalid|is not valid|does(?: not|n't) exist)\b"
        r"|\bkey\b.{1,60} provided by the user is invalid\b"
        r"|\b(?:must|need to|have to|please) (?:be )?(?:log(?:ged)?|sign(?:ed)?)[ -]?in\b"
        r"|\b(?:api|app|application|access|auth[a-z]{0,10}|service)[ _-](?:key|token)"
        rf"{_BE} (?:unregistered|not (?:been? )?(?:found|registered))\b"
        r"|\bunauthori[sz]ed\b|\bnot (?:authenticated|logged in|signed in)\b|\bauthentication\b"
        rf"|\b{_CREDENTIAL}(?: \w+)?(?: \w+)? must be (?:used|sent|set|provided|supplied|present)\b"
        rf"|\bno {_CREDENTIAL}{_BE} (?:configured|given|provided|sent|set|supplied)\b"
        r"|\b(?:unable|failed) to (?:authenticate|authori[sz]e|log ?in|sign ?in)\b"
        r"|\b(?:log|sign)[ -]?in (?:\w+ )?(?:failed|(?:is )?incorrect)\b"
        r"|\b(?:token|key|password|signature) (?:\w+ )?error\b"
        rf"|\b{_CREDENTIAL}{_BE} (?:do|does|did)(?: not|n't) exist\b"
        rf"|\b(?:failed|unable) to (?:find|locate) (?:\w+ )?{_CREDENTIAL}\b"
        r"|\bauthori[sz]e error\b|签名失败|验签失败|重新登录|请先?登录|会话.{0,8}丢失"
        r"|認証に失敗|인증에 실패|인증 실패"
        rf"|\b{_CREDENTIAL} (?:(?:do|does|did)(?: not|n't) match|mismatch)\b"
        r"|\bcredentials? (?:\w+ ){1,6}(?:is|are|were) (?:invalid|incorrect|wrong)\b"
        r"|未登录|签名错误|错误的(?:请求)?(?:key|密钥)|未授权|鉴权失败|认证失败|key(?:格式)?(?:错误|无效|不存在)"
        r"|\bauthori[sz](?:ation|e) fail|\bsign(?:ature)? (?:\w+ )?fail",
        Reason.INVALID_CREDENTIALS,
    ),
    _row(
        "said-permission",
        rf"\b(?:access|permission)(?: to(?: [^ .,;]{{1,32}}){{1,4}})?{_BE} (?:denied|forbidden|restricted)\b"
        r"|^forbidden\b"
        r"|\b(?:no|missing|not enough) (?:permissions?|rights)\b|\bcan(?:no|')t access (?:this|the)\b"
        r"|\b(?:do|does)(?: not|n't) have (?:\w+ ){0,3}(?:access|permissions?|privileges?|rights)\b"
        rf"|\b(?:account|user|project|key){_BE}"
        r" (?:disabled|suspended|deactivated|blocked|banned|locked|frozen)\b"
        r"|\bip(?: address)? mismatch\b"
        r"|\bnot (?:authorized|permitted|allow(?:ed)?|entitled)\b|\bno privilege\b"
        r"|\bip (?:address )?(?:\S+ )?(?:is )?(?:not whitelisted|blocked|banned)\b"
        r"|\b(?:invalid|illegal|unknown) (?:(?:request|source|client|caller|remote)[ _])?ip(?: address)?\b"
        r"|无权限",
        Reason.PERMISSION_DENIED,
    ),
    _row(
        "said-timeout",
        r"\bmax(?:imum)? (?:\w+ )?time exceeded\b"
        r"|\b(?:timed[ -]out|time[ -]?out)\b(?! (?:must|value|param|is (?:invalid|not)|should))"
        r"|\bdeadline exceeded\b|\btook too long\b|超时",
        Reason.REQUEST_TIMEOUT,
    ),
    _row(
        "said-maintenance",
        r"\b(?:under|for|in|scheduled|undergoing) (?:\w+ )?maintenance\b|^maintenance\b"
        r"|\bmaintenance (?:\w+ )?in progress\b"
        r"|\bread-only mode\b|维护",
        Reason.MAINTENANCE,
    ),
    _row(
        "said-capacity",
        r"\boverload|\bout of memory\b"
        r"|\b(?:server|service|system|backend|node|device|host)s?(?: \w+)?(?: \w+)?"
        r" (?:busy|unavailable|offline|initiali[sz]ing|starting up)\b|^\w{1,40}_(?:unavailable|offline)$"
        r"|\bnode is (?:behind|syncing|unhealthy)\b"
        r"|\b(?:server|service) is down\b|\btemporarily (?:(?:un|not )available|down|offline)\b"
        r"|\bat capacity\b|\b(?:insufficient|sufficient|not enough) capacity\b|繁忙",
        Reason.CAPACITY,
    ),
    _row(
        "said-not-found",
        r"\bnot (?:be )?found\b|\bnot-found\b|\b(?:do|does|did)n't exist\b|\bnot exists?\b"
        r"|\bno such\b|\bno (?:\w+ ){1,2}found\b"
        r"|\b(?:can ?no|could no|can'|couldn'|unable to |failed to )t? ?"
        r"(?:find|locate|geocode)\b|\bno (?:match(?:ing)?|results?)\b"
        r"|\bcould not resolve to an?\b|\bnot (?:a )?(?:\w+ )?registered\b|\bno longer (?:exists"
        r"|available)\b|不存在",
        Reason.NOT_FOUND,
    ),
    # What those answered whom the provider has asked is nothing that the request can mend.
    _row(
        "said-upstream",
        r"\b(?:bad|empty|incomplete|invalid|malformed|no|unexpected|unreadable|wrong) (?:\w+ )?"
        rf"(?:response|reply|answer) (?:\w+ )?from {_BEHIND}\b",
        Reason.UPSTREAM_FAILURE,
    ),
    _row(
        "said-internal",
        r"\b(?:internal|unexpected|system|backend|server) (?:\w+ )?(?:error|failure|failed|exception)\b"
        r"|\bcannot read (?:property|properties)\b|\bhas no attribute\b|\bsocket hang up\b|\bfetch failed\b"
        r"|\b(?:could not|couldn't|cannot|can't|unable to|failed to) (?:communicate|connect|reach)\b"
        r"|\berror (?:occurred )?(?:during|while) processing\b"
        r"|\berror was encountered\b|\bserver had an error\b|\bunexpected eof\b|\bnull for non-nullable\b"
        r"|\b(?:error|status)(?: code)? 5[0-9]{2}\b|\bconnection refused\b"
        r"|内部错误|系统异常",
        Reason.INTERNAL,
    ),
    _row(
        "said-conflict",
        r"\balready (?:been )?(?:exists?|in use|known|registered|taken|used)\b|^(?:duplicated?|existing)\b",
        Reason.CONFLICT,
    ),
    _row(
        "said-filter",
        r"\bcontent (?:filter|moderation|polic)|敏感|违规",
        Reason.CONTENT_FILTER,
    ),
    _row(
        "said-context",
        r"\bcontext (?:length|window|size)\b.{0,100}\b(?:exceed|not enough|too (?:long|small))"
        r"|\bcontext overflow"
        r"|\b(?:exceed(?:s|ed|ing)?|l(?:arg|ong)er than) (?:the )?(?:\w+(?:'s)? ){0,2}context\b",
        Reason.CONTEXT_LENGTH,
    ),
    _row(
        "said-validation",
        r"\bcontent of element\b.{1,60}\bis not complete\b|^cvc-[a-z]"
        r"|\b(?:size|format|length|type|syntax|parse|params?|parameters?|argument|validation) errors?\b"
        r"|(?:^|: )(?:incompatible|invalid|missing|malformed|illegal|unsupported|unrecognized)\b"
        r"|(?:^|: )unknown\b(?! (?:error|exception))"
        r"|\b(?:incorrect|missing|invalid|required) (?:\w+ ){0,3}"
        r"(?:param|argument|field|value|input|data|header|format|syntax)"
        r"|\b(?:is|are|was|were) (?:required|mandatory|missing|invalid|malformed|not supported)\b"
        r"|\bno \w+ (?:given|provided|specified|supplied)\b"
        r"|\b(?:do|does|did)(?: not|n't) match\b|\b(?:not in|out of) (?:\w+ ){0,2}range\b"
        r"|\b(?:less|lower|more|greater|higher) than (?:the )?(?:\w+ )?(?:min|max)(?:imum)?\b"
        r"|\bmust (?:not )?be\b|\bmust (?:provide|have|contain|match|specify)\b"
        r"|\border (?:is|was|has been) rejected\b"
        r"|^cannot query field\b|\b(?:was not provided|not informed)\b|^expected \w+, |\btoo complex\b"
        r"|\b(?:unable|failed) to (?:decode|parse|recogni[sz]e)\b"
        r"|\b(?:private|reserved) (?:ip|address|range)\b"
        # What the request names by its address, the provider could not get.
        r"|\b(?:unable|failed) to (?:download|fetch) (?:the )?(?:\w+ )?(?:https?:|audio|file|image|url|video)"
        r"|\breturn(?:s|ed)? more than [0-9]|\binsufficient funds for\b"
        # Ethereum's nodes, of a transaction.
        r"|\bnonce too (?:low|high)\b|\bunderpriced\b|\bexecution reverted\b|\bintrinsic gas too low\b"
        r"|\bgas required exceeds\b|\bless than block base fee\b|\bexceeds block gas limit\b"
        r"|\bcomplexity\b.{0,40}\b(?:exceed|limit)"
        r"|参数",
        Reason.VALIDATION,
    ),
    _row("said-later", r"\b(?:try|retry)(?: \w+)? (?:later|in a)\b", Reason.CAPACITY),
)


def saying_in(message: str) -> Saying | None:
    """Return the first row of which the beginning of a text speaks."""
    lowered = message[:BEGINNING].lower()
    return next((saying for saying in SAYINGS if saying.pattern.search(lowered)), None)
