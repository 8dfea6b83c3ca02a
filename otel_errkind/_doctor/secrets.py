"""What the environment holds of credentials, taken out of the words of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from otel_errkind._core.redact import MARK, Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_redact: Final = Redactor()
_HEADERS: Final = re.compile(r"OTEL_.*HEADERS?", re.IGNORECASE)
_USERINFO: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(.*)@", re.IGNORECASE | re.DOTALL)
_SHORTEST: Final = 4
"""A shorter text would be found in too many words to be a secret."""


def without_secrets(lines: Iterable[str], environ: Mapping[str, str], flags: Mapping[str, str]) -> list[str]:
    """Redact lines that others have written: what they may repeat of headers and URLs, and what looks so."""
    # A flag may be abbreviated, so that its name does not tell that it holds headers.
    variables = [
        *environ.items(),
        *((f"OTEL_{name}_HEADERS", value) for name, value in flags.items() if "=" in value),
    ]
    variables += [(f"OTEL_{name}", value) for name, value in flags.items()]
    secrets = {text for name, value in variables for text in _secrets(name, value) if len(text) >= _SHORTEST}
    longest_first = sorted(secrets, key=len, reverse=True)
    return [_cleaned(line, longest_first) for line in lines]


def _cleaned(line: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        line = line.replace(secret, MARK)
    return _redact(line)


def _secrets(name: str, value: str) -> Iterator[str]:
    """Give what is secret in a variable, as it stands there and as it is decoded."""
    if _HEADERS.fullmatch(name):
        for item in value.split(","):
            # One without a name and a value is quoted in a warning, as a whole.
            for text in (item, item.partition("=")[2]):
                yield from (text.strip(), unquote(text).strip())
    elif name.upper().startswith("OTEL_") and (userinfo := _USERINFO.match(value)):
        user, _, password = userinfo[1].partition(":")
        yield from (userinfo[1], user, password, unquote(password))
