"""Secrets that their surroundings show: one row a kind.

Patterns are over UTF-8 bytes in lower case, which keep the offsets of the original as a lower-case `str` does
not, in verbose syntax. What a row replaces is the group that matched last, or the whole match.
"""

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from otel_errkind._core.credentials import EDGED_NAMES, FIELD_MEMBERS, NAMES, NUMERIC_NAMES, SCHEMES
from otel_errkind._core.secret_signs import (
    ends_in_url,
    has_encoded_at,
    has_long_number,
    has_mailbox,
    has_parameter,
    has_quoted_word,
    is_cut_markup,
)

EDGE = r"(?:(?<![a-z0-9]{0})|(?<=%[0-9a-f][0-9a-f]{0})|(?<=u[0-9a-f]{{4}}{0})|(?<=\\[nrt]{0}))"
"""Where a word begins, an encoded character before it included; asked for behind the word, which is fast."""


def _spelled(names: tuple[str, ...]) -> str:
    """Spell names as a pattern, with any separator or none between words; by first letter, for speed."""
    ordered = sorted(names, key=lambda name: (name[0], -len(name)))
    return "|".join(
        f"{letter}(?:{'|'.join(_spelled_rest(name) for name in group)})"
        for letter, group in groupby(ordered, key=lambda name: name[0])
    )


def _spelled_rest(name: str) -> str:
    """Spell a name without its first letter, and with an edge if another word could end in it."""
    return name[1:].replace(" ", r"[\s_.-]?") + (EDGE.format(name) if name in EDGED_NAMES else "")


def _until(quote: str) -> str:
    """Match up to the closing quote, at the opening one's depth of escaping, or to the end of a cut text."""
    return rf"(?:(?!(?<!\\)(?P={quote})).)+"


def _beside(furthest: int) -> str:
    """Reach another member of the same object, past the braces of a pattern or of a template."""
    # It stops where a quote or a brace may begin: what follows is not tried at every letter.
    some = rf"[^{{}}]{{0,{furthest}}}?(?![^{{\\\"'%&])"
    return rf"{some}(?:\{{[^{{}}\":]{{0,32}}(?:\}}{some}|\Z)){{0,2}}?"


NAME = f"(?:{_spelled(NAMES)})"
# Bounded: a run of backslashes would be read again from each of its places. Five depths of escaping take 31.
QUOTE = r"""(?:\\{0,31}["']|%(?:25)*2[27]|\\{1,31}u002[27]|&(?:quot|apos|\#3[49]|\#x2[27]);)"""
COLON = r"(?::|%(?:25)*3a|=>|\xef\xbc\x9a)"
"""The last is the one of Chinese and Japanese texts."""
EQUALS = r"(?:==?|\\+u003d)"
GAP = r"(?:\s|\+|%(?:25)*20|\\+[nrt])*+"
BLANK = r"(?:\s|\+|%(?:25)*20)++"
SCHEME = rf"(?:{'|'.join(SCHEMES)}){BLANK}"
ESCAPE = r"\\{1,7}(?:/|u002[bf]|u003d)"
"""A slash, a plus or an equals sign of a value, as PHP and .NET write them in JSON."""
WIDE = r"(?:\xef(?!\xbc[\x81\x88\x89\x8c\x9a\x9b\x9f])|\xe3(?!\x80[\x81\x82\x8c\x8d]))"
"""The first byte of what may be punctuation as in Chinese or Japanese, and is not."""
PIECE = rf"(?:[^\s,;&\"'<>()\[\]{{}}\\\xe3\xef]|{WIDE})"
VALUE = rf"{PIECE}+(?:{ESCAPE}{PIECE}*)*"
FORM_VALUE = r"(?:(?!,\s|\\(?:[\"'nrt]|u00(?!2[bf]|3d)))(?:[^\s&;\"'<>]|'(?=\w)))+"
SLASH = r"(?:\\*/|%(?:25)*2f)"
WEB = r":(?:\\*/){2}"
WEB_ENCODED = r"%(?:25)*3a(?:%(?:25)*2f){2}"


ELEMENT = rf"""(?:<|&lt;)(?P<tag>[\w:.-]{{0,80}}?{NAME})(?:\s++(?:[^<>]{{0,200}}["';]\s*+)?)?(?:>|&gt;)
  (?P<cdata><!\[cdata\[)?+{GAP}(?P<element>(?:(?!&lt;)[^<])++)"""
ENDED = rf"{ELEMENT}(?:(?=(?:<|&lt;)\\*+(?:/(?:(?P=tag)|[\w:.-]*+\Z)|\Z))|(?(cdata)(?<=[\]>])\Z|(?!)))"
"""A placeholder as in `Bearer <token>` has no end; that of an element may be cut."""
LETTER = r"[\xc3-\xdf][\x80-\xbf]"
"""A letter of Latin, Greek, Cyrillic, Hebrew or Arabic. Chinese and Japanese have no blanks between words."""
EMAIL = rf"""(?<![\w.+-])(?<!{LETTER})(?:[\w.+-]++|{LETTER}|{ESCAPE})++(?:@|%(?:25)*40)(?:
  (?:[a-z0-9\x80-\xff-]++\.)+(?:xn--[a-z0-9-]+|(?:[a-z]|{LETTER}){{2,}})
  |(?:[a-z\x80-\xff][a-z0-9\x80-\xff.-]*)?\Z)"""


MEMBER = "|".join(f"(?<={name})" for name in FIELD_MEMBERS)
FIELD = rf"""{QUOTE}[a-z_]{{3,20}}+(?:{MEMBER}){QUOTE}{GAP}{COLON}{GAP}
  (?:[\[(]{GAP}(?:{QUOTE}?+[\w./-]{{0,32}}+{QUOTE}?+,{GAP}){{0,4}})?{QUOTE}[\w\s.:/$\[\]-]{{0,64}}?"""
"""What says which field an error is about, by a name or a path, up to the last word of the name."""
NUMERIC_NAME = f"(?:{_spelled(NUMERIC_NAMES)})"
NUMBER = r"(?P<number>\d(?:[ -]?\d){2,})"
NEXT = rf"""[\w.-]{{0,32}}?{NAME}(?::\s|\s=\s|=["']\w)"""
"""Another name where a value might be, as in `credentials: password: …`."""
ECHOED = rf"{QUOTE}(?:input|[a-z]{{0,12}}_?value){QUOTE}{GAP}{COLON}{GAP}"


class Row(NamedTuple):
    """One kind of secret: what must be there for it, which is cheap to ask, and where it is."""

    name: str
    needle: str
    gate: Callable[[bytes], bool] | None
    pattern: str


NAMED_ROWS = (
    # "api_key": "…", 'token': b'…', Authorization: Bearer …, password=…, at any depth of escaping.
    Row(
        "named",
        ":",
        None,
        rf"""{NAME}(?:{QUOTE}|\]|%5d)?+{GAP}(?:
          (?:{COLON}|{EQUALS}|%(?:25)*3d){GAP}(?:
            \[{GAP}b?(?P<open>{QUOTE})(?P<listed>(?:(?!(?<!\\)(?P=open){GAP}\]).)+)
            |b?(?P<quote>{QUOTE})(?:{SCHEME})?+(?P<quoted>{_until("quote")}))
          |{EQUALS}[ ]?(?:{SCHEME})?+(?P<assigned>{FORM_VALUE})
          |%(?P<depth>(?:25)*)3d(?:{SCHEME})?+(?P<encoded>(?:(?!%(?P=depth)2[267])[^\s&;"'<>])+)
          |{COLON}{GAP}(?!{NEXT})(?:{SCHEME}(?P<credentials>{VALUE})|(?:(?:token|key){BLANK})?+(?P<word>{VALUE})))""",
    ),
    # "pin": 1234, and whatever else is secret as a number.
    Row(
        "number",
        ":",
        None,
        rf"{NUMERIC_NAME}(?:{QUOTE})?+{GAP}{COLON}{GAP}{NUMBER}",
    ),
    # Connection strings, where only a semicolon ends the value: Server=db;Password=a b&c;
    Row(
        "connection",
        ":",
        None,
        r""";\s?(?:password|pwd|accountkey|sharedaccesskey)\s?=\s?(?P<setting>[^;"'<>\r\n\\]+)""",
    ),
    # Dumps of headers: ["x-api-key", "…"], (b'cookie', b'…').
    Row(
        "pair",
        ",",
        None,
        rf"""{NAME}(?P<quote>{QUOTE}){GAP},{GAP}b?(?P=quote)(?:{SCHEME})?+(?P<paired>(?>{_until("quote")}))
          (?!(?P=quote){GAP}:)""",
    ),
    # HAR: {"name": "authorization", "value": "…"}; FastAPI: "loc": ["body", "password"], …, "input": "…"; and
    # "rejectedValue" of Spring.
    Row(
        "echo",
        ",",
        None,
        rf"""{FIELD}{NAME}\]?{QUOTE}\s*+[\]),]{_beside(300)}
          {ECHOED}(?P<quote>{QUOTE})(?:{SCHEME})?+(?P<quoted>{_until("quote")})""",
    ),
    Row(
        "echo-number",
        ",",
        None,
        rf"{FIELD}{NUMERIC_NAME}\]?{QUOTE}\s*+[\]),]{_beside(300)}{ECHOED}{NUMBER}",
    ),
    # A header on a line of its own, whatever its scheme.
    Row(
        "line",
        ":",
        None,
        rf"""(?:[\r\n]|\\[rn])[ \t]*+
          (?:(?:proxy-)?authorization|[\w-]{{0,40}}?-{NAME}|api-?key|password|passwd|pwd|secret)
          [ \t]*+:[ \t]*+(?:{SCHEME})?+(?P<line>[^\r\n"'<>\\]+(?:{ESCAPE}[^\r\n"'<>\\]*)*)""",
    ),
    # Schemes that nobody has listed: Okta's SSWS, Splunk's.
    Row(
        "scheme",
        "authorization",
        None,
        rf"""authorization(?:{QUOTE})?+{GAP}{COLON}{GAP}b?{QUOTE}?[\w-]{{2,32}}{BLANK}{QUOTE}?(?P<granted>{VALUE})""",
    ),
    # RFC 6265: name=value pairs to their end.
    Row(
        "cookie",
        "cookie",
        None,
        rf"""cookies?2?(?:{QUOTE})?+{GAP}{COLON}{GAP}
          (?P<crumbs>[\w.!$%*~^|-]{{1,128}}+=(?:[^\s;,"'<>\\]|{ESCAPE})*+
          (?:;\s*+[\w.-]++(?:=(?:[^\s;"'<>\\]|{ESCAPE})*+)?)*+)""",
    ),
    # RFC 7616: the whole list of parameters.
    Row(
        "digest",
        "digest",
        None,
        rf"""digest{BLANK}(?P<parameters>
          (?:,?\s*+[\w-]++\s*+=\s*+(?:\\*+"[^"\\]*+\\*+(?:"|\Z)|[^\s,"'\\]++))++)""",
    ),
)
"""Rows with a sensitive name in front of a separator."""

OTHER_ROWS = (
    # express-validator: "value": "…", …, "path": "password"; Joi; HAR the other way round. Where a text was
    # cut, nobody knows what the name would have been.
    Row(
        "echo-before",
        "value",
        None,
        rf"""value{QUOTE}{GAP}{COLON}{GAP}(?P<quote>{QUOTE})(?P<quoted>{_until("quote")})
          (?:\Z|(?P=quote){_beside(120)}(?:\Z|{FIELD}{NAME}\]?{QUOTE}))""",
    ),
    Row(
        "echo-number-before",
        "value",
        None,
        rf"value{QUOTE}{GAP}{COLON}{GAP}{NUMBER}(?:\Z|{_beside(120)}(?:\Z|{FIELD}{NUMERIC_NAME}\]?{QUOTE}))",
    ),
    # The API key '…' is invalid: letters and digits, neither words nor counts.
    Row(
        "told",
        "",
        has_quoted_word,
        rf"""{NAME}\s(?P<quote>\\{{0,31}}["'`])(?=[a-z.~+/=_-]*\d)(?=[\d.~+/=_-]*[a-z])
          (?P<told>[\w.~+/=-]{{8,}})(?:(?P=quote)|\\*\Z)""",
    ),
    # HTML: <input name="_csrf" value="…">, <meta name="csrf-token" content="…">, in either order.
    Row(
        "attribute",
        "<",
        None,
        rf"""<(?:input|meta)\s(?=[^<>]{{0,300}}?(?:\Z|\bname={QUOTE}[\w.\[-]{{0,64}}?{NAME}\]?{QUOTE}))
          [^<>]{{0,300}}?\b(?:content|value)=(?P<quote>{QUOTE})(?P<quoted>{_until("quote")})""",
    ),
    # <Password>…</Password>, also as text within another document.
    Row("element", "<", None, ENDED),
    Row("element-escaped", "&", None, ENDED),
    Row("element-cut", "", is_cut_markup, rf"{ELEMENT}\Z"),
    # RFC 6750, RFC 7617, RFC 4559, in prose and logs, without the name of a header.
    Row("bearer", "bearer", None, rf"bearer{BLANK}{QUOTE}?(?P<bearer>(?:[\w.~+/=:%*-]|{ESCAPE}){{4,}})"),
    Row("basic", "basic", None, rf"basic{BLANK}{QUOTE}?(?P<basic>(?:[\w+/=%-]|{ESCAPE}){{4,}})"),
    Row("negotiate", "negotiate", None, rf"negotiate{BLANK}(?P<basic>[\w+/=%-]{{4,}})"),
    # Slack's and Discord's webhooks: whoever knows the address may post.
    Row(
        "webhook",
        "hooks",
        None,
        rf"""hooks(?:\.slack\.com{SLASH}(?P<slack>[\w/%\\-]+)
          |{SLASH}(?P<hook>(?:[\w-]{{1,40}}{SLASH}){{1,3}}[\w-]{{20,}}))""",
    ),
    # Hashes of passwords.
    Row("bcrypt", "$2", None, r"\$2[aby]\$\d\d\$(?P<hash>[\w./]+)"),
    # RFC 7468, line ends also as \n. An unfinished block ends with the string that holds it.
    Row(
        "pem",
        "-----begin",
        None,
        r"""-----begin[^"'<]*?(?:-----end[\w\s%+-]{0,64}?-----|(?=["'<])|\Z)""",
    ),
    # RFC 3986: https://user:password@host, https:\/\/token@host, and passwords with a slash in them.
    Row(
        "userinfo",
        "@",
        None,
        rf"""{WEB}(?:(?P<userinfo>[^\s/?\#"'<>\\]+)@
          |(?P<loose>[^\s/:@"'<>?\#\\]*:(?!\d{{1,5}}[/?\#\\])[^\s@"'<>]{{1,256}})@)""",
    ),
    Row(
        "userinfo-encoded",
        "%",
        None,
        rf"""{WEB_ENCODED}(?P<userinfo>(?:(?!%(?:25)*(?:2f|3f|40|22|26))[^\s"'<>&])+)(?=%(?:25)*40)""",
    ),
    # A text cut inside of a password: what looks like a port is none.
    Row(
        "userinfo-cut",
        "",
        ends_in_url,
        rf"""(?:{WEB}(?P<plain>[^\s/:@"'<>?\#\\]*:(?!\d{{1,5}}\W*\Z)[^\s/@"'<>]+)
          |{WEB_ENCODED}(?P<coded>(?:(?!%(?:25)*2f)[^\s"'<>&])*%(?:25)*3a[^\s"'<>&]+))\Z""",
    ),
    # Google's ?key=, and ?code= of Azure Functions and OAuth.
    Row(
        "query", "=", has_parameter, rf"(?:[?&;]|6(?<=u0026))(?:key|code){EQUALS}(?P<parameter>{FORM_VALUE})"
    ),
    Row(
        "query-encoded",
        "%",
        has_parameter,
        r"%(?P<depth>(?:25)*)(?:26|3f)(?:key|code)%(?P=depth)3d(?P<parameter>(?:(?!%(?P=depth)2[267])[^\s&;\"'<>])+)",
    ),
    # RFC 5322 in its usual form, also behind %40, and as far as a cut text goes.
    Row("email", "@", has_mailbox, EMAIL),
    Row("email-encoded", "%", has_encoded_at, EMAIL),
    # ISO/IEC 7812: 13 to 19 digits; in groups as they are embossed.
    Row(
        "card",
        "",
        has_long_number,
        r"""(?:(?<![\w.-])|(?<=%[0-9a-f][0-9a-f])|(?<=u[0-9a-f]{4})|(?<=\\[nrt]))(?=(?P<card>
          [2-6]\d{12,18}
          |[2-6]\d{3}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}
          |3\d{3}[ -]\d{6}[ -]\d{4,5})(?!\w|\.\d))""",
    ),
)
"""Rows that need no name."""
