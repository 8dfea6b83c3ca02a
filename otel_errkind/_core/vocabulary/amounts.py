"""Words of money, of content rules, of size, of state, and of how fast and how much."""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    # A field of the request, whatever it is for.
    Row(
        Reason.VALIDATION,
        """
        billing address
        """,
    ),
    # Money, before every limit and every token.
    Row(
        Reason.PAYMENT_DECLINED,
        """
        card error, card .. declined, payment declined, expired card, incorrect cvc, invalid cvc,
        incorrect number!, do not honor, lost card, stolen card, pickup card, card velocity, payment
        intent authentication, payment failed, transaction declined, payment method error, issuer declin,
        instrument declin, card expire, card is expired, card invalid, invalid card, card blocked, card
        not supported, card number!, not sufficient fund, ^declined$, ^decline$
        """,
    ),
    # What stops all calls of an account, whatever state a thing is in.
    Row(
        Reason.BILLING,
        """
        subscription expired, subscription suspend, subscription disabled, subscription is disabled, expired
        subscription, suspended subscription, disabled subscription, billing disabled, billing is disabled,
        billing suspend, billing account disabled, billing account suspend
        """,
        firm=True,
    ),
    Row(
        Reason.BILLING,
        """
        insufficient .. quota, exceeded current quota, provider quota, insufficient .. balance,
        insufficient .. credit, insufficient fund, credit balance, credit limit, credit exhaust, credits
        exhaust, credits expired, credits deplet, out of credit, no credit, not enough credit, not enough
        balance, not enough quota, credit too low, balance too low, balance not enough, balance
        insufficient, low balance, negative balance, billing, payment required, no payment method, missing
        payment method, payment method missing, payment method required, valid payment method, past due,
        spend limit, spending limit, spend cap, spending cap, budget exceed, budget limit, arrear,
        overdue, unpaid, open invoice, outstanding invoice, subscription inactive,
        subscription required, subscription cancel, subscription not active, no
        subscription, no active subscription, not subscribed to, plan required, plan upgrade, upgrade
        plan, plan not support, plan not allow, plan not included, plan not elig, plan not enabl, plan not
        active, plan limit, upgrade required plan, trial expired, trial ended, trial over, free tier
        exhaust, hard limit, license expired, license required, prepaid balance, prepaid card, prepaid
        credit, allocation quota .. only, in debt, premium required, gold required, account balance,
        recharge, amount not enough, money not enough, not enough money, out of money, no money, out of
        balance, credit used, credits used, credits exceed, credits needed, credits required, wallet
        empty, wallet balance, wallet insufficient, insufficient wallet, delinquent, non payment, license
        invalid, invalid license, license not, no license, license missing, missing license, license
        limit, seat limit, seats limit, seat .. exceed, no seats, not in .. plan, not available .. plan,
        unavailable .. plan, unavailable .. tier, paid plan, paid account, paid only, paid feature, free
        tier exceed, plan restrict, plan exceed, storage quota, disk quota, mailbox quota, pack exhaust,
        package exhaust, zero balance, pro required, premium only, requires premium, account on hold
        """,
    ),
    # The adjective decides, whatever is invalid.
    Row(
        Reason.VALIDATION,
        """
        author!, ^invalid .. capacity!, ^invalid .. configuration!, ^invalid .. group!, ^invalid ..
        limit!, ^invalid .. pool!, ^invalid .. timeout!, ^invalid .. type!, ^invalid .. usage!, ^invalid
        parameter, permission type, client request token, too many requested, too many query string
        """,
    ),
    # What a content rule stops.
    Row(
        Reason.CONTENT_FILTER,
        """
        content filter, content policy, content block, content violat, content not allow, content
        sensitive, content risk, moderation, moderated, safety, unsafe content, flagged, sensitive word,
        sensitive content, sensitive input, input sensitive, output sensitive, sensitive .. detected,
        prohibited content, policy violation, inappropriate, data inspection, recitation, ^blocklist$,
        jailbreak, prompt block, prompt injection, risk control, cyber policy, copyright, nsfw, toxic,
        hate speech, profan, obscen, spam detect, spam content, detected as spam, harmful, guardrail, by
        filter
        """,
    ),
    # Too much in one request.
    Row(
        Reason.CONTEXT_LENGTH,
        """
        context length, context size, context window, context limit, context too, context overflow,
        prompt too long, prompt length, prompt too large, input too long, input length, input too large!,
        tokens limit, token limit, max token, maximum tokens, too many tokens, tokens exceed,
        too many input tokens, sequence too long, string above max
        """,
    ),
    # A rate, not a request, is too large for Cosmos DB.
    Row(
        Reason.RATE_LIMIT,
        """
        rate too
        """,
    ),
    Row(
        Reason.PAYLOAD_TOO_LARGE,
        """
        too large, too big, payload size, payload limit, request too long, body too long, request size,
        request length exceed, size limit, size exceed, exceed .. size, max size, maximum size, file size,
        upload limit, header too long, headers too long, uri too long, url too long, header fields too
        long, message too long, max payload, length limit, content too long
        """,
    ),
    # Their state, which goes on its way.
    Row(
        Reason.MAINTENANCE,
        """
        maintenance in progress, upgrade in progress, migration in progress, deployment in progress,
        restart in progress, startup in progress, shutdown in progress, failover in progress, election in
        progress, recovery in progress
        """,
    ),
    # The contrary of what exists already.
    Row(
        Reason.NOT_FOUND,
        """
        not existing, non existing
        """,
    ),
    # State that moved on, before what only sounds like a concurrency or an expiry limit.
    Row(
        Reason.CONFLICT,
        """
        already, duplicate, not unique, unique violation, unique constraint, idempoten, taken!, existing,
        resource exists, contact exists, email exists, user exists, order paid
        """,
        retryable=False,
    ),
    Row(
        Reason.CONFLICT,
        """
        concurrent modif, concurrent update, concurrent write, optimistic, conflict, version mismatch,
        etag mismatch, precondition failed, conditional check, condition not met, stale!, resource locked,
        resource busy, object locked, locked by, record locked, in progress, ^aborted, transaction abort,
        serialization failure, deadlock, unable to lock, lock timeout, lock wait, operation abort,
        transaction cancel, being modified, being updated, invalid state, incorrect state, lease!, edit
        conflict, mvcc, ^locked$, row locked, table locked, file locked, database locked, database is
        locked, document locked, item locked, in use!, outdated, nonce too, if match, resource modified,
        has been modified, was modified, foreign key
        """,
    ),
    # How many others there are: ClickHouse's and Presto's.
    Row(Reason.CAPACITY, "too many simultaneous quer, too many queued quer"),
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
        rate limit, rates limit, rate exceed, over rate, throttl, too many request, too many call, too many
        quer, slow down, request limit, requests limit, query limit!, call limit, calls limit, call rate,
        request rate, requests per, calls per, requests exceed, too frequent
        """,
        firm=True,
    ),
    Row(
        Reason.RATE_LIMIT,
        """
        rate control, too many attempt, too many tries, too many message, too many login, too many
        failed, too many visit, api limit, api .. limit reached, api .. limit exceed, temporary lockout,
        qps, tpm!, rpm!, rpd!, tpd!, flood, enhance your calm, throughput exceed,
        throughput limit, exceeded throughput, rate violat, spike arrest, burst, back off,
        ^limit exceed, ^limits exceed, ^limit reach, resource exhausted, resource has been exhausted,
        complexity exception, complexity budget, max complexity exceeded, cost limit, limit requests,
        request exceed, frequency, too fast, bandwidth limit, retry limit,
        abuse detect, traffic limit, traffic control, flow control, flow limit, cool down, banned
        temporar, temporarily ban, temporarily blocked, user limit exceed, speed limit, limit control,
        freq limit, too often, too many hit, hits exceed, max requests reach, max calls exceed, max calls
        reach, max queries exceed, max queries reach, maximum requests, maximum calls, activity limit,
        search limit exceed, search limit reach, lookup limit exceed, lookup limit reach, sending limit
        exceed, sending limit reach, send limit exceed, send limit reach, exceeded .. rate, exceeds ..
        rate, exceeding .. rate, frequently, wait before, limit of requests, limit of calls, action limit,
        actions limit, qpm!, rps!, per second, throughput rate, rate reach, hit limit, limit hit, exceeded
        the limit, exceeds the limit, of service requests, of calls exceed, out of rate, too many write,
        too many operation
        """,
    ),
    Row(
        Reason.QUOTA_EXHAUSTED,
        """
        quota, daily limit, monthly limit, hourly limit, weekly limit, minute limit, day limit, per day,
        per minute, per month, usage limit, usage exceed, over usage, over limit, limit exceeded .. day,
        account limit, allowance
        """,
    ),
)
