"""Answers that ask for credentials: digest authentication (RFC 7616) and a proxy's 407."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING
from urllib.request import parse_http_list, parse_keqv_list

from faults.script import Fault, Head, Request, Step, play, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

USERNAME, PASSWORD = "user", "pass"
REALM, NONCE = "loopback", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcC"
HASHES = {"MD5": "md5", "SHA-256": "sha256"}
GRANTED = whole("text/plain", b"come in\n")
PROXY = "proxy-407"


def challenge(algorithm: str) -> Head:
    """Ask for a digest."""
    demand = f'Digest realm="{REALM}", qop="auth", algorithm={algorithm}, nonce="{NONCE}"'
    return Head((("www-authenticate", demand), ("content-length", "0")), 401)


def digest(algorithm: str, request: Request) -> Iterable[Step]:
    """Let in who proves to know the password, and challenge everybody else."""
    _, _, fields = request.headers.get("authorization", "").partition(" ")
    sent = parse_keqv_list(parse_http_list(fields))
    return (
        GRANTED
        if sent and sent["response"] == expected(algorithm, request, sent)
        else (challenge(algorithm),)
    )


def expected(algorithm: str, request: Request, sent: Mapping[str, str]) -> str:
    """Compute the response that only the password's holder can send (RFC 7616, section 3.4.1)."""
    secret = hashed(algorithm, USERNAME, REALM, PASSWORD)
    asked = hashed(algorithm, request.method, request.target)
    return hashed(algorithm, secret, NONCE, sent["nc"], sent["cnonce"], "auth", asked)


def hashed(algorithm: str, *parts: str) -> str:
    """Hash parts joined by colons."""
    return hashlib.new(HASHES[algorithm], ":".join(parts).encode(), usedforsecurity=False).hexdigest()


CREDENTIALS: Mapping[str, Fault] = {
    "digest-md5": Fault("wants an MD5 digest, then answers 200", partial(digest, "MD5")),
    "digest-sha256": Fault("wants a SHA-256 digest, then answers 200", partial(digest, "SHA-256")),
    "digest-refused": Fault("wants a digest and takes none", play(challenge("SHA-256")), 401),
    PROXY: Fault(
        "wants credentials of its own, as a proxy",
        play(*whole("text/plain", b"who sent you?\n", ("proxy-authenticate", 'Basic realm="proxy"'))),
        407,
    ),
}
