"""Secrets as RE2 can find them, in the dialect of the Collector's `redaction` processor.

The names, schemes and shapes are the core's tables. What stands around them is written anew: RE2 looks neither ahead
nor behind and remembers no quote, so that a match takes its name along, and prose beside a name is told from a value
by what only a value holds.
"""

from __future__ import annotations

import re

from otel_errkind._core.credentials import (
    DIGEST_PARAMETERS,
    EDGED_NAMES,
    NAMES,
    NUMERIC_NAMES,
    SCHEMES,
    SHAPES,
)


def _spelled(names: tuple[str, ...]) -> str:
    """Spell names with any separator or none between their words, the longest first."""
    return "|".join(_edged(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _edged(name: str) -> str:
    """Spell a name, with an edge in front if other words end in it."""
    spelled = name.replace(" ", r"[\s_.-]?")
    return rf"(?:\b|_){spelled}" if name in EDGED_NAMES else spelled


NAME = f"(?:{_spelled(NAMES)})"
NUMERIC_NAME = f"(?:{_spelled(NUMERIC_NAMES)})"
ENCODED_QUOTE = r"""(?:\\+["']|%(?:25)*2[27]|\\+u002[27]|&(?:quot|apos|#3[49]|#x2[27]);)"""
QUOTE = rf"""(?:["']|{ENCODED_QUOTE})"""
COLON = r"(?::|%(?:25)*3a|=>)"
EQUALS = r"(?:==?|\\+u003d)"
ENCODED_EQUALS = r"%(?:25)*3d"
GAP = r"(?:\s|\+|%(?:25)*20|\\+[nrt])*"
BLANK = r"(?:\s|\+|%(?:25)*20)+"
SCHEME = rf"(?:(?:{'|'.join(SCHEMES)}){BLANK})"
LETTER = r"""[^\s,;&"'<>()\[\]{}\\]"""
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
TOKEN = r"[\w.~+/=:%*-]"  # noqa: S105  # a class of characters
CRUMB = r"[\w.!$%*~^|-]{1,128}=[^\s;,\"'<>\\]*"
PARAMETER = r"""(?:,?\s*[\w-]+\s*=\s*(?:\\*"[^"\\]*\\*(?:"|\z)|[^\s,"'\\]+))"""
MAILBOX = r"[\w.+\x{80}-\x{10ffff}-]+"
DOMAIN = r"(?:[a-z0-9\x{80}-\x{10ffff}-]+\.)+(?:xn--[a-z0-9-]+|[a-z\x{80}-\x{10ffff}]{2,})"
LISTED = rf"\[{GAP}b?{QUOTED}(?:,{GAP}b?{QUOTED})*"

SURROUNDED = {
    "connection": r""";\s?(?:password|pwd|accountkey|sharedaccesskey)\s?=\s?[^;"'<>\r\n\\]+""",
    "cookie": rf"cookies?2?{QUOTE}?{GAP}{COLON}{GAP}{CRUMB}(?:;\s*[\w.-]+(?:=[^\s;\"'<>\\]*)?)*",
    "digest": rf"digest{BLANK}(?:{'|'.join(DIGEST_PARAMETERS)})\s*=\s*(?:\\*\"[^\"\\]*\\*(?:\"|\z)|[^\s,\"'\\]+)"
    rf"{PARAMETER}*",
    "line": rf"(?:^|[\r\n\"]|\\[rn])[ \t]*(?:(?:proxy-)?authorization|[\w-]{{0,40}}-{NAME}|api-?key|password|passwd|pwd"
    r"""|secret)[ \t]*:[ \t]*[^\r\n"'<>\\]+""",
    "echo": rf"{NAME}{QUOTE}\s*[\]),][^{{}}]{{0,300}}?{QUOTE}(?:input|[a-z]{{0,12}}_?value){QUOTE}"
    rf"{GAP}{COLON}{GAP}{QUOTED}",
    "pair": rf"""{NAME}{QUOTE}{GAP},{GAP}b?{QUOTE}(?:{SCHEME}{LETTER}+|[^"'\\]*[0-9=+/~][^"'\\]*)(?:{QUOTE}|\z)""",
    "named": rf"{NAME}(?:{QUOTE}|\]|%5d)?{GAP}(?:(?:{COLON}|{EQUALS}|{ENCODED_EQUALS}){GAP}(?:{LISTED}|b?{QUOTED})"
    rf"|{EQUALS} ?{SCHEME}?{FORM_VALUE}|{ENCODED_EQUALS}{SCHEME}?{PIECE}"
    rf"|{COLON}{GAP}(?:{SCHEME}{LETTER}+|(?:(?:token|key){BLANK})?{WORD}))",
    "number": rf"{NUMERIC_NAME}{QUOTE}?{GAP}{COLON}{GAP}\d(?:[ -]?\d){{2,}}",
    "element": rf"(?:<|&lt;)[\w:.-]{{0,80}}?{NAME}(?:\s[^<>]{{0,200}})?(?:>|&gt;)(?:<!\[cdata\[)?{GAP}"
    r"(?:[^<&]|&(?:amp|quot|apos|#))+",
    "bearer": rf"bearer{BLANK}(?:{TOKEN}*[0-9._~+/=%*-]{TOKEN}*[a-z0-9]{TOKEN}*|[\w]{{8,}})",
    "basic": rf"(?:basic|negotiate){BLANK}(?:[\w+/=%-]*(?:[0-9+/=%]|(?-i:[a-z][A-Z]))[\w+/=%-]*|[\w+/=%-]{{16,}})",
    "webhook": rf"hooks(?:\.slack\.com{SLASH}[\w/%\\-]+|{SLASH}(?:[\w-]{{1,40}}{SLASH}){{1,3}}[\w-]{{20,}})",
    "pem": r"""-----begin[^"'<]*?(?:-----end[\w\s%+-]{0,64}(?:-----)?|["'<]|\z)""",
    "userinfo": rf"""{WEB}(?:[^\s/?#"'<>\\]+|[^\s/:@"'<>?#\\]*:[^\s@"'<>]{{1,256}})@""",
    "userinfo-encoded": rf"""{WEB_ENCODED}(?:[^\s"'<>&%]|%(?:25)*(?:[0156789a-f][0-9a-f]|2[013-57-9a-e]|3[0-9a-e]"""
    r"|4[1-9a-f]))+%(?:25)*40",
    "userinfo-cut": rf"""(?:{WEB}[^\s/:@"'<>?#\\]*:[^\s/@"'<>]*[a-z][^\s/@"'<>]*"""
    rf"""|{WEB_ENCODED}[^\s"'<>&%]*%(?:25)*3a[^\s"'<>&]+)(?:\z|"[],])""",
    "query": rf"(?:[?&;]|\\u0026)(?:key|code){EQUALS}[^\s&;\"'<>\\]{{16,}}",
    "query-encoded": rf"%(?:25)*(?:26|3f)(?:key|code){ENCODED_EQUALS}{PIECE}",
    "email": rf"{MAILBOX}(?:@|%(?:25)*40){DOMAIN}",
    "card": r"(?:\b|%[0-9a-f]{2})(?:(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6\d{3})(?:[ -]?\d{4}){3}(?:\d{3})?"
    r"|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|30[0-5]\d{11}|3[68]\d{12}|4\d{12})\b",
}
"""By row of the core's tables. A match goes as a whole, so that the patterns of long values come first."""

STANDS_FOR = {"element": ("element-escaped",), "basic": ("negotiate",), "email": ("email-encoded",)}
"""By row, other rows of the core's tables that its pattern finds."""


def shapes() -> str:
    """Return one pattern for what vendors made recognisable, over the original letters."""
    rows = [shape for _, shape in SHAPES]
    behind = [re.sub(r"\(\?<=(.*?)\)", r"\1", shape) for shape in rows if "(?<=" in shape]
    edged = [shape for shape in rows if "(?<=" not in shape]
    edge = r"(?:\b|_|%(?:25)*[0-9A-Fa-f]{2}|\\u00[0-9A-Fa-f]{2}|\\[nrtbf])"
    return rf"(?:{edge}(?:{'|'.join(edged)})|{'|'.join(behind)})[\w-]*(?:\.[\w-]+)*"


def values() -> list[str]:
    """Return the patterns of values, the widest last: what an earlier one has masked no later one cuts in two."""
    return [shapes(), *(f"(?is){pattern}" for pattern in SURROUNDED.values())]


KEYS = rf"(?i){NAME}$"
"""Attributes that hold nothing but a secret: headers, and whatever an application named so."""
