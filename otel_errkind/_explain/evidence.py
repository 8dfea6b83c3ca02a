"""From the arguments of the command to evidence."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from otel_errkind._core.coding import inflate
from otel_errkind._core.document import LONGEST_BODY
from otel_errkind._core.model import Evidence
from otel_errkind._explain import curl
from otel_errkind._explain.misuse import MisuseError
from otel_errkind._explain.raised import raised

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

_LARGEST = 16 * LONGEST_BODY
"""Bytes that are read of a file: the engine looks at fewer, but heads and codings come in front."""


def evidence_of(arguments: Namespace) -> Evidence:
    """Gather the evidence, from a file or from stdin too."""
    status, headers, body = _response(arguments)
    if status is None and not headers and not body and not arguments.exceptions:
        raise MisuseError(
            given="nothing", wanted="to judge: give an EXCEPTION, --status, --header, --body or --curl"
        )
    if arguments.message is not None and not arguments.exceptions:
        raise MisuseError(given="--message", wanted="is what an EXCEPTION says: name that as well")
    exception = raised(arguments.exceptions, arguments.message) if arguments.exceptions else None
    return Evidence(status, headers, body and _decoded(body, headers), exception, arguments.elapsed)


def _response(arguments: Namespace) -> tuple[int | None, Mapping[str, str], bytes | None]:
    apart = (arguments.status, arguments.header, arguments.body)
    if arguments.curl is None:
        body = _body(arguments.body) if arguments.body is not None else None
        return arguments.status, curl.joined(arguments.header), body
    if apart != (None, [], None):
        raise MisuseError(given="--curl", wanted="has all of it: leave out --status, --header and --body")
    answer = curl.parse(_read(arguments.curl))
    if answer is None:
        raise MisuseError(
            given=_title(arguments.curl), wanted="begins with no status line: give what `curl -i` prints"
        )
    return answer


def _body(given: str) -> bytes:
    """Return the text itself, in the bytes that the shell gave, or what is in the file that it names."""
    return _read(given[1:]) if given.startswith("@") else os.fsencode(given)


def _read(path: str) -> bytes:
    """Read the beginning of a file, or of stdin."""
    if path == "-":
        return sys.stdin.buffer.read(_LARGEST)
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise MisuseError(given=repr(path), wanted=f"cannot be read: {error.strerror}") from None


def _title(path: str) -> str:
    return "what came on stdin" if path == "-" else repr(path)


def _decoded(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Undo the content coding, unless that was done: `curl --compressed` leaves the header as it was."""
    return inflate(body, headers.get("content-encoding"), LONGEST_BODY) or body
