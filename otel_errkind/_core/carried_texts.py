"""Statuses and codes in the texts that clients write themselves.

They are all that is left of a response once its exception has crossed a process boundary.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

_ELASTIC = (
    "elastic_transport.ApiError",
    "elasticsearch.exceptions.TransportError",
    "opensearchpy.exceptions.TransportError",
)
STATUSES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "httpx.HTTPStatusError": late(r"[A-Za-z ]{1,24} '([0-9]{3}) "),
        "urllib3.exceptions.ResponseError": late(r"too many ([0-9]{3}) error responses"),
        "pycurl.error": late(r".{0,20}The requested URL returned error: ([0-9]{3})"),
        "xmlrpc.client.ProtocolError": late(r"<ProtocolError for .{1,1024}?: ([0-9]{3}) "),
        "googleapiclient.errors.HttpError": late(r"<HttpError ([0-9]{3}) "),
        **dict.fromkeys(_ELASTIC, late(r"\w{1,64}\(([0-9]{3}), ")),
        # The answer to a HEAD has no body, and so no code.
        "botocore.exceptions.ClientError": late(r"An error occurred \(([0-9]{3})\) when "),
    }
)
"""Where the status stands, by the name of the class."""

_STATUS = late(
    r"(?si)(?:\w{1,64}: )?[\[(]?([45][0-9]{2})[\])]?(?:[:,\s]|\Z)"
    r"|.{0,512}?(?:\b(?:status|status[ _]code|http(?: error)?|error code|received|response)\b"
    r"['\"]?[ :=(]{1,3}([1-5][0-9]{2})\b|\[([45][0-9]{2})\])"
)
"""How clients of APIs word it whose classes are not listed."""

_FAILED_REQUEST = late(
    r"(?is).{0,128}?\b(?:"
    r"(?:request|call|api|server)\b[^\n]{0,32}?\b(?:fail|error|return|respond)[^\n]{0,32}?\b(?:status|code|with)"
    r"[ :=(]{1,3}([45][0-9]{2})\b"
    r"|http ([45][0-9]{2})\b"
    r"|([45][0-9]{2}) (?:client|server) error: |(?:client|server) error '([45][0-9]{2}) )"
)
"""How programs word it that raise a class of the language's own: as requests and httpx do, and others."""

CODES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("botocore.exceptions.ClientError", "boto3.exceptions.Boto3Error"),
            late(r".{0,1024}?\bAn error occurred \(([A-Za-z0-9_.]{1,128})\) when "),
        ),
        "azure.core.exceptions.HttpResponseError": late(
            r"\(([A-Za-z0-9_.]{1,128})\) |(?s:.{0,1024}?\bErrorCode:(\w{1,128}))"
        ),
        **dict.fromkeys(_ELASTIC, late(r"\w{1,64}\([0-9]{3}, '(\w{1,128})'")),
    }
)
"""Where the service's own code stands."""

_WORDED_CODE = late(r"(?s).{0,512}?\b(?:code: |name=)([A-Z]\w{2,127})\b")
"""How clients whose classes are not listed word it: MinIO's, Trino's."""

_CANONICAL = """
    OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED
    RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS
    UNAUTHENTICATED
"""

GRPC_CODES: Mapping[str, str] = MappingProxyType(
    {name: str(number) for number, name in enumerate(_CANONICAL.split())}
)
"""The names of gRPC's canonical codes, which stand in the text of every `RpcError`."""

_GRPC_CODE = late(r"\bstatus = StatusCode\.([A-Z_]{2,20})")
_URL = late(r"\bhttps?://[^\s'\">]{1,2048}")
_BEFORE_MESSAGE = late(
    r"(?i)\A\W{0,8}(?:http(?: error| status)?|(?:error|status)(?: code)?)?[^a-z]{0,16}"
    r"(?:error\b\W{0,16}|(?:delete|get|head|patch|post|put)\b(?:\s{1,4}/\S{0,512}:)?[^a-z]{0,16})?"
)
"""What a client puts in front of the words of the answer: its status, and what was called."""
_CLICKHOUSE = late(r"(?s).{0,512}?(Code: [0-9]{1,5}\. DB::Exception: .{1,4096}?)(?: \(for url |\Z)")
"""What ClickHouse answered, as its client quotes it: its number, which looks like a status, is none."""
_BODY_MARK = "body: "
"""What clients put before the body if the headers stand in front of it."""
_ERROR_OF_AN_ANSWER = "gql.transport.exceptions.TransportQueryError"
"""Whose text is the first error of the answer."""
_NOTATION = late(
    r"'((?:[^'\\]|\\[\s\S]?)*+)(?:'|\Z)|\"(?:[^\"\\]|\\[\s\S]?)*+(?:\"|\Z)|\b(?:None|True|False)\b"
)
_CONSTANTS: Mapping[str, str] = MappingProxyType({"None": "null", "True": "true", "False": "false"})


def status_in(text: str, names: Iterable[str], *, is_call: bool) -> int | None:
    """Return the status in the text of an exception whose class and bases have these names."""
    found = _first(STATUSES, text, names)
    if found is None:
        match = _STATUS.match(text) if is_call else _FAILED_REQUEST.match(text)
        found = next(filter(None, match.groups())) if match else None
    return int(found) if found else None


def body_in(text: str, names: Iterable[str]) -> str | None:
    """Return the object that a client has put into its text as JSON; most write it in Python's notation."""
    start = text.find("{", max(0, text.rfind(_BODY_MARK)))
    if start < 0:
        return None
    body = _NOTATION.sub(_as_json, text[start:])
    return f'{{"errors": [{body}]}}' if _ERROR_OF_AN_ANSWER in names else body


def _as_json(word: re.Match[str]) -> str:
    text = word[0] if word[1] is None else '"' + word[1].replace('"', '\\"') + '"'
    return _CONSTANTS.get(text, text.replace("\\'", "'"))


def message_in(text: str) -> str:
    """Return the words of the answer; those of a URL are the caller's."""
    return _BEFORE_MESSAGE.sub("", _URL.sub("", text))


def code_in(text: str, names: Iterable[str], *, is_call: bool) -> str | None:
    """Return the service's code in the text."""
    found = _first(CODES, text, names)
    if found is not None or not is_call:
        return found
    match = _WORDED_CODE.match(text)
    return match[1] if match else None


def answer_of_clickhouse_in(text: str) -> str | None:
    """Return what ClickHouse answered, without what its client says around it."""
    found = _CLICKHOUSE.match(text)
    return found[1] if found else None


def grpc_code_in(text: str, names: Iterable[str]) -> str | None:
    """Return the number of the canonical code in the text."""
    found = _GRPC_CODE.search(text) if "grpc.RpcError" in names else None
    return GRPC_CODES.get(found[1]) if found else None


def _first(patterns: Mapping[str, re.Pattern[str]], text: str, names: Iterable[str]) -> str | None:
    matches = (patterns[name].match(text) for name in names if name in patterns)
    return next((match[match.lastindex or 0] for match in matches if match), None)
