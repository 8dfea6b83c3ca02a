"""Servers whose TLS is right, wrong or missing, and the client context that trusts the right one."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import trustme

from faults.listener import LOOPBACK
from faults.server import FaultServer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ISSUED, EXPIRED = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tls:
    """How a server's TLS disagrees with what its URL promises."""

    does: str
    certificate: Callable[[], trustme.LeafCert] | None
    scheme: str = "https"


@cache
def authority() -> trustme.CA:
    """Make the authority that signs this process's certificates."""
    return trustme.CA()


def good_certificate() -> trustme.LeafCert:
    """Sign a certificate that a client of the authority accepts."""
    return authority().issue_cert(LOOPBACK)


def expired_certificate() -> trustme.LeafCert:
    """Sign a certificate that ended years ago."""
    return authority().issue_cert(LOOPBACK, not_before=ISSUED, not_after=EXPIRED)


def strange_certificate() -> trustme.LeafCert:
    """Sign a certificate for another host."""
    return authority().issue_cert("elsewhere.invalid")


def own_certificate() -> trustme.LeafCert:
    """Take the root of another authority: trustme signs no leaf with its own key, but a root is just that."""
    root = trustme.CA()
    return trustme.LeafCert(root.private_key_pem.bytes(), root.cert_pem.bytes(), [])


TLS: Mapping[str, Tls] = {
    "good": Tls("shows a certificate of the authority", good_certificate),
    "expired": Tls("shows a certificate that has expired", expired_certificate),
    "wrong-host": Tls("shows a certificate for another host", strange_certificate),
    "self-signed": Tls("shows a certificate that signs itself", own_certificate),
    "speaks-plain": Tls("speaks plain HTTP behind an https URL", None),
    "expects-tls": Tls("expects TLS behind an http URL", good_certificate, "http"),
}


def tls_server(kind: str) -> FaultServer:
    """Make a server of one of the kinds in `TLS`; it serves the same faults by the same paths."""
    tls = TLS[kind]
    return FaultServer(tls.certificate and server_context(tls.certificate()), scheme=tls.scheme)


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Make a server's context that shows a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def client_context() -> ssl.SSLContext:
    """Make a client's context that trusts the authority and nobody else."""
    return ssl.create_default_context(cadata=authority().cert_pem.bytes().decode("ascii"))
