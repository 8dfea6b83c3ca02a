"""How the body of a success begins if it is an error, or may hold one further on: tables.

Each row is a member of a JSON object, as a pattern over bytes with bounded repetition: the first, or one that
only short members stand in front of, in the body or in the first object in it. What a row meets is parsed and
judged; what none of them meets is taken for sound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from otel_errkind._core import batches
from otel_errkind._core.dialects.events import ERROR_EVENTS, REFUSED_BY_MINIMAX, SELF_NAMED
from otel_errkind._core.dialects.markup import ANY_PAGE, WALL
from otel_errkind._core.dialects.text import WEBHOOK
from otel_errkind._core.envelope import names
from otel_errkind._core.field_names import (
    APART,
    CODE_WORD,
    CODIGO_ERRO,
    DENIAL_WORDS,
    ERROR_WORDS,
    TEXT_WORD,
)
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

_STATES: Final = (
    ("error Error ERROR errors Errors errorId error-codes error_response", _STATED),
    ("exception exceptions fault Fault", _STATED),
    ("status", "false"),
    ("code object response Response result Result resultCode ret returncode", _FAILED),
    ("stat state status Status type", _FAILED),
    ("resCode respCode resultCode resultStatus retCode returnCode", '"F"'),
    ("code status Status userError", _SCREAMED),
    ("userError", '"TIMEOUT"'),  # VIES
    ("code Code", r'"(?:[A-Za-z]{0,24}[a-z][A-Z.]|[A-Za-z]{1,3}-?[0-9]{3,6}")'),
    ("cod code Code CODE failCode ret retCode RetCode RESULT", _FAILING),
    ("resultcode resultCode result_code returnCode return_code", _FAILING),
    ("resCode respCode respcode resp_code retcode", _FAILING),
    ("responseCode response_code responseStatus statusCode StatusCode status_code statuscode", _FAILING),
    ("httpCode http_code httpStatus http_status httpStatusCode", _FAILING),
    ("status STATUS", rf'(?=["-]?[0-9]{{3}}){_FAILING}'),
    ("status", rf'"0"{_NEXT}"info{_IS}{_SCREAMED}'),  # AMap
    ("status", rf'\{{{_GAP}"(?:message{_IS}"|code{_IS}"-)'),  # GeoNames, DNSPod
    ("type", '"about:blank"'),  # RFC 9457, 4.2.1
    ("finish_reason", '"error"'),
    ("__type", _SAID),  # AWS
    ("message Failed failures", _LIST),  # the World Bank, SQS, ECS
    ("message", '"NOTOK"'),  # Etherscan
    ("alipay[a-z_]{1,64}_response", rf'\{{{_GAP}"code{_IS}"(?!10000")'),
    ("SMSMessageData", _OBJECT),  # Africa's Talking
    ("Information Note", '"'),  # Alpha Vantage
    (" ".join(batches.LIST_NAMES), rf"\[{_GAP}{_OBJECT}(?:body|id|status){_IS}"),
)
"""Names of members, and a value with which only errors have them, or the answers of a batch."""


def _by_letter(words: Iterable[str]) -> dict[str, str]:
    """Return what follows each first letter: `re` passes over a row that begins with another one."""
    rests = defaultdict[str, list[str]](list)
    for word in words:
        rests[word[0]].append(word[1:])
    return {letter: f"(?:{'|'.join(rest)})" for letter, rest in rests.items()}


def _rows() -> Iterator[str]:
    named = (
        f"{letter}{rest}{_IS}{value}"
        for spelled, value in _STATES
        for letter, rest in _by_letter(names(spelled)).items()
    )
    yield from map("".join, _by_letter(named).items())
    yield from _in_any_case(ERROR_WORDS, rf"{APART}(?i:{CODE_WORD}|{TEXT_WORD}){_IS}{_STATED}")
    yield from _in_any_case([CODIGO_ERRO], rf"{_IS}{_STATED}")
    denials = (f"{asked}{word}" for asked in ("", "is", "action") for word in DENIAL_WORDS)
    yield from _in_any_case(denials, rf'{_IS}(?:"?(?i:false)|0{_END})')
    yield rf'[cCmr]\w{{1,24}}{_IS}"ERR(?:OR)?[-_]'


def _in_any_case(beginnings: Iterable[str], rest: str) -> Iterator[str]:
    for letter, several in _by_letter(beginnings).items():
        yield f"[{letter}{letter.upper()}](?i:{several}){rest}"


MEMBERS: Final = "|".join(_rows())

_SHORT: Final = r'(?:"[^"\\]{0,96}+"|-?[0-9][0-9.]{0,24}+|null|true|false|\[\]|\{\})'
_DATA: Final = rf"(?:data|extensions){_IS}\{{"
_PASSED: Final = rf'(?!{_DATA})[\w.$-]{{1,48}}+{_IS}(?:{_SHORT}{_NEXT}"|\[?{_GAP}\{{{_GAP}")'
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

_IN_FRONT: Final = r"(?:\xef\xbb\xbf|\)\]\}',?|/\*[^*/]{0,32}\*/\s?)?(?:[\w.$]{1,63}\()?[\s[]{0,48}+"
"""What may stand in front of an object: a mark, a guard against inclusion, a callback, a list."""

BEGINNING: Final = late(
    rf"""
    (?:(?:(?!\{{){_IN_FRONT})?\{{{_GAP}"(?:
        (?:{_PASSED}){{0,{_MOST_PASSED}}}?(?:{MEMBERS})
        |{_REFUSED_MUTATION}
        |(?P<data>{_DATA})
    )
    |\{{[^\n]{{1,480}}+(?<=[}}\r])\n\{{(?P<lines>)
    |(?!\{{)(?:
        (?:<br[ ]?/?>\s{{0,16}})?<b>(?:Fatal|Parse)[ ]error</b>:
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
    ))""".encode("latin-1"),
    re.VERBOSE,
)
"""GraphQL may have errors behind its data, a SOAP envelope a fault, an event stream an error event, a batch
an answer that failed, lines of JSON an error in the last one. What comes in frames begins with flags or with
a length, or with the base64 of them.

Most bodies are objects: what begins with a brace is not compared with what does not, and groups stand behind
a character of their row, so that `re` passes over it without entering.
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
