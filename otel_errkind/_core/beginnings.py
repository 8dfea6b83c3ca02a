"""How the body of a success begins if it is an error, or may hold one further on: tables.

Each row is the first member of a JSON object, as a pattern over bytes with bounded repetition. What a row
meets is parsed and judged; what none of them meets is taken for sound.
"""

from __future__ import annotations

import re
from typing import Final

from otel_errkind._core import batches
from otel_errkind._core.field_names import BARE_DENIAL, BARE_ERROR_CODE, BARE_ERROR_TEXT
from otel_errkind._core.patterns import late

_GAP: Final = r"\s{0,16}+"
_IS: Final = rf'"{_GAP}:{_GAP}'
_NEXT: Final = rf"{_GAP},{_GAP}"
_OBJECT: Final = rf'\{{{_GAP}"'
_LIST: Final = rf'\[{_GAP}[{{"]'
_NUMBER: Final = rf"-?[1-9][0-9]{{0,11}}{_GAP}[,}}]"
_ID: Final = rf'"id{_IS}(?:"[^"]{{0,64}}"|[0-9.a-z-]{{0,24}})'

MEMBERS: Final = (
    rf'[eE]rrors?{_IS}(?:{_OBJECT}|{_LIST}|"[^"]|true|{_NUMBER})',
    rf"[fF]ault{_IS}{_OBJECT}",
    rf'(?i:(?:is|action)?{BARE_DENIAL}){_IS}"?[fF]alse',
    rf"exceptions{_IS}{_LIST}",  # Pinot
    rf'(?i:{BARE_ERROR_CODE}|retCode){_IS}(?:"(?!(?:0|ok)?")|{_NUMBER})',
    rf'(?i:{BARE_ERROR_TEXT}|__type){_IS}"[^"]',
    rf"error-codes{_IS}{_LIST}",
    rf'(?:[sS]tatus|stat|state|[rR]es(?:ult|ponse)|type|object|code){_IS}"(?:err|fail|denied|unsucc|exception)',
    # Google Maps, and everybody who spells codes like it: "OVER_QUERY_LIMIT".
    rf'(?:status|code){_IS}"[A-Z]{{1,24}}_[A-Z]',
    rf"(?:status|statusCode|status_code|code|cod){_IS}[45][0-9][0-9]{_GAP}[,}}]",
    rf'status{_IS}"0"{_NEXT}"info{_IS}"[A-Z]{{1,24}}_[A-Z]',  # AMap
    rf'type{_IS}"about:blank"',  # RFC 9457, 4.2.1
    rf"""(?:jsonrpc{_IS}"2\.0"(?:{_NEXT}{_ID})?|{_ID[1:]}(?:{_NEXT}"jsonrpc{_IS}"2\.0")?|result{_IS}null)
        {_NEXT}"error{_IS}{_OBJECT}""",
    rf'Response{_IS}\{{{_GAP}"Error{_IS}{_OBJECT}',  # Tencent
    rf'base_resp{_IS}\{{{_GAP}"status_code{_IS}{_NUMBER}',  # MiniMax
    rf'data{_IS}null{_NEXT}"errors{_IS}{_LIST}',
    rf"(?:{'|'.join(batches.LIST_NAMES)}){_IS}\[{_GAP}{_OBJECT}(?:body|id|status){_IS}",
)
"""First members that only errors have, or the answers of a batch."""

_FIRST_LETTERS: Final = "[a-fijorstERFIS_]"
"""Of those members: most successes begin otherwise, and are sound after one comparison."""
_PREFIX: Final = r"(?:[a-zA-Z]{1,16}:)?"

BEGINNING: Final = late(
    rf"""
    (?:[\s[]{{0,16}}+\{{{_GAP}"(?={_FIRST_LETTERS})(?:
        {"|".join(MEMBERS)}
        |(?P<data>(?:data|extensions){_IS})
    )
    |(?:<br[ ]?/?>\s{{0,16}})?<b>(?:Fatal|Parse)[ ]error</b>:
    |(?:<\?xml[^<>]{{0,128}}>\s{{0,16}})?<{_PREFIX}(?:
        (?:[eE]rror|ErrorResponse|Fault)[\s>]
        |(?P<envelope>Envelope[\s>])
    )
    |(?P<events>(?:\xef\xbb\xbf)?(?:event|data|id|retry|error(?=:[ ]?\{{))?:)
    |--[!-~]{{1,70}}\r?\n(?i:content-)(?P<batch>)
    |[\x00-\x03\x80\x81Ag](?:(?<![Ag])|[AQ]A)(?P<frames>)
    )""".encode("latin-1"),
    re.VERBOSE,
)
"""GraphQL may have errors behind its data, a SOAP envelope a fault, an event stream an error event, a batch
an answer that failed. What comes in frames begins with flags or with a length, or with the base64 of them.

The last two begin with a character, not with their group: `re` then passes over them without entering.
"""

LONGEST_BEGINNING: Final = 512
"""Bytes that a beginning may take."""

ERROR_EVENT: Final = late(
    rf"""(?:\A|(?<=[\r\n]))(?:
        event:[ ]?(?:error|exception|response\.(?:failed|error))[ \t]{{0,16}}[\r\n]
        |data:[ ]?\{{(?:{_GAP}"type{_IS}"error"|[^\r\n]{{0,512}}?(?<!\\)"error{_IS}(?:{_OBJECT}|"[^"]))
        |error:[ ]?\{{
        |{_OBJECT}error{_IS}\{{
    )""".encode(),
    re.VERBOSE,
)
"""An event that says `error`, or whose data is an object with one, wherever in its first half KiB; and an
error outside all events."""

LONGEST_EVENT_MARK: Final = 640
"""Bytes of one line that such an event may take to be recognised."""
