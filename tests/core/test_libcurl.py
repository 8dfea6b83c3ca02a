"""The numbers of libcurl: what each means, and how far the exchange got."""

from __future__ import annotations

import pytest

from otel_errkind._core.model import Phase, Reason
from strangers import made, verdict

NUMBERS = {
    (Reason.CLIENT_BUG, Phase.BUILD): {
        4: "A requested feature, protocol or option was not found built-in in this libcurl",
        43: "A libcurl function was given a bad argument",
        48: "An unknown option was passed in to libcurl",
        49: "Malformed option provided in a setopt",
        65: "necessary data rewind was not possible",
        93: "An API function was called from within a callback",
    },
    (Reason.INVALID_URL, Phase.BUILD): {
        1: 'Protocol "htp" not supported',
        3: "URL using bad/illegal format or missing URL",
    },
    (Reason.CONNECTION_FAILED, Phase.CONNECT): {
        7: "Failed to connect to api.test port 443",
        45: "Failed to bind to the interface eth7",
        96: "QUIC connection error",
    },
    (Reason.DNS, Phase.CONNECT): {6: "Could not resolve host: api.test"},
    (Reason.PROXY, Phase.CONNECT): {
        5: "Could not resolve proxy: proxy.test",
        97: "connection to proxy closed",
    },
    (Reason.TLS, Phase.CONNECT): {
        35: "TLS connect error: wrong version number",
        53: "SSL crypto engine not found",
        54: "Failed to set SSL crypto engine as default",
        58: "Problem with the local SSL certificate",
        59: "Could not use specified SSL cipher",
        60: "SSL certificate problem: self-signed certificate",
        64: "Requested SSL level failed",
        66: "Failed to initialise SSL crypto engine",
        77: "error setting certificate verify locations",
        80: "Failed to shut down the SSL connection",
        82: "Failed to load CRL file (path? access rights?, format?)",
        83: "SSL: Certificate issuer check failed",
        90: "SSL: public key does not match pinned public key",
        91: "No OCSP response received",
        98: "SSL Client Certificate required",
        101: "ECH attempted but failed",
    },
    (Reason.CONNECTION_RESET, Phase.WRITE): {55: "Send failure: Broken pipe"},
    (Reason.CONNECTION_RESET, Phase.HEADERS): {
        52: "Empty reply from server",
        56: "Recv failure: Connection reset by peer",
    },
    (Reason.DEADLINE, Phase.HEADERS): {28: "Operation timed out after 5001 milliseconds with 0 bytes"},
    (Reason.PROTOCOL, Phase.HEADERS): {
        8: "Received HTTP/0.9 when not allowed",
        16: "Error in the HTTP2 framing layer",
        92: "HTTP/2 stream 1 was not closed cleanly: PROTOCOL_ERROR (err 1)",
        95: "HTTP/3 stream 0 reset by server",
    },
    (Reason.DECODING, Phase.BODY): {61: "Unrecognized content encoding type"},
    (Reason.INCOMPLETE_BODY, Phase.BODY): {18: "end of response with 512 bytes missing"},
    (Reason.INVALID_CREDENTIALS, Phase.RESPONSE): {
        67: "Access denied: 401",
        94: "An authentication function returned an error",
    },
    (Reason.REDIRECT_LOOP, Phase.RESPONSE): {47: "Maximum (30) redirects followed"},
    (Reason.UNCLASSIFIED, Phase.RESPONSE): {22: "The requested URL returned an error"},
    (Reason.UNSUPPORTED, Phase.RESPONSE): {33: "HTTP server does not seem to support byte ranges"},
}


@pytest.mark.parametrize(("expected", "errors"), NUMBERS.items(), ids=["-".join(pair) for pair in NUMBERS])
def test_numbers(expected: tuple[Reason, Phase], errors: dict[int, str]) -> None:
    """The class of pycurl's errors says nothing, their number all."""
    infos = {number: verdict(made("pycurl.error", number, text)) for number, text in errors.items()}

    assert {number: (info.reason, info.phase) for number, info in infos.items()} == dict.fromkeys(
        errors, expected
    )


CURL = "curl_cffi.requests.exceptions.HTTPError < curl_cffi.curl.CurlError < OSError"
PLACES = {
    "in the text": (made(CURL, "Failed to perform, curl: (61) x."), Reason.DECODING),
    "as an attribute": (made(CURL, "x", code=6), Reason.DNS),
    "as an argument": (made("pycurl.error", 7, "x"), Reason.CONNECTION_FAILED),
    "as it was before": (made("pycurl.error", 51, "x"), Reason.TLS),
    "as a pair in the text": (made("pycurl.error", "(60, 'x')"), Reason.TLS),
    "narrowed by the name": (made("curl_cffi.ConnectTimeout", "curl: (28) x"), Reason.CONNECT_TIMEOUT),
    "of no row": (made(CURL, "curl: (27) x"), Reason.UNCLASSIFIED),
    "beside a status": (
        made("pycurl.error", "(22, 'The requested URL returned error: 404')"),
        Reason.NOT_FOUND,
    ),
    "of attempts": (made("acme.curl.CurlRequestFailed", "x", 7), Reason.UNCLASSIFIED),
}


@pytest.mark.parametrize(("exc", "reason"), PLACES.values(), ids=PLACES.keys())
def test_where_a_number_stands(exc: Exception, reason: Reason) -> None:
    """A number says what failed wherever a binding has put it; any other number says nothing."""
    info = verdict(exc)

    assert info.reason is reason


@pytest.mark.parametrize(
    "text",
    ["(7) CONNECT tunnel failed, response 407", "(56) Received HTTP code 407 from proxy after CONNECT"],
)
def test_a_proxy_that_wants_a_password(text: str) -> None:
    """Only the text tells it from a port where nobody listens, and from a connection that broke."""
    info = verdict(made("curl_cffi.requests.exceptions.ProxyError", f"Failed to perform, curl: {text}. See"))

    assert (info.reason, info.phase) == (Reason.PROXY_AUTHENTICATION, Phase.CONNECT)
