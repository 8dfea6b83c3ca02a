"""Texts that mean more than their status, under the statuses and in the shapes that they come in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    Texts = Mapping[tuple[int, Reason], str]

MESSAGES: Texts = {
    (432, Reason.QUOTA_EXHAUSTED): """
        This is more than the usage limit that was set
        The quota of this key is used up
        There were too many requests
        This is more than the rate limit that was set
        This is more than the request limit that was set
        This is more than the query limit that was set
        This is more than the call limit that was set
        This is more than the daily limit that was set
        This is more than the monthly limit that was set
    """,
    (400, Reason.BILLING): """
        Your credit balance is too low to access the API
        You are out of credits
        There are no more credits on this key
        Insufficient credits
        You do not have enough funds
        Not enough balance for this call
        Credits exhausted
        Your credits are insufficient
        The credit is too low
        Your balance has been used up
        Account balance not enough
        Your balance is negative
        Credits have been exhausted
        You have exhausted all of your available credits
        You used up the remaining credits
        You used credits
        You have consumed its credits
        You have spent your credits
        The team has depleted all credits
        The account has a negative balance
        You are left with an exhausted credit balance
        You are left with a depleted balance
        You reached your spending limit
        The project exceeded its monthly spend cap
        This key has hit the spend limit
        Exports are only available for paid users
        Exports are only available on our Pro plan
        Exports are only available to premium members
        Exports are only available in the enterprise edition
        Exports are only available with a business account
        Exports are only available for higher limits
        Exports are not available on your current plan
        Exports are not included in this plan
        Exports are not supported for the subscription
        Exports are not enabled with the free tier
        Exports are not allowed under your plan
        Exporting requires a paid plan
        Exporting requires an enterprise subscription
        Your account is suspended
        The account has been deactivated
        This organization was suspended
        Organisation 7 has been suspended
        Project x is suspended
        Workspace a-b is on hold
        Account is on hold
    """,
    (412, Reason.BILLING): "Your account is suspended",
    (403, Reason.BILLING): "You are out of credits",
    (422, Reason.BILLING): """
        You are out of credits
        Exporting requires a paid plan
        Your account is suspended
    """,
    (429, Reason.BILLING): "You are out of credits",
    (402, Reason.PAYMENT_DECLINED): "Your card was declined.",
    (400, Reason.RATE_LIMIT): """
        Frequency limit reached
        Request frequency limit
        Trigger frequency limit
        Too many requests
        API limit exceeded
        Call limit has been reached
        Request rate limit was exceeded
        Rate limit is reached
        User requests out of rate limit!
        IP requests out of rate limit
        API requests out of rate limit
        App requests out of rate limit
        Requests over limit
        Over API limit
        Over rate limit
        Request over request limit
        Over call limit
        The app has exceeded your rate limit
        Your keys have hit the request limit
        Sorry, you've reached its call limit
        It has exceeded our daily query limit
        The app has exceeded the rate limit
        Spike arrest violation. Allowed rate: 10ps
        Rate limit quota violation
        Your calls are exceeding the rate limit
        ERR max requests limit exceeded. Limit: 10
        ERR maximum daily request limit exceeded
        Access denied: you have made too many requests continuously
        This key sent too many requests
        The client is making too many requests
        You are sending too many requests
        Request frequency is too high
        Trigger frequency too high
        Exceeded the access frequency
        Exceeded the frequency
        Private rate limit exceeded
        Public request limit reached
        Usage limits are exceeded
        The allowed number of requests has been exceeded.
        Maximum number of calls reached
        The maximum number of calls have been exceeded
        The permitted number of requests were reached
        The allowed number of calls is exceeded
        Permitted number of daily queries was exceeded
        API limits have been exceeded
        Request limits were reached
    """,
    (409, Reason.RATE_LIMIT): "Usage limits are exceeded",
    (402, Reason.RATE_LIMIT): """
        You have hit your hourly limit for calls
        The per-minute limit is used up
        A per minute request limit applies
        Requests reach the upper limit
        All of your requests reached the limit
    """,
    (401, Reason.RATE_LIMIT): "Rate limit exceeded",
    (498, Reason.RATE_LIMIT): "Slow down",
    (403, Reason.RATE_LIMIT): """
        403 Forbidden (Rate Limit Exceeded)
        Access denied because of exceeding access rate
        Exceeded the API rate.
        Because of exceeding request rate
        Exceeds call rate!
        You have exceeded a secondary rate limit
        You have triggered an abuse detection mechanism
        API rate limit exceeded for 192.0.2.1
        Too many requests
        User requests out of rate limit
        You hit your request limit
        Rate limit quota violation
        Rejected, as it does not go with the fair use policy
        Rejected, as it does not go with the fair-use policy
    """,
    (420, Reason.RATE_LIMIT): """
        Enhance your calm
        You have hit the rate limit
        You asked too many times
        Exceed sending limit (hourly)
    """,
    (422, Reason.RATE_LIMIT): "Too many requests",
    (500, Reason.RATE_LIMIT): """
        초당 거래건수를 초과하였습니다.
        분당 요청 횟수를 초과
        시간당 호출수를 초과
        초당 요청수제한 초과
        Too many requests
        toomanyrequests: You have pulled more than your share
        Spike arrest violation. Allowed rate: 10ps
        toomanyrequests: You have reached your unauthenticated pull rate limit
        Message throttled out
    """,
    (503, Reason.RATE_LIMIT): """
        Too many requests
        The app has exceeded your rate limit
        Spike arrest violation. Allowed rate: 10ps
    """,
    (400, Reason.QUOTA_EXHAUSTED): """
        Hourly usage reached
        Quota for the day exceeded
        Daily quota of 1000 exceeded
    """,
    (403, Reason.QUOTA_EXHAUSTED): """
        Exceed the user daily usage (100000), the maximum query frequency is 1 time per second
        You have exceeded your monthly usage of maps
        You exceeds hourly usage
        User usage reached
        App usage limit reached.
        Application usage reached!
        API usage reached
        Hourly usage reached
        Daily usage limit reached
        API quota exceeded
        Quota was reached.
        Call quota has been reached
        Daily request quota limit is exhausted
        Hourly quota was exceeded
        Monthly query quota exceeded.
        Rate quota exceeded
        Usage quota exceeded for this key
        Daily quota exhausted
        Out of call volume quota. Quota will be replenished in 1 hour.
        API key has exceeded calls per month quota.
        You have exceeded your monthly quota
        You've exceeded the daily request quota. Try again tomorrow.
        Your account has exceeded its API calls quota
        Exceeded daily quota
        The client has exceeded their query quota
        This token exceeded queries quota
        Your app has exceeded the rate quota
        Application exceeded its usage quota
        The project exceeded your hourly quota
        The user has exceeded the weekly quota
        The key exceeded its calls per minute quota
        Exceeded the requests per hour quota
        Exceeded calls per day quota
        Exceeded calls per week quota
    """,
    (500, Reason.QUOTA_EXHAUSTED): "Hourly usage reached",
    (503, Reason.QUOTA_EXHAUSTED): "Hourly usage reached",
    (456, Reason.QUOTA_EXHAUSTED): "Quota for this billing period has been exceeded.",
    (400, Reason.INVALID_CREDENTIALS): """
        Bad Request.  The value for variable api_key is not registered.  Read on
        API key not valid. Please pass a valid one
        Invalid login credentials
        Please include a case-sensitive header of Authorization: Basic with this request
        Please include your API key
        Please include a bearer token
        Invalid API key
        Your incorrect credentials
        Bad Request. The value for variable api_key is not registered.
        The value of parameter access_token is invalid
        App token is not valid
        Application token is invalid, see the page of tokens
        The expired session
        An unknown access_token
        Invalid user name or password
        Incorrect username or password
        The provided API key is invalid
        Supplied credentials could not be found
        The api token is incorrect
        Your auth token is not valid
        Authentication token is expired
        The authorization token has expired
        Bearer token expired
        The x-api-key does not exist
        Session does not exist
        Session not found
        Credentials was not found
        Credentials do not exist
        API key not exists
        Not logged in
        Not signed in
        Sign error
        Signature mismatch
        Sign signature is invalid
        Signature incorrect
        Missing client token
        Missing access key
        Missing auth token
        Missing authentication token
        Missing authorization token
        Missing bearer token
        Missing API key
        Invalid application id
        The appid is invalid
        Specify valid applicationId
        Invalid `X-Api-Token` header
        Unknown 'api_key'
        Incorrect "access token"
        We could not recognize your API key. Check it.
        We couldn't recognise this app id
        Cannot verify the credentials
        We do not recognise the API key
        Can't validate your session
        Did not find this access token
        Please provide a valid API key
        Supply a valid access token
        Use valid credentials
        Enter an valid app-id
        The wrong API key
        Bad credentials
        Illegal access token: 4
        Malformed access token
        Missing or malformed bearer token
        Missing or invalid API key
        Invalid signature
        Incorrect sign
        Wrong signature
        Invalid passphrase
        Invalid token
        Invalid token!
        Invalid authentication
        Invalid JWT
        Signature failed
        API signature check failed
        API-sign verification failed
        Your signature is not valid
        Signature not valid
        Authentication failed
        Authentication has failed
        Failed to authenticate.
        Could not authenticate you
        Unauthorized
        Unauthorised!
        Unauthorized request.
        This key has expired
        The API key has been revoked
        Your API-key was revoked
    """,
    (422, Reason.INVALID_CREDENTIALS): """
        Login failed
        Your session has expired
        Invalid signature
    """,
    (400, Reason.PERMISSION_DENIED): """
        Access denied
        Access is denied
        Permission was denied
        Insufficient permissions
        Insufficient permission
        Insufficient privileges
        Insufficient privilege
        Insufficient rights
        Insufficient scope
        Insufficient scopes
        You do not have the required permissions
        You don't have permission to do this
        User does not have the necessary rights
        Account has no privileges
        API key has no permission
        Your token doesn't have any access
        The key does not have sufficient privilege
        Does not have access
        Have no access
        You are not authorized to do this
        You are not authorised
        Not authorized
        IP address not allowed
        Your IP is not whitelisted
        IP not authorized
        Your account is frozen
        The account is banned
        Account is blocked
        Account is disabled
        Account is locked
        Account is restricted
    """,
    (422, Reason.PERMISSION_DENIED): "Access denied",
    (400, Reason.MAINTENANCE): """
        System is under maintenance.
        The shop is currently undergoing maintenance.
        Our payment service is temporarily down for scheduled maintenance
        api.example.com is under scheduled maintenance. We'll be back soon.
        Under maintenance
    """,
    (403, Reason.MAINTENANCE): "The site is under maintenance",
    (500, Reason.MAINTENANCE): "The site is under maintenance",
    (400, Reason.CAPACITY): """
        Service unavailable
        The server is currently busy
        System too busy
        Service is temporarily unavailable
        Server overloaded
        We are over capacity
        The shop is temporarily over capacity. Please try again later.
        The shop is currently over capacity
        NETWORK ERROR (CUDA out of memory. Tried to allocate 2.00 GiB)
    """,
    (403, Reason.CAPACITY): """
        The shop is temporarily over capacity. Please try again later.
        Service unavailable
    """,
    (500, Reason.BILLING): "insufficient balance (1008)",
    (500, Reason.INVALID_CREDENTIALS): """
        기간이 만료된 token 입니다.
        만료된 토큰
        Invalid API key
        Get "https://registry.test/v2/": unauthorized: incorrect username or password
        pull: denied: requested access to the resource
    """,
    (499, Reason.INVALID_CREDENTIALS): """
        Token required
        Invalid access token
    """,
    (429, Reason.PAYLOAD_TOO_LARGE): "Received message larger than max (5000 vs. 4096)",
    (429, Reason.CAPACITY): """
        We are experiencing high demand
        We are experiencing high load
        We are experiencing high traffic
        The model is overloaded
        Our servers are currently at capacity
        The server is too busy
        The system is busy
        The service is currently busy
        This engine is busy
        The model is busy
        AiError: Capacity temporarily exceeded, please try again
        Service tier capacity exceeded for this model
    """,
    (500, Reason.CAPACITY): """
        We are experiencing high demand
        We are experiencing unusually high load
        We are experiencing high traffic
        The model is overloaded
        This engine is currently overloaded
        The cluster is at capacity
        The backend is currently overloaded
        Our upstream is at capacity
        The shop is over capacity
        Out of host capacity.
        Insufficient capacity
        No capacity available!
        No GPU capacity
    """,
    (400, Reason.REQUEST_TIMEOUT): """
        The request timed out
        API endpoint request timeout.
        Your query on shard 3 timed out
        Operation timed out after 3 s
        Execution timed out
        Statement timed out
        Search timed out
        Transaction timed out
    """,
    (422, Reason.REQUEST_TIMEOUT): "Query timed out",
    (503, Reason.LOADING): """
        Model gpt2 is currently loading
        The weights are still being loaded
        The database system is starting up
        Loading model
    """,
    (503, Reason.MAINTENANCE): "Down for scheduled maintenance",
    (500, Reason.CONTEXT_LENGTH): """
        This model's maximum context length is 4096 tokens
        The context length exceeded what the model takes
        The prompt is too long
        It does not fit the context window
    """,
    (500, Reason.REQUEST_TIMEOUT): """
        Register operation timed out
        etcdserver: request timed out
        The response from the shop timed out
        Operation timed out
        The query timed out
        Upstream call timeout
        Statement timeout
        Execution timed out
        Connection timed out
        Gateway timeout
        Server timeout exceeded
        Time limit exceeded
        Task timed out after 3.00 seconds
        Timed out while waiting
        Timeout
        Timeout: no answer
        Timeout. Try again.
        Timeout, try again
        Timeout!
        Query failed: maximum execution time exceeded
        Max execution time exceeded
    """,
    (502, Reason.REQUEST_TIMEOUT): "Task timed out after 3.00 seconds",
    (503, Reason.REQUEST_TIMEOUT): "Task timed out after 3.00 seconds",
    (500, Reason.DEADLINE): "rpc error: context deadline exceeded",
    (503, Reason.DEADLINE): "rpc error: context deadline exceeded",
    (
        500,
        Reason.VALIDATION,
    ): "unable to find user x: no matching entries in passwd file: not found in /etc/passwd",
    (503, Reason.INTERNAL): """
        The worker crashed
        The process has crashed
        Function failed to start (please check logs)
        LambdaExecutionError
        The function has thrown an error
        The function threw an error
    """,
    # What looks like one of them and is none.
    (403, Reason.PERMISSION_DENIED): """
        Access denied because of exceeding access rates of growth
        Usage reached the user
        Exceeding the speed rate
        Quota exceeded for lamps: 2 were asked for, and 8 of 8 are lit
        You have exceeded your quota
        You have exceeded your storage quota
        Your project has exceeded its quota of lamps
        You have exceeded your monthly quota. Upgrade your plan to go on.
        You have exceeded your monthly quota, and no credits are left
        Say whether you have exceeded your monthly quota
    """,
    (400, Reason.INVALID_REQUEST): """
        Set your own frequency limit
        The form of the API key is invalid
    """,
    (500, Reason.INTERNAL): """
        Authentication failed for the user shop
        No capacity was given
        Insufficient capacity value
        The room has no capacity
        Either the server is overloaded or there is an error in the application
        Request timeout must be positive
        Request timeout value is wrong
        Request timeout parameter is wrong
        Request timeout is invalid
        Request timeout is not a number
    """,
    (503, Reason.CAPACITY): "Out of maintenance downtime or capacity",
}
PAGES: Texts = {
    (403, Reason.RATE_LIMIT): """
        403 Forbidden (Rate Limit Exceeded)
        Forbidden (rate limit exceeded)
        Access denied because of exceeding access rate
        Developer Over Rate
        Developer Over Qps
        403 Developer Over Qps
        Rate Limit Exceeded
        API rate limit reached.
    """,
    (420, Reason.RATE_LIMIT): "Enhance Your Calm",
    (400, Reason.INVALID_CREDENTIALS): """
        400 No required SSL certificate was sent
        400 The SSL certificate error
    """,
    (400, Reason.LOADING): "Worker environment not ready",
    (500, Reason.REQUEST_TIMEOUT): """
        Timeout
        Time-out!
        Request timed out.
        TimeoutError: response timeout
        Gateway timeout
        Server timeout
        Script timed out
        Execution timed out
        500 Request timeout
        The application was not able to produce a timely response to your request.
    """,
    (503, Reason.REQUEST_TIMEOUT): """
        503 Request timeout
        503: Query timed out
        Error 503: Query timed out
    """,
    (500, Reason.DEADLINE): "context deadline exceeded",
    (503, Reason.DEADLINE): "context deadline exceeded",
    (508, Reason.CAPACITY): "Resource Limit Is Reached",
    (502, Reason.GATEWAY_TIMEOUT): "upstream request timeout: response timeout",
    (503, Reason.GATEWAY_TIMEOUT): """
        upstream connect error or disconnect/reset before headers. reset reason: connection timeout
        upstream request timeout, request timeout
        503 first byte timeout
        503 between bytes timeout
        503 Connection timed out
        503 Timed out while waiting
    """,
    (
        502,
        Reason.CAPACITY,
    ): "upstream connect error or disconnect/reset before headers. reset reason: overflow",
    (
        503,
        Reason.CAPACITY,
    ): "upstream connect error or disconnect/reset before headers. reset reason: overflow",
    (
        502,
        Reason.BAD_GATEWAY,
    ): "upstream connect error or disconnect/reset before headers. reset reason: remote reset",
    (503, Reason.BAD_GATEWAY): """
        upstream connect error or disconnect/reset before headers. reset reason: connection termination
        503 Backend fetch failed
        503 Backend read error
        503 Backend write error
        503 Connection failure
        503 Unacceptable certificate
    """,
    (503, Reason.MAINTENANCE): "Down for maintenance",
    (503, Reason.INTERNAL): """
        Application Error
        The application has crashed
    """,
}


@pytest.mark.parametrize(("status", "reason"), MESSAGES)
def test_what_a_message_says(status: int, reason: Reason) -> None:
    """The message of an error says more than some statuses do."""
    texts = lines(MESSAGES[status, reason])

    said = {text: said_by(status, json.dumps({"message": text})) for text in texts}

    assert said == dict.fromkeys(texts, reason)


@pytest.mark.parametrize("form", ["{}", "<html><head><title>{}</title></head></html>"], ids=["text", "html"])
@pytest.mark.parametrize(("status", "reason"), PAGES)
def test_what_a_page_says(status: int, reason: Reason, form: str) -> None:
    """A page that is nothing but such a text, or has it for a title, says more than some statuses do."""
    texts = lines(PAGES[status, reason])

    said = {text: said_by(status, form.format(text)) for text in texts}

    assert said == dict.fromkeys(texts, reason)


def lines(texts: str) -> list[str]:
    """Return the lines of a text without what indents them."""
    return [line.strip() for line in texts.strip().splitlines()]


def said_by(status: int, body: str, elapsed: float | None = None) -> Reason | None:
    """Return the reason of an answer."""
    info = classify(status_code=status, body=body, elapsed=elapsed)
    return info and info.reason


SPENT = "Too many requests from this key"
SHAPES = {
    "anthropic": {"type": "error", "error": {"type": "invalid_request_error", "message": SPENT}},
    "aws": {"__type": "ServiceException", "message": SPENT},
    "detail": {"detail": SPENT},
    "errors": {"errors": [{"message": SPENT}]},
    "fhir": {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": SPENT}]},
    "google": {"error": {"code": 400, "status": "UNKNOWN", "message": SPENT}},
    "graphql": {"errors": [{"message": SPENT, "path": ["shop"]}], "data": None},
    "grpc": {"code": 2, "message": SPENT, "details": []},
    "kubernetes": {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": SPENT, "code": 400},
    "numbered": {"error_code": 1, "error_msg": SPENT},
    "oauth": {"error": "invalid_request", "error_description": SPENT},
    "openai": {"error": {"message": SPENT, "type": "invalid_request_error", "param": None, "code": None}},
    "problem": {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": SPENT},
    "slack": {"ok": False, "error": SPENT},
    "stripe": {"error": {"type": "invalid_request_error", "message": SPENT, "request_log_url": "https://x"}},
}
TEXT_SHAPES = {
    "form": "status=400&message=Too+many+requests+from+this+key",
    "soap": '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
    f"<faultcode>Failed</faultcode><faultstring>{SPENT}</faultstring></s:Fault></s:Body></s:Envelope>",
    "xml": f"<Error><Code>X1</Code><Message>{SPENT}</Message></Error>",
}
BODIES = {**{name: json.dumps(shape) for name, shape in SHAPES.items()}, **TEXT_SHAPES}


def test_statuses_of_their_senders_own() -> None:
    """Where IANA has assigned nothing, and nobody else is known to use it, a limit in the text counts."""
    body = json.dumps({"message": "This is more than the usage limit that was set"})

    found = [status for status in range(400, 500) if said_by(status, body) is Reason.QUOTA_EXHAUSTED]

    assert found == [418, *range(432, 440), *range(441, 449), *range(452, 460)]


def test_shapes_of_a_message() -> None:
    """A message says the same in every shape of an error."""
    said = {name: said_by(400, body) for name, body in BODIES.items()}

    assert said == dict.fromkeys(BODIES, Reason.RATE_LIMIT)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("TOO_MANY_REQUESTS", Reason.RATE_LIMIT),
        ("too_many_requests", Reason.INVALID_REQUEST),
        ("Password", Reason.INVALID_REQUEST),
        (7, Reason.INVALID_REQUEST),
    ],
)
def test_a_label_is_a_code_in_capitals(label: str | int, reason: Reason) -> None:
    """In others it is the name of a field."""
    assert said_by(400, json.dumps({"label": label, "message": "no"})) is reason


@pytest.mark.parametrize(
    ("elapsed", "reason"), [(30.1, Reason.GATEWAY_TIMEOUT), (0.2, Reason.INTERNAL), (None, Reason.INTERNAL)]
)
def test_what_heroku_does_not_say(elapsed: float | None, reason: Reason) -> None:
    """Its router shows one page for an application that crashed and for one that took 30 seconds (H12)."""
    assert said_by(503, "Application Error", elapsed) is reason


def test_a_status_that_is_said_twice() -> None:
    """A body that repeats its answer's own 4xx does not weaken it: there is no limit of what is not there."""
    body = json.dumps({"status": 404, "code": "RATE_LIMIT_EXCEEDED", "message": "no such page"})

    assert said_by(404, body) is Reason.NOT_FOUND


def test_a_code_that_hides_a_credential() -> None:
    """A code of validation yields to a text that begins with the credential that is invalid."""
    body = json.dumps({"name": "validation_error", "message": "API key is invalid"})

    info = classify(status_code=400, body=body)

    assert info is not None
    assert info.reason is Reason.INVALID_CREDENTIALS


def test_a_code_of_validation_without_a_text() -> None:
    """Where there is no text, nothing hides behind the code."""
    info = classify(status_code=400, body=json.dumps({"code": "validation_error"}))

    assert info is not None
    assert info.reason is Reason.VALIDATION


@pytest.mark.parametrize("code", ["s:Client", "s:Server"])
def test_what_a_soap_fault_says(code: str) -> None:
    """All faults of SOAP come under a 500, and their code says no more than whose they are."""
    texts = {
        "Login failed for user 7": Reason.INVALID_CREDENTIALS,
        "Access denied": Reason.PERMISSION_DENIED,
        "Too many requests": Reason.RATE_LIMIT,
        "The order is incomplete": Reason.VALIDATION if code == "s:Client" else Reason.INTERNAL,
    }
    fault = "<s:Envelope><s:Body><s:Fault><faultcode>{}</faultcode><faultstring>{}</faultstring>"

    said = {text: said_by(500, fault.format(code, text)) for text in texts}

    assert said == texts
    assert said_by(500, json.dumps({"message": "Access denied"})) is Reason.INTERNAL


@pytest.mark.parametrize("status", [200, 500])
def test_a_soap_fault_with_a_code(status: int) -> None:
    """A code that says more than whose fault it was is believed, whatever the text says."""
    fault = "<s:Envelope><s:Body><s:Fault><faultcode>s:Client.Throttled</faultcode><faultstring>Access denied"

    assert said_by(status, f"{fault}</faultstring></s:Fault></s:Body></s:Envelope>") is Reason.RATE_LIMIT


@pytest.mark.parametrize("status", [200, 500])
def test_a_soap_fault_without_a_text(status: int) -> None:
    """Where a fault has no text, whose it was is all that is known."""
    body = "<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode></s:Fault></s:Body></s:Envelope>"

    assert said_by(status, body) is Reason.VALIDATION


def test_a_status_beside_a_code_is_no_status_of_google() -> None:
    """Brave repeats the number of the status under the name of Google's canonical code."""
    body = json.dumps({"error": {"code": "SUBSCRIPTION_TOKEN_INVALID", "status": 422, "detail": "no"}})

    info = classify(status_code=422, body=body)

    assert info is not None
    assert (info.reason, info.code) == (Reason.INVALID_CREDENTIALS, "SUBSCRIPTION_TOKEN_INVALID")


def test_a_deadline_above_the_name_of_a_server() -> None:
    """Jena's Fuseki signs its page of text, whose first line says what happened."""
    info = classify(status_code=503, body="Error 503: Query timed out\n\n\nServer - version 3.17.0\n")

    assert info is not None
    assert info.reason is Reason.REQUEST_TIMEOUT
