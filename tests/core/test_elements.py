"""XML, JSend and WebDAV: what their errors say, and what only looks like one."""

from __future__ import annotations

import pytest

from otel_errkind._core import document
from otel_errkind._core.classify import classify
from otel_errkind._core.dialects import markup, registry
from otel_errkind._core.dialects.elements import is_error
from otel_errkind._core.envelope import Envelope
from otel_errkind._core.success import bare_failure


@pytest.mark.parametrize(
    ("text", "codes", "message"),
    [
        ("<a><code>c1</code><message>m</message></a>", ("c1",), "m"),
        ("<a><errCode>c1</errCode><errText>m</errText></a>", ("c1",), "m"),
        ("<a><result_code>FAIL</result_code><err_code>c1</err_code></a>", ("c1",), None),
        ("<a><responseCode>c1</responseCode></a>", ("c1",), None),
        ("<a><responseCode>OK</responseCode><x>y</x></a>", (), None),
        ("<a><description>m</description><errText>other</errText></a>", (), "m"),
        ("<a><error>no such thing</error></a>", (), "no such thing"),
        ("<a><error>abc</error></a>", (), None),
        ("<a><code>c</code><error>abc</error></a>", ("c",), None),
        ("<a><code>c</code><message>m</message></a>", ("c",), "m"),
        (f"<a><code>{'c' * 120}</code></a>", ("c" * 120,), None),
        (f"<a><code>{'c' * 300}</code></a>", (), None),
        (f"<a><message>{'m' * 300}</message></a>", (), "m" * 300),
        ("<a><item id='5' code='c'>x</item><message>m</message></a>", (), "m"),
        ("<a><error code='c1' msg='m'/></a>", ("c1",), "m"),
        ("<a status='fail' code='c1'><message>m</message></a>", ("c1",), "m"),
        ("<a><message>&lt;m&gt;</message></a>", (), "<m>"),
        ("<a><status message='m' value='10'/></a>", ("10",), "m"),
        ("<a><status message='m'/></a>", (), "m"),
        ("<a><Text>m</Text></a>", (), "m"),
        ("<a><LongMessage>m</LongMessage></a>", (), "m"),
        ("<a><fault>WrongPasswordFault</fault><Message>m</Message></a>", ("WrongPasswordFault",), "m"),
        ("<a><fault>Wrong passwords</fault></a>", (), "Wrong passwords"),
        ("<a><err_code_des>m</err_code_des></a>", (), "m"),
        ("<a><Exception>no such thing</Exception></a>", (), "no such thing"),
        ("<a><exception>no such thing</exception></a>", (), "no such thing"),
        ("<a><Fault>no such thing</Fault></a>", (), "no such thing"),
        ("<a><MyError code='c1' msg='m'/></a>", ("c1",), "m"),
        ("<a><MyException exceptionCode='c1' msg='m'/></a>", ("c1",), "m"),
        ("<a><MyFault code='c1' msg='m'/></a>", ("c1",), "m"),
    ],
)
def test_codes_and_texts_of_elements(text: str, codes: tuple[str, ...], message: str | None) -> None:
    """An element's name, or an attribute's on an element of errors, says what its text is."""
    envelope = markup.read(text)

    assert envelope is not None
    assert (envelope.codes, envelope.message) == (codes, message)


WHOLE = (
    "errorResponse",
    "error_response",
    "fault",
    "Exception",
    "ExceptionReport",
    "ServiceException",
    "ServiceExceptionReport",
)


@pytest.mark.parametrize(
    "text",
    [
        "<a><error>x</error></a>",
        "<a><errors><item>x</item></errors></a>",
        "<a><error a='b'><item>x</item></error></a>",
        "<a><errorText>gone</errorText></a>",
        "<a><error code='5'/></a>",
        "<a><err number='5'>x</err></a>",
        "<a><loginFailure code='5'>x</loginFailure></a>",
        *(f"<a><{name}>x</{name}></a>" for name in WHOLE),
        "<a><status>error</status></a>",
        "<a><result status='error' code='22'>x</result></a>",
        "<a><return_code>FAIL</return_code></a>",
        "<a><responseCode>ErrorAccessDenied</responseCode></a>",
        "<a status='fail'>x</a>",
        "<a stat='fail'>x</a>",
        "<a result='error'>x</a>",
        "<a ResponseClass='Error'>x</a>",
        "<a success='false'>x</a>",
        '<a isSuccess="false">x</a>',
        "<a><ack>FAILURE</ack></a>",
        "<a><outcome>error</outcome></a>",
        "<a><result>failed</result></a>",
        "<a replyCode='20807'>x</a>",
        "<a><status message='m' value='19'/></a>",
        "<a code='5' error='No such parcel'/>",
    ],
)
def test_what_states_a_failure(text: str) -> None:
    """An element of an error that holds anything, or one that says that the call failed."""
    assert is_error(text)


@pytest.mark.parametrize(
    "text",
    [
        "<a><error></error></a>",
        "<a><error x='y'/></a>",
        "<a><error x='y'/><b>c</b></a>",
        "<a><error>false</error></a>",
        "<a><errors>No</errors></a>",
        "<a><errorcode>0</errorcode></a>",
        "<a><status>AccessDenied</status></a>",
        "<a><status>busy</status></a>",
        "<a><responseCode>NoError</responseCode></a>",
        "<a><responseCode>LIVE</responseCode></a>",
        "<a><status code='5'>x</status></a>",
        "<a><item code='5'>x</item></a>",
        "<a status='ok' code='5'>x</a>",
        "<a success='true'>x</a>",
        "<a name='false'>x</a>",
        "<a name='error'>x</a>",
        "<a replyCode='0'>x</a>",
        "<a><status message='m' value='0'/></a>",
        "<a code='0' error='no'/>",
        "<a code='5' error=''/>",
        "<a><status message='m' value='low'/></a>",
        "<a><status message='' value='19'/></a>",
        "<a><state message='m' value='19'/></a>",
    ],
)
def test_what_states_no_failure(text: str) -> None:
    """What is empty, fine, or the state of a thing and not of the call."""
    assert not is_error(text)


@pytest.mark.parametrize(
    ("body", "dialect", "message"),
    [
        ({"status": "fail", "data": {"mail": "is none"}}, "jsend", "is none"),
        ({"status": "fail", "code": 3, "data": {"mail": "is none"}}, "jsend", "is none"),
        ({"status": "fail", "message": "m", "data": {"mail": "is none"}}, "jsend", "m"),
        ({"status": "fail", "message": "m", "code": "e_mail"}, "plain", "m"),
        ({"status": "fail", "message": "rate limit exceeded"}, "plain", "rate limit exceeded"),
        ({"status": "error", "message": "m"}, "plain", "m"),
        ({"status": "fail", "data": {"message": "m"}}, "plain", "m"),
        ({"status": "late", "message": "m", "data": {"mail": "is none"}}, "plain", "m"),
    ],
)
def test_jsend(body: dict[str, object], dialect: str, message: str) -> None:
    """A `fail` without a message of its own has a text for each field."""
    envelope = registry.read_object(body)  # type: ignore[arg-type]  # of JSON's types, which mypy cannot see

    assert envelope is not None
    assert (envelope.dialect, envelope.message) == (dialect, message)


@pytest.mark.parametrize("data", [None, [], {}, {"mail": 3}])
def test_jsend_without_a_text(data: object) -> None:
    """What has no text is not JSend's."""
    envelope = registry.read_object({"status": "fail", "data": data})  # type: ignore[dict-item]  # as above

    assert envelope is None or envelope.dialect != "jsend"


STATUS = "<d:response><d:status>HTTP/1.1 {} x</d:status>{}</d:response>"


@pytest.mark.parametrize(
    ("statuses", "status"),
    [((404,), 404), ((400, 507), 400), ((423, 404), 423), ((200, 404), None), ((), None)],
)
def test_multi_status(statuses: tuple[int, ...], status: int | None) -> None:
    """The first status counts if nothing succeeded; RFC 4918, section 13."""
    responses = "".join(STATUS.format(each, "") for each in statuses)

    envelope = markup.read(f"<d:multistatus xmlns:d='DAV:'>{responses}<a/></d:multistatus>")

    assert envelope is not None
    assert envelope.status == status
    assert (envelope.dialect == "multistatus") == (status is not None)


def test_multi_status_says_why() -> None:
    """A precondition is the code, and a description the text."""
    why = (
        "<d:error><d:lock-token-submitted/></d:error><d:responsedescription> locked </d:responsedescription>"
    )

    envelope = markup.read(f"<d:multistatus xmlns:d='DAV:'>{STATUS.format(423, why)}</d:multistatus>")

    assert envelope is not None
    assert (envelope.codes, envelope.message) == (("lock-token-submitted",), "locked")


@pytest.mark.parametrize(
    "body",
    [
        "errCode=22&errMsg=gone",
        '<a IsSuccess="false"><message>m</message></a>',
        "<a success = 'false'><message>m</message></a>",
        "<d:multistatus><d:status>HTTP/1.1 404 x</d:status></d:multistatus>",
        '{"Note":"rate limit of 5 requests"}',
        '<a><status message="m" value="22"/></a>',
        '{"compositeResponse":[{"body":[],"httpStatusCode":400}]}',
        '{"messages":[{"status":{"groupId":5,"name":"REJECTED_NOT_ENOUGH_CREDITS"}}]}',
    ],
)
def test_what_a_success_is_read_for(body: str) -> None:
    """None of these has a word of errors in it, and each is one."""
    assert classify(status_code=200, body=body) is not None


def test_a_failure_without_a_word() -> None:
    """What only says that it failed is read as any other JSON."""
    assert bare_failure({"success": False}) == Envelope("plain")
    assert bare_failure({"success": True}) is None
    assert bare_failure([False]) is None


@pytest.mark.parametrize(
    ("body", "dialect", "codes", "message"),
    [
        ("error=access_denied", "form", ("access_denied",), None),
        ("message=gone", "form", (), "gone"),
        ('{"errors":{"mail":["is none"]},"message":"m"}', "plain", (), "m"),
        ('[{"status":"ERR","result":"r"}]', "errors", (), "r"),
        ('[{"status":"ERR","result":"r","message":"m"}]', "errors", (), "m"),
        ('[{"status":"OK","result":"r","code":"c"}]', "errors", ("c",), None),
        (
            '{"code":7,"message":"gate failed: QuotaExceededException"}',
            "plain",
            ("7", "QuotaExceededException"),
            None,
        ),
        (
            '{"code":7,"message":"gate failed: QuotaExceededError."}',
            "plain",
            ("7", "QuotaExceededError"),
            None,
        ),
    ],
)
def test_where_codes_and_texts_stand(
    body: str, dialect: str, codes: tuple[str, ...], message: str | None
) -> None:
    """A form of one pair, texts by field, a statement's result, a class at the end of a text."""
    envelope = registry.read(document.read(body, None))

    assert envelope is not None
    assert (envelope.dialect, set(envelope.codes)) == (dialect, set(codes))
    assert message is None or envelope.message == message
