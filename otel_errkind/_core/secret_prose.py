"""Values that their surroundings accuse and that are plainly no secret: prose, codes, names of fields.

Patterns are over the original bytes, in verbose syntax, and are met by whole values.
"""

SMALL = r"[a-z'\x80-\xff]"
"""Small letters, and letters of any script but the Latin."""
PLAIN = rf"[A-Za-z]?{SMALL}*[.,:;!?]*|[A-Z]{{1,12}}[.,:;!?]*"
CODE = r"[a-z]+(?:_[a-z]+)+"
SCREAMED = r"[A-Z]+(?:_[A-Z]+)+"
HUMPS = r"[A-Za-z][a-z]*(?:[A-Z][a-z]+)+"
JOINED = r"[a-z]+(?:[.:-][a-z]+)+|(?i:oauth2)"
PARAMETER = r"[a-z_]+=.*"

STOP = r"(?:\(s\))?+[.,:;!?)]*+"
SPELLED = r"(?:[a-z\x80-\xff]|'(?=\w)|\\u[0-9a-fA-F]{4})"
FIRST = rf"\(?(?:[A-Z]{{1,5}}|[A-Z]?{SPELLED}++){STOP}"
SPOKEN = rf"\(?(?:\d{{1,3}}|[A-Z]{{0,5}}(?:{SPELLED}|-)*+){STOP}"
SAID = rf"(?=.*\b(?:can|characters?|field|has|is|may|must|should)\b){FIRST}(?:\s{SPOKEN}){{3,}}"
"""A sentence of a validator; pass phrases have no such words, or seldom."""
COMPLAINT = rf"""(?:{FIRST}(?:\s{SPOKEN})++|[\x80-\xff]+|(?i:blank|expired|invalid|missing|required)\W?
  |[a-z]+(?:[._][a-z]+)+|{SCREAMED})"""

SPARED = {
    "listed": rf"""{COMPLAINT}(?:\\*["'],\s?\\*["']{COMPLAINT})*""",  # {"password": ["This field is …"]}
    "quoted": rf"{SAID}|{SCREAMED}",  # validators again
    "assigned": r"(?i:null|none|nil|true|false|undefined)\W*",
    # Prose, counts, addresses in memory, codes, links.
    "word": rf"{PLAIN}|-?\d+(?:\.\d+)?%?|0x[0-9a-f]{{1,16}}|{CODE}|https?://[^@?]*",
    "paired": rf"{PLAIN}|{CODE}|{HUMPS}|{JOINED}|{SAID}",  # lists of the names of fields
    "granted": rf"{PLAIN}|{CODE}",  # prose
    "line": rf"[A-Z]?{SMALL}+{STOP}"  # prose that begins like a header
    rf"(?:\s\(?(?:(?:(?<=[.!?]\s)[A-Z])?{SMALL}+|\d{{1,3}}){STOP})+|[\x80-\xff]+",
    "bearer": r"(?i:tokens?|keys?|auth\w*|scheme|headers?|credentials?|format|type|prefix|access|usage|only"
    rf"|with|from|must|that|this|were|required|missing|invalid|expired)[.,:;!?]*|{PARAMETER}",
    "basic": rf"{PLAIN}|{PARAMETER}",  # "basic plan", and a challenge
    "parameter": rf".{{0,15}}|{CODE}",  # codes of errors and of countries
}
"""By the group of a row that matched."""
