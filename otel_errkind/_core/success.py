"""Errors inside a success: which bodies are worth a look, and which shapes are errors beyond doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.dialects.events import BEGINNINGS
from otel_errkind._core.dialects.form import FAILURE
from otel_errkind._core.document import LONGEST_BODY
from otel_errkind._core.error_shapes import is_error, is_error_markup

if TYPE_CHECKING:
    from otel_errkind._core.document import Json
    from otel_errkind._core.envelope import Envelope

_BEGINNINGS = tuple(b'{["<eid:\xef')
_FAR_MARKS = (b'"errors"', b'"error"', b"event: error")
_HEAD = 2048
_MARKS = re.compile(
    rb'error|fault|"ok"\s{0,4}:\s{0,4}false|"success"\s{0,4}:\s{0,4}(?:false|"false")'
    rb'|"(?:status|stat|result|state)"\s{0,4}:\s{0,4}"(?:fail|denied|over_|request_|invalid|not_found)'
    rb'|"(?:status|status_?code|code|cod|errcode|ret|retcode)"\s{0,4}:\s{0,4}"?-?[1-9]|"title"|"exception"'
    rb'|"code"\s{0,4}:\s{0,4}"[a-z]{1,24}[._]|"actionSucceed"\s{0,4}:\s{0,4}false'
    rb'|"status"\s{0,4}:\s{0,4}(?:false|"?0\b)|NOTOK|stat(?:us)?="fail|issuccess="false|>(?:<!\[CDATA\[)?fail'
    rb'|"resultCode"|"remark"\s{0,4}:\s{0,4}"runtime',
    re.IGNORECASE,
)


def may_hold_error(body: bytes | str) -> bool:
    """Say whether a success's body is worth parsing: its first byte, then a few words in its head.

    Only `error` itself is looked for behind the head: GraphQL may put its errors after the data.
    """
    start = body[:LONGEST_BODY]
    raw = (start if isinstance(start, bytes) else start.encode("utf-8", "replace")).lstrip()
    if not raw or raw[0] not in _BEGINNINGS:
        return FAILURE.search(raw, 0, _HEAD) is not None
    return _MARKS.search(raw, 0, _HEAD) is not None or any(mark in raw for mark in _FAR_MARKS)


def speaks_of_error(document: Json, envelope: Envelope) -> bool:
    """Say whether a success's body is an error in a shape that no success has."""
    if isinstance(document, dict):
        return is_error(document)
    if isinstance(document, list):
        first = document[0] if document else None
        return isinstance(first, dict) and (isinstance(first.get("error"), dict) or "errorCode" in first)
    if envelope.dialect in ("xml", "soap"):
        return isinstance(document, str) and is_error_markup(document)
    if envelope.dialect in ("form", "xmlrpc"):
        return True
    return isinstance(document, str) and document.startswith(BEGINNINGS)
