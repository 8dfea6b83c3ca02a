"""How the body of a success begins if it is an error, or may hold one further on: tables.

Each row is a member of a JSON object, as a pattern over bytes with bounded repetition: the first, or one that
only short members stand in front of, in the body or in the first object in it. What a row meets is parsed and
judged; what none of them meets is taken for sound.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from otel_errkind._core import batches
from otel_errkind._core.dialects.events import ERROR_EVENTS, REFUSED_BY_MINIMAX, SELF_NAMED
from otel_errkind._core.dialects.markup import ANY_PAGE, WALL
from otel_errkind._core.dialects.text import WEBHOOK
from otel_errkind._core.envelope import names
from otel_errkind._core.field_names import BARE_DENIAL, BARE_ERROR_CODE, BARE_ERROR_TEXT
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP: Final = r"\s{0,16}+"
_IS: Final = rf'"{_GAP}:{_GAP}'
_NEXT: Final = rf"{_GAP},{_GAP}"
_OBJECT: Final = rf'\{{{_GAP}"'
_LIST: Final = rf'\[{_GAP}[{{"\[]'
_END: Final = rf"{_GAP}[,}}]"
_NUMBER: Final = rf"-?[1-9][0-9]{{0,11}}{_END}"
_FAILING: Final = rf'"?(?!(?:0{{1,6}}|1|100|20[0-9]|10000?|20{{4,5}})"?{_END})(?:-|E-?)?[0-9]{{1,12}}"?{_END}'
"""A number, as digits too, with which nobody counts successes."""
_SAID: Final = r'"(?!(?i:0|ok|success|none)")(?=[^"]{1,7}"|[^"]{8})'
"""A text, as soon as enough of it has come to tell that it is not the word of a success."""
_STATED: Final = rf"(?:{_SAID}|{_OBJECT}|{_LIST}|true|{_NUMBER})"
_FAILED: Final = (
    r'"(?i:err|fail|denied|unsucc|exception|false"|invalid|throttl|unauth|forbid|overload'
    r'|not_found|not[_\x20]?ok|ko"|nok"|refused")'
)

_SCREAMED: Final = r'"[A-Z]{1,24}_[A-Z]'
"""Google Maps' "OVER_QUERY_LIMIT", VIES' "INVALID_INPUT", and the codes of all who spell them like these."""


def _named(spelled: str, value: str) -> Iterator[str]:
    """Yield a row for each first letter of the names: `re` passes over a row that begins with another one."""
    rests = dict[str, list[str]]()
    for name in names(spelled):
        rests.setdefault(name[0], []).append(name[1:])
    return (rf"{letter}(?:{'|'.join(rest)}){_IS}{value}" for letter, rest in rests.items())


MEMBERS: Final = (
    *_named("error Error ERROR errors Errors errorId error-codes error_response", _STATED),
    *_named("exception exceptions fault Fault", _STATED),
    rf"(?=[cefCEF])(?i:{BARE_ERROR_CODE}|{BARE_ERROR_TEXT}){_IS}{_STATED}",
    rf'(?=[aiosAIOS])(?i:(?:is|action)?{BARE_DENIAL}){_IS}(?:"?(?i:false)|0{_END})',
    rf"status{_IS}false",
    *_named("code object response Response result Result resultCode ret returncode", _FAILED),
    *_named("stat state status Status type", _FAILED),
    *_named("code status Status userError", _SCREAMED),
    rf'userError{_IS}"TIMEOUT"',  # VIES
    *_named("code Code", r'"(?:[A-Za-z]{0,24}[a-z][A-Z.]|[A-Za-z]{1,3}-?[0-9]{3,6}")'),
    *_named("cod code Code CODE failCode ret retCode RetCode RESULT", _FAILING),
    *_named("resultcode resultCode result_code returnCode return_code", _FAILING),
    *_named("respCode respcode resp_code retcode", _FAILING),
    *_named(
        "responseCode response_code responseStatus statusCode StatusCode status_code statuscode", _FAILING
    ),
    *_named("httpCode http_code httpStatus http_status httpStatusCode", _FAILING),
    *_named("status STATUS", rf'(?=["-]?[0-9]{{3}}){_FAILING}'),
    rf'[cCmr]\w{{1,24}}{_IS}"ERR(?:OR)?[-_]',
    rf'status{_IS}"0"{_NEXT}"info{_IS}{_SCREAMED}',  # AMap
    rf'status{_IS}\{{{_GAP}"(?:message{_IS}"|code{_IS}"-)',  # GeoNames, DNSPod
    rf'type{_IS}"about:blank"',  # RFC 9457, 4.2.1
    rf'finish_reason{_IS}"error"',
    rf"__type{_IS}{_SAID}",  # AWS
    *_named("message Failed failures", _LIST),  # the World Bank, SQS, ECS
    rf'message{_IS}"NOTOK"',  # Etherscan
    rf'alipay[a-z_]{{1,64}}_response{_IS}\{{{_GAP}"code{_IS}"(?!10000")',
    rf"SMSMessageData{_IS}{_OBJECT}",  # Africa's Talking
    *_named("Information Note", '"'),  # Alpha Vantage
    *_named(" ".join(batches.LIST_NAMES), rf"\[{_GAP}{_OBJECT}(?:body|id|status){_IS}"),
)
"""Members that only errors have, or the answers of a batch."""

_SHORT: Final = r'(?:"[^"\\]{0,96}"|-?[0-9][0-9.]{0,24}|null|true|false|\[\]|\{\})'
_DATA: Final = rf"(?:data|extensions){_IS}\{{"
_PASSED: Final = rf'(?!{_DATA})[\w.$-]{{1,48}}{_IS}(?:{_SHORT}{_NEXT}"|\[?{_GAP}\{{{_GAP}")'
"""A member in front of those: a short value, or the opening of an object that may hold them."""
_MOST_PASSED: Final = 3
_REFUSED_MUTATION: Final = (
    rf'data{_IS}\{{{_GAP}"\w{{1,48}}+{_IS}\{{{_GAP}"(?:\w{{1,48}}+{_IS}{_SHORT}{_NEXT}"){{0,{_MOST_PASSED}}}?'
    rf'(?:\w{{1,32}}Errors{_IS}\[{_GAP}\{{|errors{_IS}\[{_GAP}\{{{_GAP}"(?:code|field)"'
    rf'|__typename{_IS}"\w{{1,64}}Error")'
)
"""A mutation of GraphQL that was refused, in its payload."""
_NO_ERROR: Final = r"(?:[^eEfF]++|[eE](?!rr|RR|xcept)|[fF](?!ault|ail|AIL))*+"
_FORM: Final = r"(?:[A-Z_a-z]\w{0,32}=[^&\s]{0,64}&){0,4}?"
_PAGE_OF_ERROR: Final = (
    r"(?:(?:http[ ])?(?:(?:error|status)[ ])?[45][0-9]{2}\s"
    rf"|(?:[^<]{{1,48}}[ ][-|:][ ])?(?:{ANY_PAGE})\s{{0,16}}<)"
)
_REFUSAL: Final = (
    r"(?:err(?:or)?(?:[\s_|(]|:(?![ ]?\{|[ ]?\Z))"
    r"|exceeded[ ](?:the|your)[ ]"
    rf"|{WEBHOOK.replace(' ', '[ ]')}"
    r"|(?:invalid|missing|wrong|expired)[ ][^\n]{0,32}(?:key|token|credentials)"
    r"|access[ ]denied|forbidden|unauthori[sz]ed|rate[ ]limit|quota|too[ ]many[ ]requests)"
)

BEGINNING: Final = late(
    rf"""
    (?:(?:\xef\xbb\xbf|\)\]\}}',?|/\*[^*/]{{0,32}}\*/\s?)?(?:[\w.$]{{1,63}}\()?[\s[]{{0,48}}+\{{{_GAP}"(?:
        (?:{_PASSED}){{0,{_MOST_PASSED}}}?(?:{"|".join(MEMBERS)})
        |{_REFUSED_MUTATION}
        |(?P<data>{_DATA})
    )
    |(?:<br[ ]?/?>\s{{0,16}})?<b>(?:Fatal|Parse)[ ]error</b>:
    |(?:\xef\xbb\xbf)?\s{{0,16}}<(?:
        (?i:!doctype\s{{1,4}}html|html)
        (?:(?:[^<]++|<(?!(?i:title)))*+<(?i:title>\s{{0,16}}{_PAGE_OF_ERROR})|(?:[^_]++|_(?!{WALL[1:]}))*+{WALL})
        |(?!(?i:!doctype\s{{1,4}}html|html|head|body|div|p>|!--)){_NO_ERROR}[eEfF]
        |(?:\?xml[^<>]{{0,128}}>\s{{0,16}}<)?(?:[a-zA-Z-]{{1,16}}:)?(?P<envelope>Envelope[\s>])
    )
    |(?P<events>(?:\xef\xbb\xbf)?(?:event|data|id|retry|error(?=:[ ]?\{{))?:)
    |{_FORM}(?:ACK=Fail|RESULT=(?!0&)|response=[23]&|trnApproved=0|(?i:err(?:or)?(?:_?(?:code|no))?)=(?!0?(?:&|\Z)))
    |(?i:{_REFUSAL})
    |--[!-~]{{1,70}}\r?\n(?i:content-)(?P<batch>)
    |[\x00-\x03\x80\x81Ag](?:(?<![Ag])|[AQ]A)(?P<frames>)
    |\{{[^\n]{{1,480}}+(?<=[}}\r])\n\{{(?P<lines>)
    )""".encode("latin-1"),
    re.VERBOSE,
)
"""GraphQL may have errors behind its data, a SOAP envelope a fault, an event stream an error event, a batch
an answer that failed, lines of JSON an error in the last one. What comes in frames begins with flags or with
a length, or with the base64 of them.

The last three begin with a character, not with their group: `re` then passes over them without entering.
"""

LONGEST_BEGINNING: Final = 512
"""Bytes that a beginning may take."""

ERROR_EVENT: Final = late(
    rf"""(?:\A|(?<=\n))(?:
        event:[ ]?(?:{"|".join(map(re.escape, ERROR_EVENTS))})[ \t]{{0,16}}\r?\n
        |data:[ ]?\{{(?:
            {_GAP}"(?:type|event|object){_IS}"(?:{"|".join(map(re.escape, SELF_NAMED))})"
            |[^\r\n]{{0,512}}?(?<!\\)(?:"error{_IS}(?:{_OBJECT}|"[^"])|{REFUSED_BY_MINIMAX})
        )
        |error:[ ]?\{{
        |{_OBJECT}error{_IS}\{{
    )""".encode(),
    re.VERBOSE,
)
"""An event that says `error`, or whose data is an object with one, wherever in its first half KiB; and an
error outside all events."""

LONGEST_EVENT_MARK: Final = 640
"""Bytes of one line that such an event may take to be recognised."""
