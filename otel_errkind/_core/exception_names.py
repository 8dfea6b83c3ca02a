"""Rule an exception class that no table knows by the words of its name, if it is proven to be a call's."""

from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from otel_errkind._core import curl
from otel_errkind._core import exception_origins as origins
from otel_errkind._core import exception_words as texts
from otel_errkind._core.exception_rows import PLATFORM, ExceptionRow, wrapper
from otel_errkind._core.exception_tables import narrows
from otel_errkind._core.exception_texts import text_of
from otel_errkind._core.model import Phase, Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.sayings import saying_in
from otel_errkind._core.vocabulary.row import Row
from otel_errkind._core.words import Index, best, index_of, ruling_of, words_of


class Proof(IntEnum):
    """How sure it is that an exception is that of a call over HTTP."""

    NONE = 0
    LIBRARY = 1
    """A library publishes it: its names of networks and credentials are believed."""
    CALL = 2
    """An HTTP client's or an API's: its other names are believed as well."""


class Place(NamedTuple):
    """Where an exception's class stands among those that are known."""

    unknown: tuple[type, ...]
    """Itself and its bases up to the first that is known."""
    name: str = ""
    """The first that a table knows."""
    row: ExceptionRow | None = None
    other: type | None = None
    """A class in its stead of which it is known that it is no call's."""

    @property
    def is_open(self) -> bool:
        """Say whether a name in front of the row may say more than the row."""
        row = self.row
        return row is None or row.wraps or row.carries or self.name in PLATFORM

    @property
    def is_another_field(self) -> bool:
        """Say whether the class belongs to another protocol, or to no network."""
        return self.other is not None and is_in(self.other, origins.OTHER_FIELDS)


_LONGEST_NAME = 128
_CREDENTIALS = late(r"(?i)\bauthentication (?:failed|failure|methods)\b|\binvalid username\b")
"""What clients of SOCKS say of RFC 1929's refusal, and where no method of RFC 1928 is left."""
STATUS_NAMES = (
    *("status_code", "http_status", "http_status_code", "response_status_code", "response_code"),
    "http_code",
)
"""Attributes that hold an HTTP status, and prove a call by that."""
_STATES = frozenset(("response", *STATUS_NAMES))
_NO_MEANING = wrapper(Reason.UNCLASSIFIED, Phase.HEADERS)._replace(carries=True)


def is_in(cls: type, packages: frozenset[str]) -> bool:
    """Say whether a class is from one of the packages."""
    return _is_within(_named(cls)[0], packages)


def _named(cls: type) -> tuple[str, str]:
    """Return module and name, cut: a class may be given any, and both are kept in caches."""
    return str(cls.__module__)[:_LONGEST_NAME], cls.__name__[:_LONGEST_NAME]


@lru_cache(maxsize=2048)
def _is_within(module: str, packages: frozenset[str]) -> bool:
    parts = module.split(".", 3)[:3]
    return any(".".join(parts[:length]) in packages for length in range(1, len(parts) + 1))


def row_of(exc: BaseException, place: Place) -> ExceptionRow | None:
    """Return what libcurl's number or the names in front of the first known class say."""
    proof = proof_of(exc, place)
    if proof is Proof.NONE or (place.other and proof is not Proof.CALL) or isinstance(exc, Warning):
        return None
    rows = [row for cls in place.unknown if (row := _row_of_name(*_named(cls), proof))]
    named = next((row for row in rows if row.reason is not Reason.UNCLASSIFIED), next(iter(rows), None))
    if named is None and proof is Proof.CALL and _misses_credentials(text_of(exc)):
        named = _NO_MEANING
    if named is not None and named.reason is Reason.PROXY and _CREDENTIALS.search(text_of(exc)):
        named = named._replace(reason=Reason.PROXY_AUTHENTICATION)
    number = curl.row_of(exc) if any(map(curl.binds, place.unknown)) else None
    if number is None or (named and narrows(named.reason, number.reason)):
        return named
    return number


def _misses_credentials(text: str) -> bool:
    """Say whether a text tells of credentials that a client misses before it asks."""
    saying = saying_in(text)
    return saying is not None and saying.reason is Reason.INVALID_CREDENTIALS


def proof_of(exc: BaseException, place: Place) -> Proof:
    """Return how sure it is that the exception is a call's: by where it is from, or by what it holds."""
    if place.is_another_field and not place.unknown:
        return Proof.NONE
    if (place.name and place.name not in PLATFORM) or not _STATES.isdisjoint(vars(exc)):
        return Proof.CALL
    proofs = (_proof_of_class(*_named(cls)) for cls in place.unknown)
    return max(proofs, default=Proof.NONE)


@lru_cache(maxsize=1024)
def _proof_of_class(module: str, name: str) -> Proof:
    path, named = set(words_of(module)), set(words_of(name))
    by_words = path & origins.CALL_WORDS or named & origins.CALL_NAMES
    if by_words or _is_within(module, origins.CLIENTS):
        return Proof.CALL
    published = set(words_of(module.rpartition(".")[2])) & origins.LIBRARY_WORDS
    return Proof.LIBRARY if published and not _is_within(module, origins.OWN_PACKAGES) else Proof.NONE


@lru_cache(maxsize=1024)
def _row_of_name(module: str, name: str, proof: Proof) -> ExceptionRow | None:
    """Return what the words of a class's name say, as far as they are believed."""
    words = ["error" if word == "exception" else word for word in words_of(name)]
    if module == "builtins" or not texts.OTHER_WORDS.isdisjoint(words):
        return None
    ruling = best(words, _phrases(proof))
    if ruling is not None:
        return _row(ruling.reason, covers=ruling.reason in texts.COVERS)
    return _by_vocabulary(module, words) if proof is Proof.CALL else None


@cache
def _phrases(proof: Proof) -> Index:
    """Index what is believed of a name with this proof."""
    more = proof is Proof.CALL
    return index_of(Row(row.reason, f"{row.phrases},{row.of_calls if more else ''}") for row in texts.ROWS)


def _by_vocabulary(module: str, words: list[str]) -> ExceptionRow | None:
    """Read the name as an error code of the API, without the name of the library in front of it."""
    path = "".join(words_of(module.rpartition(".")[0] or module))  # its file may have the class's own name
    said = [word for word in words if word not in path and word not in texts.HOLLOW]
    ruling = ruling_of("_".join(said)) or ruling_of("_".join((*said, "error")))
    if ruling is not None and not texts.GENERIC.issuperset(said):
        return _row(ruling.reason, covers=True)._replace(retryable=ruling.retryable)
    return None if texts.GENERIC.isdisjoint(words) else _NO_MEANING


def _row(reason: Reason, *, covers: bool) -> ExceptionRow:
    phase = texts.PHASES.get(reason, Phase.RESPONSE)
    return ExceptionRow(reason, phase, wraps=covers, carries=True)
