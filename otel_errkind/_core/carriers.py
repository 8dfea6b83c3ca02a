"""Exceptions that carry a response: what they hold in memory; no code of theirs runs, no stream is read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.message import Message
from types import MappingProxyType
from typing import NamedTuple, cast

from otel_errkind._core.exceptions import is_invented, names_of, text_of


class Carried(NamedTuple):
    """The response inside an exception, as much of it as is there."""

    status_code: int | None = None
    headers: Mapping[str, str] | None = None
    body: bytes | str | None = None


_STATUSES = range(100, 1000)
_STATUS_NAMES = ("status_code", "status", "http_status", "code")
_HEADER_NAMES = ("headers", "hdrs")
_READ_BODY_NAMES = ("_content", "_body")
_STATED_BODY_NAMES = ("http_body", "body", "details", "errors")
_STATUS_IN_TEXT: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "httpx.HTTPStatusError": re.compile(r"[A-Za-z ]{1,24} '([0-9]{3}) "),
        "aiohttp.client_exceptions.ClientResponseError": re.compile(r"([0-9]{3}), message="),
        "requests.exceptions.HTTPError": re.compile(r"([0-9]{3}) (?:Client|Server) Error: "),
        "urllib3.exceptions.ResponseError": re.compile(r"too many ([0-9]{3}) error responses"),
        "urllib.error.HTTPError": re.compile(r"HTTP Error ([0-9]{3}): "),
        "openai.APIStatusError": re.compile(r"Error code: ([0-9]{3})"),
        "anthropic.APIStatusError": re.compile(r"Error code: ([0-9]{3})"),
        "google.genai.errors.APIError": re.compile(r"([0-9]{3}) [A-Z_]+\."),
    }
)
"""The status in the client's own text: all that is left once an exception crossed a process boundary."""


def carried(exc: BaseException) -> Carried | None:
    """Return the response that the exception holds; None if it holds none, or one that never came."""
    held = _fields(exc)
    response = held.get("response")
    if stated := _mapping(response):
        return _botocore(stated)
    inner = _fields(response)
    status = _status(inner) or _status(held) or _class_status(exc) or _text_status(exc)
    headers = _headers(inner) or _headers(held) or _grpc_headers(held)
    body = _read_body(inner) or _stated_body(held)
    found = Carried(status, headers, body)
    return found if any(found) and not is_invented(exc) else None


def _fields(thing: object) -> Mapping[str, object]:
    """Return the instance's own attributes: reading them runs no property of a foreign class."""
    return vars(thing) if hasattr(thing, "__dict__") else {}


def _mapping(thing: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", thing) if isinstance(thing, Mapping) else {}


def _status(fields: Mapping[str, object]) -> int | None:
    return next((status for name in _STATUS_NAMES if (status := _answered(fields.get(name)))), None)


def _answered(value: object) -> int | None:
    return int(value) if isinstance(value, int) and value in _STATUSES else None


def _class_status(exc: BaseException) -> int | None:
    """Read google-api-core's status, which is an attribute of each exception's class."""
    return next((status for cls in type(exc).__mro__ if (status := _answered(vars(cls).get("code")))), None)


def _text_status(exc: BaseException) -> int | None:
    text = text_of(exc)
    patterns = (_STATUS_IN_TEXT[name] for name in names_of(exc) if name in _STATUS_IN_TEXT)
    found = next((match for pattern in patterns if (match := pattern.match(text))), None)
    return int(found[1]) if found else None


def _headers(fields: Mapping[str, object]) -> Mapping[str, str] | None:
    for name in _HEADER_NAMES:
        value = fields.get(name)
        if isinstance(value, Message):  # http.client keeps headers as a mail message.
            return dict(cast("Message[str, str]", value).items())
        if isinstance(value, Mapping):
            return cast("Mapping[str, str]", value)
    return None


def _read_body(fields: Mapping[str, object]) -> bytes | str | None:
    """Take a body only where the application has read it already."""
    bodies = (fields.get(name) for name in _READ_BODY_NAMES)
    return next((body for body in bodies if isinstance(body, bytes | str) and body), None)


def _stated_body(fields: Mapping[str, object]) -> str | None:
    """Take what an SDK parsed out of the body: a text, an object, or a GraphQL error list."""
    for name in _STATED_BODY_NAMES:
        value = fields.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return _dumped({name: cast("list[object]", value)})
        if whole := _mapping(value):
            return _dumped(whole if "error" in whole or "type" not in whole else {"error": whole})
    return None


def _dumped(value: object) -> str | None:
    try:
        return json.dumps(value, default=lambda _: None, skipkeys=True)
    except (ValueError, RecursionError):  # It refers to itself, or is deeper than the stack.
        return None


def _botocore(response: Mapping[str, object]) -> Carried:
    """Read botocore's dict, whose body is parsed already."""
    meta = _mapping(response.get("ResponseMetadata"))
    error = _dumped({"Error": response["Error"]}) if "Error" in response else None
    headers = cast("Mapping[str, str]", _mapping(meta.get("HTTPHeaders")))
    return Carried(_answered(meta.get("HTTPStatusCode")), headers, error)


def _grpc_headers(fields: Mapping[str, object]) -> Mapping[str, str] | None:
    """Read the code of a grpc call as the headers that it came in."""
    state = _fields(fields.get("_state"))
    code = state.get("code") or fields.get("_code")
    value: object = getattr(code, "value", None)
    number = cast("tuple[object, ...]", value)[0] if isinstance(value, tuple) and value else None
    details = state.get("details") or fields.get("_details")
    return {"grpc-status": str(number), "grpc-message": str(details)} if isinstance(number, int) else None
