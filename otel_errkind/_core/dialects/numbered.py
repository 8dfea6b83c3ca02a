"""Envelopes with private numbers for codes, recognised by the names of their fields."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from otel_errkind._core.document import Json
from otel_errkind._core.envelope import Envelope, codes_at, object_at, text_at
from otel_errkind._core.model import Reason


class Scheme(NamedTuple):
    """Where a vendor keeps its number and text, and what the numbers mean."""

    code: str
    message: str
    table: Mapping[str, Reason]
    within: str = ""
    """The name of the object that holds both, unless the body does."""


_BAIDU = Scheme(
    "error_code",
    "error_msg",
    MappingProxyType(
        {
            "1": Reason.INTERNAL,
            "2": Reason.CAPACITY,
            "3": Reason.UNSUPPORTED,
            "4": Reason.QUOTA_EXHAUSTED,
            "6": Reason.PERMISSION_DENIED,
            "14": Reason.INVALID_CREDENTIALS,
            "17": Reason.QUOTA_EXHAUSTED,
            "18": Reason.RATE_LIMIT,
            "19": Reason.QUOTA_EXHAUSTED,
            "100": Reason.INVALID_CREDENTIALS,
            "110": Reason.INVALID_CREDENTIALS,
            "111": Reason.EXPIRED_CREDENTIALS,
            "336000": Reason.INTERNAL,
            "336001": Reason.VALIDATION,
            "336003": Reason.VALIDATION,
            "336100": Reason.CAPACITY,
            "336501": Reason.RATE_LIMIT,
            "336502": Reason.RATE_LIMIT,
        }
    ),
)
_WECHAT = Scheme(
    "errcode",
    "errmsg",
    MappingProxyType(
        {
            "-1": Reason.CAPACITY,
            "40001": Reason.INVALID_CREDENTIALS,
            "40013": Reason.INVALID_CREDENTIALS,
            "40014": Reason.INVALID_CREDENTIALS,
            "40125": Reason.INVALID_CREDENTIALS,
            "40164": Reason.PERMISSION_DENIED,
            "41001": Reason.INVALID_CREDENTIALS,
            "42001": Reason.EXPIRED_CREDENTIALS,
            "45009": Reason.QUOTA_EXHAUSTED,
            "45011": Reason.RATE_LIMIT,
            "48001": Reason.PERMISSION_DENIED,
            "88": Reason.INVALID_CREDENTIALS,  # DingTalk
            "130101": Reason.RATE_LIMIT,
            "310000": Reason.VALIDATION,
        }
    ),
)
_MINIMAX = Scheme(
    "status_code",
    "status_msg",
    MappingProxyType(
        {
            "1000": Reason.INTERNAL,
            "1001": Reason.REQUEST_TIMEOUT,
            "1002": Reason.RATE_LIMIT,
            "1004": Reason.INVALID_CREDENTIALS,
            "1008": Reason.BILLING,
            "1013": Reason.INTERNAL,
            "1024": Reason.INTERNAL,
            "1026": Reason.CONTENT_FILTER,
            "1027": Reason.CONTENT_FILTER,
            "1039": Reason.RATE_LIMIT,
            "2013": Reason.VALIDATION,
            "2049": Reason.INVALID_CREDENTIALS,
        }
    ),
    "base_resp",
)


_BINANCE = Scheme(
    "code",
    "msg",
    MappingProxyType(
        {
            "-1001": Reason.INTERNAL,
            "-1002": Reason.PERMISSION_DENIED,
            "-1003": Reason.RATE_LIMIT,
            "-1006": Reason.UPSTREAM_FAILURE,
            "-1007": Reason.REQUEST_TIMEOUT,
            "-1008": Reason.CAPACITY,
            "-1015": Reason.RATE_LIMIT,
            "-1022": Reason.INVALID_CREDENTIALS,
            "-2014": Reason.INVALID_CREDENTIALS,
            "-2015": Reason.INVALID_CREDENTIALS,
        }
    ),
)


_GEONAMES = Scheme(
    "value",
    "message",
    MappingProxyType(
        {
            "10": Reason.INVALID_CREDENTIALS,
            "13": Reason.REQUEST_TIMEOUT,
            "18": Reason.QUOTA_EXHAUSTED,
            "19": Reason.QUOTA_EXHAUSTED,
            "20": Reason.QUOTA_EXHAUSTED,
            "22": Reason.CAPACITY,
        }
    ),
    "status",
)


APPLE = Scheme(
    "status",
    "status",  # There is no text.
    MappingProxyType(
        {
            "21000": Reason.UNSUPPORTED,
            "21002": Reason.VALIDATION,
            "21003": Reason.VALIDATION,
            "21004": Reason.INVALID_CREDENTIALS,
            "21005": Reason.CAPACITY,
            "21007": Reason.VALIDATION,
            "21008": Reason.VALIDATION,
            "21009": Reason.INTERNAL,
            "21010": Reason.NOT_FOUND,
        }
    ),
)


SCHEMES = (_BAIDU, _WECHAT, _MINIMAX, _BINANCE, _GEONAMES, APPLE)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the number of the first scheme whose two fields are there; zero is a success."""
    for scheme in SCHEMES:
        fields = (object_at(body, scheme.within) or {}) if scheme.within else body
        codes = codes_at(fields, scheme.code) if scheme.message in fields else ()
        if codes and codes[0] in scheme.table:
            return Envelope("numbered", codes, text_at(fields, scheme.message), table=scheme.table)
    return None
