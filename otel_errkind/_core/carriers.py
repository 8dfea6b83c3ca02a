"""Exceptions that carry a response: what they hold in memory; no code of theirs runs, no stream is read."""

import json
from collections.abc import Mapping
from email.message import Message
from enum import Enum
from functools import lru_cache
from html import escape
from http import HTTPStatus
from itertools import islice
from typing import NamedTuple, cast

from otel_errkind._core import carried_texts as texts
from otel_errkind._core.envelope import code_of
from otel_errkind._core.exception_names import STATUS_NAMES, Proof, proof_of
from otel_errkind._core.exception_texts import text_of
from otel_errkind._core.exceptions import is_invented, names_of, place_of
from otel_errkind._core.words import words_of


class Carried(NamedTuple):
    """The response inside an exception, as much of it as is there."""

    status_code: int | None = None
    headers: Mapping[str, str] | None = None
    body: bytes | str | None = None


_STATUSES = range(100, 1000)
_TOLD = range(HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR + 1)
_SHORT_STATUS_NAMES = ("status", "code")
"""Names that hold anything in the exceptions of programs that make no calls."""

_RESPONSE_WORDS = ("response", "resp")
"""Last words of a name that holds the response: `http_response`, `nomad_resp`."""
_HEADER_NAMES = ("headers", "hdrs", "response_headers", "http_headers")
_READ_BODY_NAMES = ("content", "body", "text", "data")
_STATED_BODY_NAMES = (
    "http_body",
    "response_body",
    "body",
    "json_body",
    "details",
    "errors",
    "content",
    "data",
    "error",
    "text",
)
_CODE_NAMES = ("code", "error_code", "error_type", "type")
_BULK = frozenset(("elasticsearch.helpers.BulkIndexError", "opensearchpy.helpers.errors.BulkIndexError"))
_OAUTH = "oauthlib.oauth2.rfc6749.errors.OAuth2Error"
_FAULT = "zeep.exceptions.Fault"
_RPC_CODES = range(-32999, -31999)
_MOST_FIELDS = 64


def carried(exc: BaseException) -> Carried | None:
    """Return the response that the exception holds; None if it holds none, or one that never came."""
    if is_invented(exc):
        return None
    held = _fields(exc)
    response = next((thing for name, thing in held.items() if thing is not None and _is_response(name)), None)
    if (stated := _mapping(response)) and ("ResponseMetadata" in stated or "Error" in stated):
        return _botocore(stated)
    is_call = proof_of(exc, place_of(exc)) is Proof.CALL
    answer = texts.answer_of_clickhouse_in(text_of(exc)) if is_call else None
    if answer is not None:
        return Carried(body=answer)
    inner = _fields(response) or (_argument(exc) if is_call else {})
    found = _found(exc, held, inner, is_call=is_call)
    return found if any(found) else _pair(exc)


def _found(
    exc: BaseException, held: Mapping[str, object], inner: Mapping[str, object], *, is_call: bool
) -> Carried:
    """Look into the response first, then at the exception, then into its text."""
    names, text = tuple(names_of(exc)), text_of(exc)
    status_names = (*STATUS_NAMES, *_SHORT_STATUS_NAMES) if is_call else STATUS_NAMES
    status = (
        _status(inner, (*STATUS_NAMES, *_SHORT_STATUS_NAMES))
        or _status(held, status_names)
        or _class_status(exc, status_names)
        or texts.status_in(text, names, is_call=is_call)
    )
    headers = (
        _headers(inner)
        or _headers(held)
        or _grpc_headers(held, texts.grpc_code_in(text, names), is_call=is_call)
        or _wait(held)
    )
    body = _read_body(inner)
    if body is None and (is_call or status is not None):
        body = (
            _refused_items(exc, held, names)
            or _fault(held, names, text)
            or _oauth_error(exc, held, names)
            or _stated_body(held)
            or _dumped(_argument(exc))
            or texts.body_in(text, names)
            or _codes(held, texts.code_in(text, names, is_call=is_call))
            or _said(text, status, is_call=is_call)
        )
    return Carried(status, headers, body)


def _fields(thing: object) -> Mapping[str, object]:
    """Return the instance's own attributes, however private; reading them runs no property of a class."""
    if not hasattr(thing, "__dict__"):
        return {}
    found: dict[str, object] = {}
    for name, value in islice(vars(thing).items(), _MOST_FIELDS):
        found.setdefault(_spelled(name), value)
    return found


def _is_response(name: str) -> bool:
    return name.endswith(_RESPONSE_WORDS) or name == "meta"  # elastic_transport


@lru_cache(maxsize=512)
def _spelled(name: str) -> str:
    """Return a name as most would spell it: PyGithub's `_GithubException__status` is a `status`."""
    return "_".join(words_of(name.rpartition("__")[2]))


def _mapping(thing: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", thing) if isinstance(thing, Mapping) else {}


def _status(fields: Mapping[str, object], names: tuple[str, ...]) -> int | None:
    return next((status for name in names if (status := _answered(fields.get(name)))), None)


def _answered(value: object) -> int | None:
    return int(value) if isinstance(value, int) and value in _STATUSES else None


def _class_status(exc: BaseException, names: tuple[str, ...]) -> int | None:
    """Read a status that is an attribute of each exception's class, as google-api-core has it."""
    if _OAUTH in names_of(exc):
        return None  # it knows not what came
    return next((status for cls in type(exc).__mro__ if (status := _status(vars(cls), names))), None)


def _headers(fields: Mapping[str, object]) -> Mapping[str, str] | None:
    for name in _HEADER_NAMES:
        value = fields.get(name)
        if isinstance(value, Message):  # http.client keeps headers as a mail message.
            return dict(cast("Message[str, str]", value).items())
        if isinstance(value, Mapping):
            return cast("Mapping[str, str]", value)
    return None


def _wait(fields: Mapping[str, object]) -> Mapping[str, str] | None:
    """Read the seconds to wait that clients of chats keep, as the header that they came in."""
    seconds = fields.get("retry_after")
    return {"retry-after": str(seconds)} if isinstance(seconds, int | float) else None


def _read_body(fields: Mapping[str, object]) -> bytes | str | None:
    """Take a body only where the application has read it already."""
    bodies = (fields.get(name) for name in _READ_BODY_NAMES)
    return next((body for body in bodies if isinstance(body, bytes | str) and body), None)


def _stated_body(fields: Mapping[str, object]) -> bytes | str | None:
    """Take what an SDK parsed out of the body: a text, an object, or a list of errors."""
    for name in _STATED_BODY_NAMES:
        value = fields.get(name)
        if isinstance(value, str | bytes) and value:
            return value
        if isinstance(value, list):
            items = cast("list[object]", value)
            return _dumped(items if name in _READ_BODY_NAMES else {name: items})
        if whole := _mapping(value):
            return _dumped(whole)
        if name == "error" and (stated := _error_object(value)):
            return _dumped(stated)
    return None


def _error_object(value: object) -> Mapping[str, object]:
    """Return the error of JSON-RPC that MCP's SDK keeps as an object of a class, as it came."""
    error = _fields(value)
    code = error.get("code")
    return _rpc_error(code, error.get("message")) if isinstance(code, int) else {}


def _rpc_error(code: int, message: object) -> Mapping[str, object]:
    return {"jsonrpc": "2.0", "error": {"code": code, "message": message}}


def _refused_items(exc: BaseException, held: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """Return the answer to a bulk that a helper of Elasticsearch or OpenSearch has kept the failures of."""
    if _BULK.isdisjoint(names):
        return None
    return _dumped({"items": held.get("errors", exc.args[-1])})


def _fault(fields: Mapping[str, object], names: tuple[str, ...], text: str) -> str | None:
    """Write down again the SOAP fault that zeep has read; whose fault it was stands in its code."""
    code = fields.get("code")
    if _FAULT not in names or not isinstance(code, str):
        return None
    return f"<Envelope><Fault><faultcode>{escape(code)}</faultcode><faultstring>{escape(text)}</faultstring>"


def _oauth_error(exc: BaseException, fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """Write down again the error of RFC 6749, 5.2, for which oauthlib has a class, or one for all others."""
    if _OAUTH not in names:
        return None
    kept = (fields.get("error"), *(vars(cls).get("error") for cls in type(exc).__mro__))
    code = next((each for each in kept if isinstance(each, str)), None)
    return _dumped({"error": code, "error_description": fields.get("description")} if code else None)


def _argument(exc: BaseException) -> Mapping[str, object]:
    """Return the object that a client has raised instead of a text, or behind one."""
    return _mapping(exc.args[-1]) if exc.args else {}


def _pair(exc: BaseException) -> Carried | None:
    """Read a status and the JSON that came with it, or JSON-RPC's number and text, in classes of any kind."""
    match exc.args:
        case (int() as status, str() as body) if status in _STATUSES and body.startswith("{"):
            return Carried(status, body=body)
        case ((int() as code, str() as message),) if code in _RPC_CODES:
            return Carried(body=_dumped(_rpc_error(code, message)))
        case _:
            return None


def _codes(fields: Mapping[str, object], in_text: str | None) -> str | None:
    """Take the codes that an SDK keeps where it has thrown the body away: Stripe's `code`, AWS's text."""
    kept = {
        name: value for name in _CODE_NAMES if isinstance(value := fields.get(name), str) and code_of(value)
    }
    status = fields.get("status")  # Google Maps' REQUEST_DENIED
    if isinstance(status, str) and status.isupper() and "_" in status and code_of(status):
        kept["status"] = status
    codes = {**kept, **({"code": in_text} if in_text else {})}
    return _dumped({"error": codes}) if codes else None


def _said(text: str, status: int | None, *, is_call: bool) -> str | None:
    """Take what a client says itself for the message of the answer; a gateway sends none."""
    is_told = is_call and status in _TOLD
    return _dumped({"message": texts.message_in(text)}) if is_told else None


def _dumped(value: object) -> str | None:
    if not value:
        return None
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


def _grpc_headers(
    fields: Mapping[str, object], in_text: str | None, *, is_call: bool
) -> Mapping[str, str] | None:
    """Read the code of a grpc call, which its libraries keep in an enumeration, as the header it came in."""
    state = _fields(fields.get("state"))
    stated = (state.get("code"), fields.get("code"), fields.get("status")) if is_call else ()
    named = (texts.GRPC_CODES.get(code.name) for code in stated if isinstance(code, Enum))
    number = next(filter(None, named), in_text)
    details = state.get("details")  # a call of asyncio has them itself: they are read as its body
    if number is None:
        return None
    return {"grpc-status": number, **({"grpc-message": str(details)} if details else {})}
