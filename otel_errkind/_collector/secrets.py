"""Secrets as RE2 can find them, in the dialect of the Collector's `redaction` processor.

The names, schemes and shapes are the core's tables. What stands around them is written anew: RE2 looks
neither ahead nor behind and remembers no quote, so that a match takes its name along, and prose beside a name
is told from a value by what only a value holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.credentials import (
    DIGEST_PARAMETERS,
    EDGED_NAMES,
    FIELD_MEMBERS,
    NAMES,
    NUMERIC_NAMES,
    SCHEMES,
    SHAPES,
)
from otel_errkind._core.dialects.registry import TOPIC_AND_STATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


PREFIXES = (
    *(
        "access",
        "admin",
        "api",
        "app",
        "auth",
        "aws",
        "bearer",
        "bot",
        "client",
        "confirm",
        "csrf",
        "current",
        "db",
    ),
    *(
        "id",
        "j",
        "login",
        "my",
        "new",
        "old",
        "php",
        "proxy",
        "refresh",
        "root",
        "secret",
        "security",
        "session",
    ),
    *("user", "web", "x", "xsrf"),
)
"""What names are run together with, all in small letters: `clientsecret`, `phpsessid`."""


def _spelled(names: Iterable[str]) -> str:
    """Spell names, with any separator or none between their words."""
    return "|".join(name.replace(" ", r"[\s_.-]?") for name in sorted(names, reverse=True))


def _named(names: tuple[str, ...], edge: str) -> str:
    """Spell names where a word begins or, inside of one, behind a prefix or with a capital letter."""
    return rf"(?:{edge}{_prefixed(names)}|{_humped(names)})"


def _prefixed(names: tuple[str, ...]) -> str:
    """Spell names, with prefixes or without."""
    return rf"(?:{'|'.join(PREFIXES)})*(?:{_spelled(names)})"


def _humped(names: tuple[str, ...]) -> str:
    """Spell names that begin with a capital letter inside of a word."""
    return rf"(?-i:[a-z0-9][A-Z])(?:{_humps(names)})"


def _humps(names: tuple[str, ...]) -> str:
    """Spell names without their first letter."""
    return _spelled(name[1:] for name in names if name not in EDGED_NAMES)


EDGE = r"(?:\b|_|%(?:25)*[0-9a-f]{2}|\\+u[0-9a-f]{4}|\\[nrt])"
NAME = _named(NAMES, EDGE)
ENCODED_QUOTE = r"""(?:\\+["']|%(?:25)*2[27]|\\+u002[27]|&(?:quot|apos|#3[49]|#x2[27]);)"""
QUOTE = rf"""(?:["']|{ENCODED_QUOTE})"""
COLON = r"(?::|%(?:25)*3a|=>|\x{ff1a})"
EQUALS = r"(?:==?|\\+u003d)"
ENCODED_EQUALS = r"%(?:25)*3d"
GAP = r"(?:\s|\+|%(?:25)*20|\\+[nrt])*"
BLANK = r"(?:\s|\+|%(?:25)*20)+"
SCHEME = rf"(?:(?:{'|'.join(SCHEMES)}){BLANK})"
ESCAPE = r"\\{1,7}(?:/|u002[bf]|u003d)"
WIDE = r"\x{3001}\x{3002}\x{300c}\x{300d}\x{ff01}\x{ff08}\x{ff09}\x{ff0c}\x{ff1a}\x{ff1b}\x{ff1f}"
LETTER = rf"""(?:[^\s,;&"'<>()\[\]{{}}\\{WIDE}]|{ESCAPE})"""
FORM_VALUE = r"""[^\s&;"'<>]+"""
PIECE = r"""(?:[^%\s&;"'<>]|%(?:25)*(?:[013-9a-f][0-9a-f]|2[0-1358-9a-f]))+"""
"""Percent-encoded text up to an encoded `&`, quote or apostrophe."""
SLASH = r"(?:\\*/|%(?:25)*2f)"
WEB = r":(?:\\*/){2}"
WEB_ENCODED = r"%(?:25)*3a(?:%(?:25)*2f){2}"

QUOTED = (
    rf"""(?:"(?:[^"\\]|\\.)*(?:"|\z)|'(?:[^'\\]|\\.)*(?:'|\z)|{ENCODED_QUOTE}.*?(?:{ENCODED_QUOTE}|\z))"""
)
WORD = rf"(?:{LETTER}*[a-z]{LETTER}*[0-9+/=~]{LETTER}*|{LETTER}*[0-9+/=~]{LETTER}*[a-z]{LETTER}*)"
"""Neither prose nor a count: letters, with something among them that words do not have."""
TOKEN = rf"(?:[\w.~+/=:%*-]|{ESCAPE})"
CRUMB = rf"[\w.!$%*~^|-]{{1,128}}=(?:[^\s;,\"'<>\\]|{ESCAPE})*"
PARAMETER = r"""(?:,?\s*[\w-]+\s*=\s*(?:\\*"[^"\\]*\\*(?:"|\z)|[^\s,"'\\]+))"""
MAILBOX = r"[\w.+\x{c0}-\x{7ff}-]+"
DOMAIN = r"(?:[a-z0-9\x{80}-\x{10ffff}-]+\.)+(?:xn--[a-z0-9-]+|[a-z\x{c0}-\x{7ff}]{2,})"
LISTED = rf"\[{GAP}b?{QUOTED}(?:,{GAP}b?{QUOTED})*"

ENDING = (
    rf"[\w\s.:/$\[\]-]{{0,64}}?(?:{_spelled(name for name in NAMES if name not in EDGED_NAMES)}"
    rf"|{EDGE}(?:{_spelled(EDGED_NAMES)}))\]?{QUOTE}"
)
"""The name of a field as a value, up to its end."""
FIELD = rf"{QUOTE}[a-z_]*(?:{'|'.join(FIELD_MEMBERS)}){QUOTE}{GAP}{COLON}{GAP}"
HTML_NAME = rf"\bname={QUOTE}{ENDING}"
HTML_VALUE = rf"\b(?:content|value)={QUOTED}"
BESIDE = r"(?:[^{}]|\{[^{}\":]*\}){0,120}?"
ECHO = rf"\]?{QUOTE}\s*[\]),]{BESIDE}{QUOTE}(?:input|[a-z]{{0,12}}_?value){QUOTE}{GAP}{COLON}{GAP}"
PAIRED = rf"""{QUOTE}{GAP},{GAP}b?{QUOTE}(?:{SCHEME}{LETTER}+|[^"'\\]*[0-9=+/~][^"'\\]*)(?:{QUOTE}|\z)"""
ASSIGNED = (
    rf"(?:{QUOTE}|\]|%5d)?{GAP}(?:(?:{COLON}|{EQUALS}|{ENCODED_EQUALS}){GAP}(?:{LISTED}|b?{QUOTED})"
    rf"|{EQUALS} ?{SCHEME}?{FORM_VALUE}|{ENCODED_EQUALS}{SCHEME}?{PIECE}"
    rf"|{COLON}{GAP}(?:{SCHEME}{LETTER}+|(?:(?:token|key){BLANK})?{WORD}))"
)
"""What stands behind a name, in the order in which it is tried."""

TOLD = r"""\s\\*["'`](?:[\w.~+/=-]*[a-z][\w.~+/=-]*\d|[\w.~+/=-]*\d[\w.~+/=-]*[a-z])[\w.~+/=-]*"""
NUMBERED = rf"(?:{QUOTE}?{GAP}{COLON}{GAP}|{ECHO})\d(?:[ -]?\d){{2,}}"
NAMED = rf"(?:{ECHO}{QUOTED}|{PAIRED}|{ASSIGNED}|{TOLD})"


def _valued(spell: Callable[[tuple[str, ...]], str]) -> str:
    """Spell all names with their values; a bare number is one of few of them."""
    others = tuple(name for name in NAMES if name not in NUMERIC_NAMES)
    return rf"(?:(?:{spell(NUMERIC_NAMES)})(?:{NUMBERED}|{NAMED})|(?:{spell(others)}){NAMED})"


WORDS = {
    "cookie": rf"cookies?2?{QUOTE}?{GAP}{COLON}{GAP}{CRUMB}(?:;\s*[\w.-]+(?:=(?:[^\s;\"'<>\\]|{ESCAPE})*)?)*",
    "digest": rf"digest{BLANK}(?:{'|'.join(DIGEST_PARAMETERS)})\s*="
    rf"""\s*(?:\\*"[^"\\]*\\*(?:"|\z)|[^\s,"'\\]+){PARAMETER}*""",
    "bearer": rf"bearer{BLANK}{QUOTE}?"
    rf"(?:{TOKEN}*(?:[0-9._~+/=%*-]|{ESCAPE}){TOKEN}*[a-z0-9]{TOKEN}*|[\w]{{8,}})",
    "basic": rf"(?:basic|negotiate){BLANK}{QUOTE}?"
    rf"(?:[\w+/=%-]*(?:[0-9+/=%]|(?-i:[a-z][A-Z])|{ESCAPE})(?:[\w+/=%-]|{ESCAPE})*|[\w+/=%-]{{16,}})",
    "webhook": rf"(?:web)?hooks"
    rf"(?:\.slack\.com{SLASH}[\w/%\\-]+|{SLASH}(?:[\w-]{{1,40}}{SLASH}){{1,3}}[\w-]{{20,}})",
    "card": r"(?:(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6\d{3})(?:[ -]?\d{4}){3}(?:\d{3})?"
    r"|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}"
    r"|30[0-5]\d{11}|3[68]\d{12}|4\d{12})\b",
    "named": rf"(?:{'|'.join(PREFIXES)})*{_valued(_spelled)}",
}
"""By row of the core's tables, what begins where a word does."""

ELSEWHERE = {
    "connection": r""";\s?(?:password|pwd|accountkey|sharedaccesskey)\s?=\s?[^;"'<>\r\n\\]+""",
    "line": rf"(?:^|[\r\n\"]|\\[rn])[ \t]*(?:(?:proxy-)?authorization|[\w-]{{0,40}}-{NAME}"
    r"""|api-?key|password|passwd|pwd|secret)[ \t]*:[ \t]*[^\r\n"'<>\\]+""",
    "element": rf"(?:<|&lt;)[\w:.-]{{0,80}}?{NAME}(?:\s[^<>]{{0,200}})?(?:>|&gt;)(?:<!\[cdata\[)?{GAP}"
    r"(?:[^<&]|&(?:amp|quot|apos|#))+(?:(?:<|&lt;)\\*/|\z)",
    "scheme": rf"authorization{QUOTE}?{GAP}{COLON}{GAP}b?{QUOTE}?[\w-]{{2,32}}{BLANK}{QUOTE}?{WORD}",
    "echo-before": rf"value{QUOTE}{GAP}{COLON}{GAP}(?:{QUOTED}|\d(?:[ -]?\d){{2,}})"
    rf"(?:\z|{BESIDE}(?:\z|{FIELD}(?:{QUOTE}|\[[^\]{{}}]{{0,64}}?){ENDING}))",
    "attribute": rf"<(?:input|meta)\s[^<>]{{0,120}}?"
    rf"(?:{HTML_NAME}[^<>]{{0,120}}?{HTML_VALUE}|{HTML_VALUE}[^<>]{{0,120}}?{HTML_NAME})",
    "bcrypt": r"\$2[aby]\$\d\d\$[\w./]+",
    "pem": r"""-----begin[^"'<]*?(?:-----end[\w\s%+-]{0,64}(?:-----)?|["'<]|\z)""",
    "userinfo": rf"""{WEB}(?:[^\s/?#"'<>\\]+|[^\s/:@"'<>?#\\]*:[^\s@"'<>]{{1,256}})@""",
    "userinfo-encoded": rf"""{WEB_ENCODED}(?:[^\s"'<>&%]|%(?:25)*"""
    r"(?:[0156789a-f][0-9a-f]|2[013-57-9a-e]|3[0-9a-e]|4[1-9a-f]))+%(?:25)*40",
    "userinfo-cut": rf"""(?:{WEB}[^\s/:@"'<>?#\\]*:[^\s/@"'<>]*[a-z][^\s/@"'<>]*"""
    rf"""|{WEB_ENCODED}[^\s"'<>&%]*%(?:25)*3a[^\s"'<>&]+)(?:\z|"[],])""",
    "query": rf"(?:[?&;]|\\u0026)(?:key|code){EQUALS}[^\s&;\"'<>\\]{{16,}}",
    "query-encoded": rf"%(?:25)*(?:26|3f)(?:key|code){ENCODED_EQUALS}{PIECE}",
    "email": rf"{MAILBOX}(?:@|%(?:25)*40){DOMAIN}",
}
"""By row of the core's tables, what begins with a sign, or anywhere."""


def values() -> list[str]:
    """Return the patterns of values.

    Go reads a text once for each pattern, and fastest where few of its bytes can begin a match: so whatever
    begins with a word is one pattern.
    """
    behind, edged = _shapes()
    words = "|".join([rf"(?-i:{edged})", *WORDS.values()])
    humped = rf"(?-i:[a-z0-9][A-Z]){_valued(_humps)}"
    # Longer values first, which a name in their midst would cut in two.
    return [behind, *(f"(?is){each}" for each in ELSEWHERE.values()), f"(?is)(?:{EDGE}(?:{words})|{humped})"]


def _shapes() -> tuple[str, str]:
    """Return patterns for vendors' shapes: for those that look behind themselves, and for the others."""
    rows = [shape for _, shape in SHAPES]
    behind = [re.sub(r"\(\?<=(.*?)\)", r"\1", shape) for shape in rows if "(?<=" in shape]
    edged = [shape for shape in rows if "(?<=" not in shape]
    rest = r"[\w-]*(?:\.[\w-]+)*"
    return rf"(?:{'|'.join(behind)}){rest}", rf"(?:{'|'.join(edged)}){rest}"


KEYS = rf"(?i){_named(NAMES, '(?:^|[._-])')}$"
"""Attributes that hold nothing but a secret: headers, and whatever an application named so."""

HARMLESS_KEYS = (
    r"^(?:client|code|error|errkind|exception|network|server|telemetry|thread|url|user_agent)\."
    r"|^http\.(?:request|response)\.(?:body|method|resend_count|size|status_code)"
)
"""OpenTelemetry's names that no secret is kept under; their values are looked at all the same."""

_RUN = r"[\w-]{0,12}"
"""Shorter than a card number, and than any secret that is known by its shape."""
HARMLESS = (
    rf"^(?:(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) )?(?:{_RUN}[./;()])*{_RUN}$",
    rf"^https?://(?:[a-z0-9-]{{1,63}}\.)*[a-z0-9-]{{1,63}}(?::\d{{1,5}})?(?:/{_RUN}(?:\.{_RUN})?)*$",
    # Bitfinex' errors: what stands behind a quote is to `line` the first line of a header's value in a list.
    rf'^\["error",(?:-?\d{{1,12}}|"{_RUN}"),"{TOPIC_AND_STATE.pattern}"\]$',
)
"""Values without a secret: words without a separator, numbers, URLs without a query, an error of three."""
