"""Errors inside a success are seen by the first bytes of a body, and nothing else is taken for one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otel_errkind import classify
from otel_errkind._core.finder import ErrorFinder
from otel_errkind._core.glance import Looks, glance, looks_wrong, stated_error
from otel_errkind._core.outcome import is_error_status, may_have_body

LIMIT = 200

ERRORS = {
    "object": b'{"error": {"code": "busy"}}',
    "text": b'{"error":"busy"}',
    "list": b'{"errors": [{"message": "no"}]}',
    "in a list": b'[{"error": {"code": 429}}]',
    "behind many blanks": b"[" + b"\n" * 46 + b' {"error": {"code": 429}}]',
    "behind a guard": b')]}\'\n{"error": {"code": 429}}',
    "behind a guard with a comma": b')]}\',{"error": {"code": 429}}',
    "behind a comment": b'/*O_o*/\na.b({"error": {"code": 429}})',
    "behind an empty comment": b'/**/ {"error": {"code": 429}}',
    "behind a long comment": b"/*" + b"o" * 32 + b'*/{"error": {"code": 429}}',
    "capital": b'{"Error":{"Code":"Throttling"}}',
    "fault": b'{"fault": {"faultstring": "spike arrest"}}',
    "not ok": b'{"ok": false, "error": "ratelimited"}',
    "no success": b'\n { "success" : false, "msg": "no"}',
    "number": b'{"error":29,"message":"Rate Limit Exceeded"}',
    "true": b'{"error": true, "message": "no"}',
    "vendor's number": b'{"errcode":40001,"errmsg":"invalid credential"}',
    "vendor's text": b'{"error_message" : "denied", "status" : "REQUEST_DENIED"}',
    "state": b'{"status":"error","message":"no"}',
    "screamed state": b'{"status":"OVER_QUERY_LIMIT","error_message":"no"}',
    "stated status": b'{"statusCode":503,"error":"Service Unavailable"}',
    "problem": b'{"type":"about:blank","title":"Service Unavailable","status":503}',
    "stated status, plainly": b'{"status":503,"error":"Service Unavailable"}',
    "stated status, snake": b'{"status_code":503,"error":"Service Unavailable"}',
    "stated code": b'{"code":503,"msg":"Service Unavailable"}',
    "OpenWeather": b'{"cod":401,"message":"Invalid API key"}',
    "Flickr": b'{"stat":"fail","code":100,"message":"no"}',
    "named state": b'{"state":"failed","message":"no"}',
    "named response": b'{"response":"error","message":"no"}',
    "named result": b'{"result":"error","message":"no"}',
    "vLLM": b'{"object":"error","message":"no","code":40303}',
    "named code": b'{"code":"error","message":"no"}',
    "denied": b'{"status":"denied","message":"no"}',
    "unsuccessful": b'{"status":"unsuccessful","message":"no"}',
    "exception": b'{"status":"exception","message":"no"}',
    "is no success": b'{"isSuccess":false,"msg":"no"}',
    "has not succeeded": b'{"succeeded":false,"msg":"no"}',
    "action's no success": b'{"actionSucceeded":false,"msg":"no"}',
    "Amazon": b'{"__type":"ThrottlingException","message":"no"}',
    "typed": b'{"type":"error","error":{"type":"overloaded_error"}}',
    "call": b'{"jsonrpc":"2.0","id":"8f3c","error":{"code":-32603,"message":"no"}}',
    "call, id first": b'{"id": 1, "jsonrpc": "2.0", "error": {"code": -32603}}',
    "call, id last": b'{"jsonrpc":"2.0","error":{"code":-32603},"id":null}',
    "one down": b'{"Response":{"Error":{"Code":"AuthFailure","Message":"no"}}}',
    "batch": b'{"responses": [{"id": "1", "status": 429, "body": {}}]}',
    "composite": b'{"compositeResponse":[{"body":[],"httpStatusCode":400}]}',
    "batch, status first": b'{"responses":[{"status":503,"body":"no"}]}',
    "graph without data": b'{"data":null,"errors":[{"message":"no"}]}',
    "batch, second": b'{"responses": [{"id": "1", "status": 200, "body": {}}, {"id": "2", "status": 429}]}',
    "batch, status and second": b'{"responses":[{"status":200,"body":{}},{"status":429,"body":{}}]}',
    "batch, body and second": b'{"compositeResponse":[{"body":{"a":[]}},{"body":[],"httpStatusCode":400}]}',
    "forbidden": b'{"status":"forbidden","message":"no"}',
    "invalid": b'{"status":"invalid_credentials","message":"no"}',
    "overloaded": b'{"status":"overloaded","message":"no"}',
    "throttled": b'{"status":"throttled","message":"no"}',
    "unauthorized": b'{"status":"unauthorized","message":"no"}',
    "not found": b'{"status":"not_found","message":"no"}',
    "false result": b'{"result":"false","message":"no"}',
    "marked number": b'{"result_code":"E00003","message":"no"}',
    "behind a number": b'{"took": 5, "error": {"code": 1}}',
    "behind false": b'{"cached":false,"error":{"code":1}}',
    "behind nothing": b'{"meta":{},"error":{"code":1}}',
    "behind three": b'{"a":"1","b":[],"c":null,"error":{"code":1}}',
    "in an object": b'{"answer":{"error":"no such thing"}}',
    "in a list of it": b'{"rows":[{"error":"no such thing"}]}',
    "callback": b'callback({"error":{"code":1}})',
    "mark of order": b'\xef\xbb\xbf{"error":{"code":1}}',
    "XML": b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code></Error>',
    "XML, inside": b"<answer><state>of it</state><errorText>no</errorText></answer>",
    "XML, screamed": b"<answer><state>ERROR</state></answer>",
    "XML, exception": b"<answer><exceptionText>no</exceptionText></answer>",
    "XML, failed": b"<answer><state>FAILED</state></answer>",
    "page": b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title>",
    "page, error": b"<html><head><title>Error 404 Not Found</title>",
    "page, status": b"<html><head><title>HTTP Status 404 Not Found</title>",
    "page, runtime": b"<html><head><title>Runtime Error</title>",
    "page, error alone": b"<html><head><title>Error</title>",
    "status of a number": b'{"status":{"code":"-1","message":"Login fail"}}',
    "page, title between blanks": b"<html><title>\n\tAzure DevOps Services | Sign In\n</title>",
    "page, title of a site": b"<html><title>Disk | Quota exceeded</title>",
    "envelope, severity": b"<e:Envelope><e:Body><r><HighestSeverity>ERROR</HighestSeverity>",
    "payment": b'{"pspReference":"P9","resultCode":"Refused","refusalReason":"Expired Card"}',
    "page, wall": b'<html><head><script src="/_Incapsula_Resource?A=1">',
    "page, rejected": b"<html><head><title>Request Rejected</title>",
    "form of a payment": b"trnApproved=0&messageText=DECLINE",
    "page, maintenance": b"<html><head><title>Under maintenance</title>",
    "form": b"TIMESTAMP=2026&ACK=Failure&L_ERRORCODE0=10002",
    "form, number": b"errorCode=4025&errorMsg=no",
    "form, result": b"RESULT=12&RESPMSG=Declined",
    "line": b"error: no such thing",
    "line, code": b"ERROR_ZERO_BALANCE",
    "line, key": b"Invalid API key",
    "line, token": b"Missing token",
    "line, credentials": b"Wrong credentials",
    "line, expired": b"Expired key",
    "line, denied": b"Access denied",
    "line, forbidden": b"Forbidden.",
    "line, unauthorized": b"Unauthorized",
    "line, rate": b"Rate limit exceeded",
    "line, quota": b"Quota exceeded",
    "line, many": b"Too many requests",
    "line, webhook": b"Webhook message delivery failed with error: HTTP error 429 with",
    "refused": b'{"data":{"pay":{"userErrors":[{"message":"no"}]}}}',
    "refused, late": b'{"data": {"pay": {"a": null, "b": 7, "c": [], "payErrors": [{"message": "no"}]}}}',
    "refused, field": b'{"data":{"pay":{"order":null,"errors":[{"field":"a","message":"no"}]}}}',
    "refused, code": b'{"data":{"pay":{"errors":[{"code":"A","message":"no"}]}}}',
    "refused, union": b'{"data":{"pay":{"__typename":"PayError","message":"no"}}}',
    "choice": b'{"id":"7","choices":[{"finish_reason":"error","error":{"code":1}}]}',
    "choice, late": b'{"id":"7","choices":[{"index":0,"finish_reason":"error","message":{}}]}',
    "alone": b'{"status":"error"}',
    "alone, short": b'{"status":"err"}',
    "denied, inside": b'{"440":{"success":false}}',
    "line, exceeded": b"Exceeded the daily hits limit",
    "line, exceeded yours": b"Exceeded your monthly usage quota",
}
HARMLESS = {
    "behind too many blanks": b"[" + b"\n" * 47 + b' {"error": {"code": 429}}]',
    "behind too long a comment": b"/*" + b"o" * 33 + b'*/{"error": {"code": 429}}',
    "chat": b'{"id": "chat-1", "error": null}',
    "null": b'{"error": null, "data": 1}',
    "number": b'{"errors": 0}',
    "none": b'{"error":false}',
    "ok": b'{"ok": true}',
    "page": b"<html>error: </html>",
    "key": b'{"error_rate": {"p50": 1}}',
    "fraction": b'{"error": 0.05, "rounds": 12}',
    "larger fraction": b'{"error": 7.5, "rounds": 12}',
    "descriptions": b'{"responses": {"404": {"description": "no"}}}',
    "no errors": b'{"errors": [], "data": {}}',
    "no error object": b'{"error": {}, "result": 1}',
    "no error text": b'{"error":"","ok":true}',
    "no number": b'{"errcode":0,"errmsg":"ok"}',
    "number of nothing": b'{"errcode":0,"errmsg":"0","b":1}',
    "number of success": b'{"code":20000,"errmsg":"success","b":1}',
    "status of zero": b'{"status":0,"message":"ok","result":{"a":1}}',
    "numbers of zero": b'{"code":"0000","errmsg":"none","b":1}',
    "behind four": b'{"a":1,"b":2,"c":3,"d":4,"error":{"code":1}}',
    "in a second object": b'{"a":{"b":[1,2]},"error":{"code":1}}',
    "letters": b"<feed><effect>of a fee</effect><exit>7</exit></feed>",
    "page of a name": b"<html><body>_Resource of _Incapsula</body></html>",
    "page of a title": b"<html><head><title>Of errors</title></head></html>",
    "sound status": b'{"code":200,"msg":"ok"}',
    "sound state": b'{"status":"ok","error":null}',
    "feed": b'<?xml version="1.0"?><rss><channel/></rss>',
    "prose": b"errors of the past",
}
DOUBTFUL = {
    "page behind a wall": b'<html><title>Prices</title><script src="/_Incapsula_Resource?A=1">',
    "feed": b'<?xml version="1.0"?><rss><error/></rss>',
    "measures": b'{"responses": [{"url": "a", "status": 503}]}',
    "call": b'{"jsonrpc":"2.0","id":1,"result":{"error":{"code":1}}}',
    "job": b'{"id":"7","object":"job","status":"failed"}',
}
PROMISING = {
    "data": b'{"data": {"items": [1, 2]}}',
    "nested errors": b'{"data":{"orderCreate":{"errors":[{"message":"no"}]}}}',
    "nested errors, spaced": b'{ "data" : { "order" : { "errors" : [ { "message" : "no" } ] } } }\n',
    "many nested errors": b'{"data":{"a":[' + b'{"errors":[{"message":"no"}]},' * 9 + b"0]}}",
    "empty list": b'{"data":{},"errors":[]}',
    "null": b'{"data":{},"errors":null}',
    "quoted": b'{"data":{"log":"{\\"errors\\":[{}]}"}}',
    "cut": b'{"data":{"a":1},"errors":[{"message":"n',
    "envelope": b'<s:Envelope xmlns:s="urn:x"><s:Body><Answer/></s:Body></s:Envelope>',
    "lines": b'{"token": "a"}\n{"token": "b"}\n',
    "lines, sound in the end": b'{"token": "a"}\n{"error": "b"}\n{"token": "c"}\n',
}
ERROR_EVENTS = {
    "AG-UI": b'data: {"type":"RUN_ERROR","message":"no"}\n\n',
    "run": b'data: {"type":"run.error","message":"no"}\n\n',
    "stream": b'data: {"event": "stream_error","message":"no"}\r\n\r\n',
    "choice": b'data: {"choices":[{"finish_reason":"error","error":{"code":1}}]}\n\n',
    "event": b"event: error\ndata: {}\n\n",
    "no blank": b"event:error\ndata: {}\n\n",
    "data": b'data: {"error": {"code": 429}}\n\n',
    "typed": b'data: {"type": "error", "error": {}}\n\n',
    "named": b'data: {"event": "error", "status": 400}\n\n',
    "object": b'data: {"object":"error","message":"no"}\n\n',
    "failed": b"event: response.failed\ndata: {}\n\n",
    "minimax": b'data: {"id": "7", "base_resp": {"status_code": 1002, "status_msg": "no"}}\n\n',
    "minimax, in blanks": b'data: {"base_resp"    :    {    "status_code"    :    1002}}\n\n',
    "minimax, tight": b'data:{"base_resp":{"status_code":2}}\n\n',
    "failed run": b"event: thread.run.failed\ndata: {}\n\n",
    "failed chat": b"event:conversation.chat.failed\ndata:{}\n\n",
    "exception": b"event: exception\ndata: {}\n\n",
    "carriage returns": b"event: error\r\ndata: {}\r\n\r\n",
    "a wrong byte": b'event: error\ndata: {"message":"\xff"}\n\n',
    "own field": b'error: {"code":400,"message":"no"}\n\n',
    "own field, tight": b'error:{"code":400}\r\n\r\n',
    "further on": b'data: {"id":"gen-1","object":"chunk","error":{"code":502},"choices":[]}\n\n',
}
UNFRAMED = {
    "one line": b'{"error": {"code": 503}}\n\n',
    "indented": b'{\n  "error": {\n    "code": 503\n  }\n}\n\n',
    "carriage returns": b'{\r\n  "error": {\r\n    "code": 503\r\n  }\r\n}\r\n\r\n',
}
"""What a server sends that leaves the framing of events."""
HARMLESS_EVENTS = {
    "message": b'event: message\ndata: {"a": "event: error"}\n\n',
    "other name": b"event: error_rate\ndata: 1\n\n",
    "minimax, well": b'data: {"base_resp": {"status_code": 0, "status_msg": ""}}\n\n',
    "minimax, quoted": b'data: {"t": "{\\"base_resp\\":{\\"status_code\\":2}}"}\n\n',
    "a payment": b"event: payment.failed\ndata: 1\n\n",
    "null": b'data: {"errors": null}\n\n',
    "null error": b'data: {"error": null, "text": "a"}\n\n',
    "another name": b"event: error-rate\ndata: 1\n\n",
    "quoted": b'data: {"text": "{\\"error\\": {\\"code\\": 1}}"}\n\n',
    "second half": b'data: {"text": "' + b"x" * 700 + b'", "error": {"code": 1}}\n\n',
    "comment": b": error\n\n",
}


@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
def test_an_error_document_is_seen(body: bytes) -> None:
    """The first member says so."""
    assert looks_wrong(body)
    assert glance(body) is Looks.ERROR
    assert stated_error(body, LIMIT) == body


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS)
def test_a_sound_document_is_not(body: bytes) -> None:
    """A member that is null, false or of another name is no error."""
    assert not looks_wrong(body)
    assert glance(body) is Looks.HARMLESS
    assert stated_error(body, LIMIT) is None


@pytest.mark.parametrize("body", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_doubtful_document_is_looked_at(body: bytes) -> None:
    """What only resembles an error is parsed and found to be none."""
    assert stated_error(body, LIMIT) == body
    assert classify(status_code=200, body=body) is None


@pytest.mark.parametrize("body", PROMISING.values(), ids=PROMISING)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_promising_document_may_be_sound(body: bytes, size: int) -> None:
    """What may hold an error further on is looked through, and taken for one only if there is one."""
    assert looks_wrong(body)
    assert stated_error(body, LIMIT) is None
    assert fed(body, size) is None


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_fault_in_an_envelope_is_seen(size: int) -> None:
    """SOAP sends a fault where the answer would be."""
    body = b'<s:Envelope xmlns:s="urn:x"><s:Body><s:Fault><faultcode>s:Client</faultcode></s:Fault>'

    assert stated_error(body, LIMIT) == body
    assert fed(body, size) == body


def test_a_severity_in_an_envelope() -> None:
    """FedEx answers with one instead of a fault."""
    sound = b"<e:Envelope><e:Body><HighestSeverity>SUCCESS</HighestSeverity></e:Body></e:Envelope>"
    failed = sound.replace(b"SUCCESS", b"ERROR")

    assert stated_error(sound, 4096) is None
    assert stated_error(failed, 4096) == failed


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_error_in_an_envelope_is_seen(size: int) -> None:
    """What answers like an error counts wherever it stands in the beginning, and however that comes."""
    body = b'<s:Envelope xmlns:s="urn:x"><s:Body><Answer><errorCode>7</errorCode>'

    assert stated_error(body, LIMIT) == fed(body, size) == body


@pytest.mark.parametrize("filler", [100, 100_000])
@pytest.mark.parametrize("rest", [b"", b',"extensions":{"cost":1}'], ids=["last", "extensions"])
@pytest.mark.parametrize("size", [1, 4096])
def test_errors_behind_data_are_seen(filler: int, rest: bytes, size: int) -> None:
    """Of a GraphQL answer with partial data its errors are returned, and none of the data."""
    errors = b'"errors":[{"message":"no","extensions":{"errors":[{"a":1}]}}]' + rest + b"}\n"
    body = b'{"data":{"errors":[{"a":1}],"x":"' + b"x" * filler + b'"},' + errors

    if size > 1 or filler < 1000:  # byte by byte, the longest takes its time
        assert fed(body, size) == '{"data":"…",'.encode() + errors
    assert stated_error(body, LIMIT) == '{"data":"…",'.encode() + errors


@pytest.mark.parametrize("lines", [1, 2000])
@pytest.mark.parametrize("apart", [b"\n", b"\r\n"], ids=["line feeds", "carriage returns"])
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_an_error_that_ends_lines_is_seen(lines: int, apart: bytes, size: int) -> None:
    """Of JSON lines the last one is returned if it is an error, as one that others came before."""
    error = b'{"error": "no room left"}'
    body = b'{"token": "a"}' + apart + (b'{"token": "b"}' + apart) * lines

    assert fed(body + error, size) == stated_error(body + error, LIMIT) == "{…}\n".encode() + error
    assert fed(body + error + apart, size) == "{…}\n".encode() + error
    assert fed(body, size) is stated_error(body, LIMIT) is None
    assert fed(body + error + apart + b'{"token": "c"}', size) is None


def test_what_ends_lines_is_bounded() -> None:
    """Of a long last line its beginning counts, and of one longer than what is kept nothing."""
    lines = b'{"token": "a"}\n{"error": "'

    assert fed(lines + b"x" * 5000, 100) == ("{…}\n".encode() + lines[15:] + b"x" * 5000)[:LIMIT]
    assert fed(lines + b"x" * 20_000, 100) is None
    assert stated_error(lines + b"x" * 20_000, LIMIT) is None


def test_errors_far_from_the_end_are_not_looked_for() -> None:
    """A success of any length costs a look at its last 8 KiB."""
    body = b'{"data":{},"errors":[{"message":"' + b"x" * 9000 + b'"}]}'

    assert stated_error(body, LIMIT) is None
    assert fed(body, 4096) is None


@pytest.mark.parametrize(
    ("headers", "is_error"),
    [({}, False), ({"grpc-status": "0"}, False), ({"grpc-status": "14"}, True)],
    ids=["none", "sound", "failed"],
)
def test_headers_speak_where_there_is_no_body(headers: dict[str, str], *, is_error: bool) -> None:
    """Without a body gRPC's status is in the headers; beside a body it is not looked for."""
    assert looks_wrong(b"")
    assert (stated_error(b"", LIMIT, headers) is not None) is is_error
    assert (ErrorFinder(LIMIT, headers).end() is not None) is is_error
    assert stated_error(b'{"id": 1}', LIMIT, headers) is None


@pytest.mark.parametrize("event", ERROR_EVENTS.values(), ids=ERROR_EVENTS)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf: hello\n\n", b'data: {"n": 1}\n\n', b"id: 7\r\n\r\n"])
def test_an_error_event_is_seen(before: bytes, event: bytes) -> None:
    """It may be the first event or a later one."""
    assert stated_error(before + event, LIMIT) == event


@pytest.mark.parametrize("event", HARMLESS_EVENTS.values(), ids=HARMLESS_EVENTS)
def test_a_sound_event_is_not(event: bytes) -> None:
    """What a message quotes is no event."""
    assert stated_error(b"data: 1\n\n" + event, LIMIT) is None


def test_what_is_returned_is_bounded() -> None:
    """At most the limit is kept, of a document and of an event."""
    assert stated_error(b'{"error": "' + b"x" * LIMIT, LIMIT) == b'{"error": "' + b"x" * (LIMIT - 11)
    assert stated_error(b"event: error\ndata: " + b"x" * LIMIT, 22) == b"event: error\ndata: xxx"


def fed(body: bytes, size: int, limit: int = LIMIT) -> bytes | None:
    """Feed the body in pieces; return the error that a piece completes, or the end."""
    finder = ErrorFinder(limit)
    for start in range(0, len(body), size):
        found = finder.feed(body[start : start + size])
        if found is not None:
            return found
    return finder.end()


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        (b"", False),
        (b'{"text": "a"}', True),
        (b'{"text": "' + b"a" * 600, False),
        (b'{"error": ', True),
        (b"data: 1\n\n", True),
    ],
)
def test_whether_more_is_to_be_found_out(body: bytes, *, is_open: bool) -> None:
    """Of a body that is plainly sound, or was not read, the end says nothing."""
    finder = ErrorFinder(LIMIT)

    finder.feed(body)

    assert finder.is_open() is is_open


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("event", ERROR_EVENTS.values(), ids=ERROR_EVENTS)
def test_an_event_in_pieces_is_seen(event: bytes, size: int) -> None:
    """Wherever a stream is cut into pieces, the error event is found, and ends where it ends."""
    body = b'data: {"n": 1}\n\n' * 20 + event + b"data: more\n\n"

    found = fed(body, size)

    assert found == event


@pytest.mark.parametrize("event", ERROR_EVENTS.values(), ids=ERROR_EVENTS)
@pytest.mark.parametrize("before", [b"", b'data: {"n": 1}\n\n', b"id: 7\r\n\r\n"])
@pytest.mark.parametrize("after", [b"", b"data: more\n\n"])
def test_an_event_cut_in_two_anywhere_is_seen(before: bytes, event: bytes, after: bytes) -> None:
    """Every place at which a stream can be cut gives the same event."""
    body = before + event + after

    found = {fed_at(body, place) for place in range(len(body))}

    assert found == {event}


def fed_at(body: bytes, place: int, limit: int = LIMIT) -> bytes | None:
    """Feed the body in two pieces."""
    finder = ErrorFinder(limit)
    return finder.feed(body[:place]) or finder.feed(body[place:]) or finder.end()


@pytest.mark.parametrize("error", UNFRAMED.values(), ids=UNFRAMED)
@pytest.mark.parametrize("after", [b"", b"data: more\n\n"])
def test_an_error_outside_the_events_is_seen(error: bytes, after: bytes) -> None:
    """Behind some events a bare object with an error is one, wherever the stream is cut."""
    body = b'data: {"n": 1}\r\n\r\n' * 2 + error + after

    found = {fed_at(body, place) for place in range(len(body))}

    assert found == {error}
    assert stated_error(body, LIMIT) == error
    assert [fed(body, size) for size in (1, 2, 7)] == [error] * 3


@pytest.mark.parametrize(
    "line", [b'{"error": {}}', b'{"error": "no"}', b'{"id": 1, "error": {"a": 1}}', b"{}"]
)
def test_other_objects_outside_the_events_are_none(line: bytes) -> None:
    """Nor is an object that does not begin with its error."""
    body = b"data: 1\n\n" + line + b"\n\n"

    assert stated_error(body, LIMIT) is None
    assert [fed(body, size) for size in (1, 2, 7)] == [None] * 3


def test_an_object_outside_the_events_hides_none() -> None:
    """An indented object that is no error does not keep the events behind it from being seen."""
    sound = b'data: 1\n\n{\n"a":\n"' + b"x" * 700 + b'"\n}\n\n'
    error = b'data: {"error":{"code":"slow_down","message":"Wait a while."}}\n\n'

    found = {fed_at(sound + error, place) for place in range(len(sound), len(sound + error))}

    assert found == {error}


def test_there_may_be_another_event() -> None:
    """Whoever finds that an event is no error goes on to the next one."""
    finder = ErrorFinder(LIMIT)
    alarm, error = b'data: {"a":{"error":{"b":1}}}\n\n', b'data: {"error":{"code":1}}\n\n'

    found = [finder.feed(alarm), finder.feed(b"data: 1\n\n" + alarm + error), finder.end()]

    assert found == [None, error, None]
    assert stated_error(alarm * 3 + error, LIMIT) == error
    assert fed(alarm * 3 + error, 1) == error
    assert fed(alarm * 50 + error, 5000) == error


def test_alarms_without_end_are_left_alone() -> None:
    """A body full of quoted errors takes no more time than some of them."""
    alarms = b'data: {"a":{"error":{"b":1}}}\n\n' * 1000 + b'data: {"error":{"code":1}}\n\n'

    assert stated_error(alarms, LIMIT) is None
    assert ErrorFinder(LIMIT).feed(alarms) is None


def test_what_was_no_error_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that all look like errors, in an event that never ends, are read once, but the last twice."""
    alarms = b"event: error\n" * 5000
    read = list[int]()
    for module in ("glance", "finder"):
        monkeypatch.setattr(f"otel_errkind._core.{module}.is_error", lambda event: read.append(len(event)))

    assert stated_error(alarms, 4352) is fed(alarms, 30_000, 4352) is None
    assert sum(read) < 2.1 * len(alarms)


def test_an_error_behind_a_long_line_is_seen() -> None:
    """A line that looks like an error, is none, and does not end within what is kept, hides nothing."""
    line, error = b'data: {"a":{"error":{"b":"' + b"x" * LIMIT + b'"}}}\n', b'data: {"error":{"code":1}}\n\n'

    assert stated_error(line + error, LIMIT) == fed(line + error, 7) == error


@pytest.mark.parametrize("size", [1, 500, 1000])
def test_a_fault_behind_a_long_header_is_seen(size: int) -> None:
    """The header of an envelope may fill the beginning by itself."""
    header = b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header>' + b"<a/>" * 150
    body = header + b"</e:Header><e:Body><e:Fault>"

    assert stated_error(body, 4096) == fed(body, size, 4096) == body
    assert stated_error(body[:-9], 4096) is fed(body[:-9], size, 4096) is None


def test_a_name_at_the_end_of_what_is_kept_is_read_again() -> None:
    """The data of an event may lie behind the limit that its name still is within."""
    alarm, error = b'data: {"a":{"error":{"b":1}}}\n', b'event: error\ndata: {"code":1}\n\n'
    limit = len(alarm) + len(error) - 16

    assert stated_error(alarm + error, limit) == fed(alarm + error, 7, limit) == error


def test_the_rest_of_a_line_that_was_judged_is_no_event() -> None:
    """A line may be so deep that nothing is read in it: what is quoted further on is not its beginning."""
    quoted = b'{"error":' * 50
    line = b'data: {"a":' + b'{"error":' * 3000

    assert fed_at(line + quoted, len(line), 4352) is None


def test_an_endless_event_is_judged_by_what_is_kept() -> None:
    """Data too deep to be parsed whole is an error by its beginning, streamed or not."""
    body = b'data: {"error":{"code":"no","inner":' + b'{"inner":' * 5000

    assert stated_error(body, LIMIT) == fed(body, 100) == body[:LIMIT]


def test_the_rest_of_a_long_line_is_no_event() -> None:
    """What a line quotes far behind its beginning is not taken for an event, however the line comes."""
    body = b"data: " + b"x" * 700 + b"event: error\ndata: 1\n\n"

    assert [fed(body, size) for size in (1, 700, 706, 1000)] == [None] * 4


EVENT_LINES = st.sampled_from(
    [
        b"event: error\n",
        b"event: response.failed\n",
        b"event: auth_revoked\r\n",
        b"data: event: response.failed\n",
        b'data: {"type":"response.failed","response":{"id":"r",\n',
        b'data: {"type":"exception","message":"no"}\n',
        b'data: {"type":"RUN_ERROR"}\n',
        b'data: {"error":{"code":1}}\n',
        b'data: {"a":{"error":{"b":1}}}\n',
        b'error: {"a":1}\r',
        b'{"error":{"a":1}}\n',
        b"{\n",
        b'"error":{"a":1}}\n',
        b"data: failed\r",
        b"y" * 700,
        b"\n",
        b"\r\n",
    ]
)


@given(lines=st.lists(EVENT_LINES, max_size=6), cuts=st.lists(st.integers(0, 900), max_size=3))
@example(lines=[b"data: event: response.failed\n", b'data: {"type":"response.failed"}'], cuts=[])
@example(lines=[b"y" * 700, b'\rdata: {"type":"RUN_ERROR"}\n'], cuts=[])
def test_a_stream_holds_an_error_or_none_however_it_comes(lines: list[bytes], cuts: list[int]) -> None:
    """Lines of error events and what resembles them, in any order and in any pieces, give one answer."""
    body = b"data: 1\n" + b"".join(lines)
    finder = ErrorFinder(4096)
    places = [0, *sorted(cuts), len(body)]

    pieces = [finder.feed(body[start:end]) for start, end in pairwise(places)]
    found = any(piece is not None for piece in (*pieces, finder.end()))

    assert found is (fed(body, 1, 4096) is not None) is (stated_error(body, 4096) is not None)


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
def test_a_document_in_pieces_is_seen(body: bytes, size: int) -> None:
    """A document is complete at its end."""
    assert fed(body, size) == body


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("body", [*HARMLESS.values(), *HARMLESS_EVENTS.values()])
def test_nothing_else_is_found_in_pieces(body: bytes, size: int) -> None:
    """What is harmless as a whole is so in pieces."""
    assert fed(body, size) is None


def test_what_follows_a_harmless_beginning_is_not_looked_at() -> None:
    """The beginning decides: neither time nor memory goes into the rest."""
    finder = ErrorFinder(LIMIT)

    found = [
        finder.feed(piece) for piece in (b'{"id": "' + b"x" * 600, b'{"error": {}}', b"event: error\n\n")
    ]

    assert found == [None, None, None]
    assert finder.end() is None
    assert len(finder._kept) == 0  # noqa: SLF001 - memory is not seen from outside


def test_an_event_that_never_ends_is_complete_at_the_limit() -> None:
    """An error without a blank line after it is reported when enough of it came, or when reading ends."""
    assert fed(b"event: error\ndata: " + b"x" * 500, 10, limit=30) == b"event: error\ndata: xxxxxxxxxxx"
    assert fed(b"event: error\ndata: cut", 10) == b"event: error\ndata: cut"


def test_a_long_stream_is_not_kept() -> None:
    """Of what has passed without an error, hardly anything stays in memory."""
    finder = ErrorFinder(LIMIT)

    for _ in range(1000):
        finder.feed(b'data: {"n": 1}\n\n')

    assert len(finder._kept) < 20  # noqa: SLF001 - memory is not seen from outside


def test_a_long_document_is_not_kept() -> None:
    """Nor of an error document more than the limit."""
    finder = ErrorFinder(LIMIT)

    finder.feed(b'{"error": "')
    for _ in range(1000):
        finder.feed(b"x" * 16)

    assert len(finder._kept) == LIMIT  # noqa: SLF001 - memory is not seen from outside
    assert len(finder.end() or b"") == LIMIT


def test_a_long_beginning_is_not_kept_on() -> None:
    """Nor more, if the beginning alone was longer than that."""
    finder = ErrorFinder(LIMIT)

    for _ in range(100):
        finder.feed(b'{"error": "' + b"x" * 300)

    assert len(finder._kept) <= 512  # noqa: SLF001 - memory is not seen from outside
    assert len(finder.end() or b"") == LIMIT


def test_of_long_data_only_the_end_is_kept() -> None:
    """Errors behind the data are looked for in its last part."""
    finder = ErrorFinder(LIMIT)

    finder.feed(b'{"data": {"a": "')
    for size in (1000, 1_000_000, *[1000] * 100):
        finder.feed(b"x" * size)

    assert 8192 <= len(finder._kept) <= 2 * 8192  # noqa: SLF001 - memory is not seen from outside


def test_long_errors_behind_long_data_are_seen() -> None:
    """Of the data nothing is left before them, however much was kept."""
    errors = b'"errors":[{"message":"' + b"y" * 8100 + b'"}]}'

    found = fed(b'{"data":{"a":"' + b"x" * 30_000 + b'"},' + errors, 50_000, limit=10_000)

    assert found == '{"data":"…",'.encode() + errors


def test_long_errors_beside_no_data_are_seen() -> None:
    """Where data is null, the errors next to it are the answer, however long."""
    body = b'{"data":null,"errors":[{"message":"' + b"x" * 20_000 + b'"}]}'

    assert fed(body, 9) == body[:LIMIT]
    assert stated_error(body, LIMIT) == body[:LIMIT]


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_bytes_are_fine(body: bytes, size: int) -> None:
    """Whatever comes, in pieces or whole, there is an answer and it is bounded."""
    assert len(stated_error(body, LIMIT) or b"") <= LIMIT
    assert len(fed(body, size) or b"") <= LIMIT


@pytest.mark.parametrize(
    ("status", "error", "body"),
    [
        (101, False, False),
        (200, False, True),
        (299, False, True),
        (300, False, True),
        (304, False, True),
        (399, False, True),
    ],
)
def test_a_status_below_400_is_no_error(status: int, *, error: bool, body: bool) -> None:
    """A redirect is none, though its body may break; what follows an upgrade is no body."""
    assert (is_error_status(status), may_have_body(status)) == (error, body)


@pytest.mark.parametrize("status", [400, 599, 600, 999])
def test_a_status_from_400_on_is_an_error(status: int) -> None:
    """Whatever invents it."""
    assert is_error_status(status)
