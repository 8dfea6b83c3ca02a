"""The words that error codes are made of, whoever spells them: the table behind `words.ruling_of`.

A phrase is words in a row. It may start at any word of a code and its last word may go on ("throttl" meets
"throttled"), unless it ends in "!"; "^" ties it to the start of the code, ".." lets up to four words stand
between. Of all phrases in a code the highest in the table decides, so a narrow one stands above the wide
one that it escapes. `TooManyRequestsException`, `TOO_MANY_REQUESTS` and `toomanyrequests` are one phrase.
"""

from __future__ import annotations

from typing import NamedTuple

from otel_errkind._core.model import Reason


class Row(NamedTuple):
    """A reason, the phrases that mean it, and whether they know more than it about another attempt."""

    reason: Reason
    phrases: str
    retryable: bool | None = None


ROWS = (
    Row(
        Reason.UNCLASSIFIED,
        """
        no error!, ^ok!, ^success!, ^none!, ^about blank!
        """,
    ),
    # Money, before every limit and every token.
    Row(
        Reason.PAYMENT_DECLINED,
        """
        card declined, card error, card .. declined, payment declined, expired card, incorrect cvc,
        invalid cvc, incorrect number!, do not honor, lost card, stolen card, pickup card, card velocity,
        payment intent authentication, payment failed, transaction declined
        """,
    ),
    Row(
        Reason.BILLING,
        """
        insufficient quota, insufficient .. quota, exceeded current quota, insufficient balance,
        insufficient .. balance,
        insufficient .. credit, insufficient funds, insufficient fund, credit balance, credit limit,
        credit exhaust, credits exhaust, credits expired, credits deplet, out of credit, no credit, not
        enough credit, not enough balance, not enough quota, credit too low, balance too low, balance not
        enough, balance insufficient, low balance, negative balance, billing, payment required, payment
        method, payment overdue, payment past due, past due, spend limit, spending limit, spend cap,
        spending cap, budget exceed, budget limit, arrear, overdue, unpaid, invoice, subscription expired,
        subscription inactive, subscription required, subscription cancel, subscription not active,
        subscription suspend, no subscription, no active subscription, not subscribed, plan required, plan
        upgrade, upgrade plan, plan not, plan limit, upgrade required plan, trial expired, trial ended,
        trial over, free tier exhaust, hard limit, license expired, license required, prepaid, allocation
        quota free tier, allocation quota .. only, in debt, premium required, gold required, account
        balance, recharge
        """,
    ),
    # What a content rule stops.
    Row(
        Reason.CONTENT_FILTER,
        """
        content filter, content policy, content moderat, content block, content violat, content not allow,
        content flag, content sensitive, content safety, content risk, moderation, moderated, safety,
        unsafe content, flagged, sensitive word, sensitive content, sensitive input, input sensitive,
        output sensitive, sensitive .. detected, prohibited content, policy violation, responsible ai,
        inappropriate, data inspection, recitation, blocklist, jailbreak, prompt block, prompt injection,
        risk control, cyber policy, copyright
        """,
    ),
    # Too much in one request.
    Row(
        Reason.CONTEXT_LENGTH,
        """
        context length, context window, context limit, context too, context overflow, prompt too long,
        prompt length, prompt too large, input too long, input length, input too large!, tokens limit,
        token limit, max tokens, max token, maximum tokens, too many tokens, tokens exceed, too many input
        tokens, sequence too long, string above max
        """,
    ),
    Row(
        Reason.PAYLOAD_TOO_LARGE,
        """
        too large, too big, payload size, payload limit, entity too, request too long, body too, request
        size, request length exceed, size limit, size exceed, exceed .. size, max size, maximum size, file
        size, upload limit, header too, headers too, uri too, url too, header fields too, message too
        long, max payload, length limit, content too, above max size
        """,
    ),
    # State that moved on, before what only sounds like a concurrency or an expiry limit.
    Row(
        Reason.CONFLICT,
        """
        already, duplicate, not unique, unique violation, unique constraint, idempoten, name taken,
        taken!, existing, resource exists
        """,
        retryable=False,
    ),
    Row(
        Reason.CONFLICT,
        """
        concurrent modif, concurrent update, concurrent write, concurrency conflict, optimistic, conflict,
        version mismatch, version conflict, etag mismatch, precondition failed, conditional check,
        condition not met, stale!, stale object, stale version, stale data, resource in use, resource
        locked, resource busy, object locked, locked by, record locked, in progress, ^abort, transaction
        abort, serialization failure, deadlock, write conflict, unable to lock, lock timeout, lock wait,
        operation abort, transaction cancel, being
        modified, being updated, invalid state, incorrect state, lease!, conflicting, edit conflict, mvcc
        """,
    ),
    # How fast and how much.
    Row(
        Reason.CONCURRENCY_LIMIT,
        """
        concurren, too many connections, parallel limit, parallel request, simultaneous, too many open,
        too many sessions, too many streams
        """,
    ),
    Row(
        Reason.RATE_LIMIT,
        """
        rate limit, rates limit, ratelimit, rate exceed, rate too, rate control, over rate, over .. rate
        limit, throttl, too many request, too many call, too many attempt, too many tries, too many quer,
        too many message, too many login, too many failed, slow down, request limit, requests limit, over
        query limit, query limit!, call limit, calls limit, api limit, api .. limit reached, api .. limit
        exceed, requests per, calls per, qps, tpm!, rpm!, rpd!, tpd!, flood, enhance your calm,
        provisioned throughput exceed, throughput exceed, throughput limit, exceeded throughput, request
        rate, rate violat, user rate, spike arrest, burst, back off!, backoff, ^limit exceed, ^limit
        reach, resource exhausted, resource has been exhausted, complexity exception, complexity budget,
        max complexity exceeded, cost limit, limit requests, requests exceed, request exceed, frequency,
        too fast, too frequent, bandwidth limit, retry limit, secondary rate, abuse detect, traffic limit,
        traffic control, flow control, flow limit, cooldown, cool down, ban temporar, temporarily ban,
        temporarily blocked, user limit exceed, speed limit
        """,
    ),
    Row(
        Reason.QUOTA_EXHAUSTED,
        """
        quota, daily limit, monthly limit, hourly limit, weekly limit, minute limit, day limit, per day,
        per minute, per month, usage limit, usage exceed, over usage, over limit, limit exceeded! .. day,
        account limit, allowance
        """,
    ),
    # Their room, their state.
    Row(
        Reason.CIRCUIT_OPEN,
        """
        circuit open, circuit breaker, breaker open
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        unavailable for legal, unavailable region, region unavailable, unavailable in region, unavailable
        in country
        """,
    ),
    Row(
        Reason.MAINTENANCE,
        """
        maintenance, scheduled downtime, read only mode
        """,
    ),
    Row(
        Reason.LOADING,
        """
        not ready, still loading, model loading, loading model, currently loading, warming up, warm up,
        starting up, startup, initializing, cold start, booting, not yet available, provisioning!, not
        started
        """,
    ),
    Row(
        Reason.CAPACITY,
        """
        overload, over capacity, capacity, insufficient instance, insufficient resources, insufficient
        storage, insufficient host, no available, no instance available, too busy, busy, rejected
        execution, circuit breaking, pool exhaust, pool timeout, no healthy, high demand, high load, queue
        full, queue is full, queue limit, backpressure, saturat, temporarily unavailable, service
        unavailable, server unavailable, ^unavailable, temporary unavailable, temporary failure, backend
        unavailable, model unavailable, system unavailable, engine unavailable, upstream unavailable,
        currently unavailable, node unavailable, cluster unavailable, db unavailable, database
        unavailable, is unavailable!, not currently available, resource limit reach, try again later,
        service not available, out of capacity, no capacity, exhausted capacity, low resources, out of
        memory, server down, provider unavailable, endpoint unavailable, sold out
        """,
    ),
    # Credentials whose time is over, before other time limits.
    Row(
        Reason.EXPIRED_CREDENTIALS,
        """
        session timeout, session timed out, session expire, login timeout, token expire, token has expire,
        token is expire, expired! .. token, expired token, expired jwt, jwt expire, expired session,
        expired key, key expire, expired .. key, expired auth, auth expire, authentication expire,
        authorization expire, credential expire, credentials expire, expired credential, signature expire,
        expired signature, request expired, request has expired, secret expire, expired secret,
        certificate expire, expired certificate, password expire, expired password, grant expire, expired
        grant, login expire, expired login, access expire, ticket expire, token revoked, revoked, cookie
        expire, sso expire, account expire, oauth .. expire, token invalidated, nonce expire
        """,
    ),
    Row(
        Reason.INVALID_CREDENTIALS,
        """
        time too skewed, clock skew, time skew, timestamp skew, timestamp expire
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        invalid timeout, timeout invalid, timeout value
        """,
    ),
    Row(
        Reason.GATEWAY_TIMEOUT,
        """
        gateway timeout, gateway time out, gateway timed out
        """,
    ),
    Row(
        Reason.DEADLINE,
        """
        deadline
        """,
    ),
    Row(
        Reason.REQUEST_TIMEOUT,
        """
        timeout, timeouts, timed out, time out, time limit exceed, execution time exceed, took too long,
        execution time limit, timelimit
        """,
    ),
    # Tokens that open no door.
    Row(
        Reason.VALIDATION,
        """
        page token, next token, continuation token, pagination token, sync token, device token, resume
        token, csrf token! .. page, stop token, invalid cursor, cursor expire, upload token, token type,
        invalid token count
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        invalid client metadata, unsupported grant, invalid scope!, invalid redirect uri, redirect uri
        mismatch, invalid redirect
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        iam permission denied, not authorized, unauthorized client, unauthorized operation, unauthorized
        access, unauthorized user, unauthorized role, insufficient scope
        """,
    ),
    Row(
        Reason.INVALID_CREDENTIALS,
        """
        unauthenticated, unauthorized, unauthorised, not authenticated, not authed, authentication,
        authenticate, authn, auth failure, auth failed, auth fail, auth error, auth required, auth
        invalid, auth missing, authorization required, authorization missing, missing authorization,
        authorization invalid, invalid authorization, authorization failed, authorization fail,
        authorization pending, authorization header, invalid auth, no auth, missing auth, bad auth,
        invalid api key, invalid apikey, api key, apikey, invalid access key, access key, access token,
        secret key, invalid key!, key invalid, invalid app key, app key, invalid token, token invalid, bad
        token, token mismatch, token required, missing token, no token, token missing, token not found,
        token is invalid, malformed token, token malformed, token error, token fail, token verif,
        tokeninvalid, jwt, bad credential, invalid credential, credential, invalid client!, invalid client
        id, invalid client secret, invalid client token, unrecognized client, unknown client, invalid
        grant, invalid login, login required, login fail, must login, need login, not logged, not login,
        invalid session, session invalid, session not, no session, invalid user!, invalid username,
        invalid password, wrong password, incorrect password, incorrect api key, bad password, bad
        username, password incorrect, invalid signature, signature does not match, signature mismatch,
        signature invalid, signature not match, signature fail, signature error, signature verif, bad
        signature, sign error, sign invalid, sign fail, sign not match, incomplete signature, missing
        signature, invalid hmac, hmac, mfa, two factor, 2fa, otp, invalid secret, invalid account, invalid
        identity, invalid certificate, client certificate, certificate required, illegal access, invalid x
        api, invalid bearer, identity verif, aadsts, invalid subscription key, bad verification code,
        incorrect client credentials, security token, invalid security, reauth, rapt required, not signed
        in, sign in required, signin required
        """,
    ),
    # Known, and not allowed.
    Row(
        Reason.UNSUPPORTED,
        """
        method not allow, operation not allow, http method, verb not allow, not allowed method, action not
        allow
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        permission, access denied, access restricted, access forbidden, access not, no access, access
        blocked, access disabled, denied, not permitted, not allowed, not entitled, entitlement,
        insufficient privilege, insufficient permission, insufficient rights, insufficient access,
        insufficient role, insufficient authorization, missing scope, scope, privilege, forbidden action,
        forbidden resource, forbidden operation, forbidden access, country region, region not supported,
        region not allow, location not supported, country not, unsupported country, unsupported region,
        geo block, ip not, ip block, ip restrict, ip white, ip black, ip deny, blocked, banned, suspended,
        deactivated, account inactive, account disabled, account locked, account closed, account deleted,
        account frozen, account status, user disabled, user inactive, user suspended, user locked, user
        deactivated, org disabled, organization disabled, organization restricted, account not active, api
        disabled, api not enabled, api not activated, service disabled, service not activated, not
        activated, not enabled, key disabled, key blocked, key inactive, key suspended, not whitelisted,
        not allowlisted, consent, interaction required, captcha, validation required, verification
        required, verify account, terms of service, tos, admin required, admin only, not admin, owner
        only, requires admin, org login, policy denied, rbac, opt in required, subscription not found, not
        verified, unverified, no permission, restricted, email not confirmed
        """,
    ),
    # Nothing there.
    Row(
        Reason.INTERNAL,
        """
        unknown error, unknown exception, unknown! .. failure
        """,
    ),
    Row(
        Reason.UNSUPPORTED,
        """
        unsupported, not supported, not implemented, unimplemented, deprecated, decommission, obsolete,
        removed!, retired, unknown operation, unknown action, unknown method, unknown command, invalid
        action, invalid method, method unknown, not acceptable, upgrade required, version required,
        invalid version
        """,
    ),
    Row(
        Reason.NOT_FOUND,
        """
        not found, notfound, not exist, not exists, no such, nosuch, does not exist,
        nonexist, non exist, unknown resource, unknown model, unknown object, unknown user, unknown
        channel, unknown message, unknown account, unknown id, unknown key, unknown domain, unknown index,
        unknown table, unknown database, unknown host, unknown .. id!, index not, deleted, ^gone!,
        unregistered, not registered, undefined table, resource missing, no route, route missing, no
        handler, not deployed, no data!, no records, model missing, missing resource, entity missing,
        record missing, invalid model!, unknown endpoint, unknown path, no match, zero results, no
        results, unknown namespace, unknown topic, unknown
        """,
    ),
    # What lies behind them.
    Row(
        Reason.UPSTREAM_FAILURE,
        """
        upstream, bad gateway, dependency, dependenc, communication error, communication fail, provider
        error, provider fail, external service, third party, downstream, connection refused, connection
        fail, connection error, connection reset, connection closed, connection lost, disconnect,
        unreachable, model error, gateway error, backend error, backend fetch, backend fail, backend
        connection, remote error, network error, hook failed, webhook fail, failed dependency, integration
        error, origin error, proxy error, origin dns
        """,
    ),
    # The shape of the request.
    Row(
        Reason.CANCELLED,
        """
        ^cancel, request cancel, client closed, client cancel, operation cancel, context cancel
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        validation, validator, invalid arg, illegal arg, invalid param, invalid value, invalid input,
        invalid field, invalid format, invalid json, invalid type, invalid data, invalid query, invalid
        body, invalid schema, invalid enum, malformed, missing, required, bad user input, parse, parsing,
        syntax, constraint, out of range, out of bounds, failed precondition, illegal, unprocessable,
        unprocessible, type mismatch, too many, too few, too short, too long, max length, too small, bad
        param, bad argument, bad input, bad value, bad query, bad format, bad json, bad message,
        unexpected param, unexpected field, unexpected token, unrecognized, schema, mismatch, incorrect
        format, cannot be, must be, should be, not a valid, not valid, malform, empty!, undefined column,
        undefined field, wrong type, wrong number, incomplete request, limit exceed
        """,
    ),
    # Codes that only repeat the status: they rule where there is no status to repeat.
    Row(
        Reason.INVALID_REQUEST,
        """
        bad request, invalid request, request invalid, client error, user error, oauth exception
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        invalid
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        forbidden
        """,
    ),
    Row(
        Reason.INTERNAL,
        """
        internal, server error, unexpected error, unexpected exception, unhandled, uncaught, fatal, crash,
        panic, database error, db error, runtime error, runtime exception, data loss, system error, null
        pointer, service failure, service error, api error, processing error, engine dead, application
        error, execution error, execution fail, sql exception, function error, assertion, ^failure!,
        invocation failed, function invocation
        """,
    ),
)
