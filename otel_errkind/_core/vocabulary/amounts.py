"""Words of money, of content rules, of size, of state, and of how fast and how much."""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    Row(
        Reason.UNCLASSIFIED,
        """
        no error!, ^ok!, ^success!, ^none$, ^about blank!
        """,
    ),
    # Money, before every limit and every token.
    Row(
        Reason.PAYMENT_DECLINED,
        """
        card declined, card error, card .. declined, payment declined, expired card, incorrect cvc,
        invalid cvc, incorrect number!, do not honor, lost card, stolen card, pickup card, card velocity,
        payment intent authentication, payment failed, transaction declined, payment method error, issuer
        declin, instrument declin, card expire, card is expired, card invalid, invalid card, card blocked,
        card not supported, card number!
        """,
    ),
    Row(
        Reason.BILLING,
        """
        insufficient quota, insufficient .. quota, exceeded current quota, insufficient balance,
        insufficient .. balance, insufficient .. credit, insufficient funds, insufficient fund, credit
        balance, credit limit, credit exhaust, credits exhaust, credits expired, credits deplet, out of
        credit, no credit, not enough credit, not enough balance, not enough quota, credit too low,
        balance too low, balance not enough, balance insufficient, low balance, negative balance, billing,
        payment required, payment method, payment overdue, payment past due, past due, spend limit,
        spending limit, spend cap, spending cap, budget exceed, budget limit, arrear, overdue, unpaid,
        invoice, subscription expired, subscription inactive, subscription required, subscription cancel,
        subscription not active, subscription suspend, no subscription, no active subscription, not
        subscribed to, plan required, plan upgrade, upgrade plan, plan not support, plan not allow, plan
        not included, plan not elig, plan not enabl, plan not active, plan limit, upgrade required plan,
        trial expired, trial ended, trial over, free tier exhaust, hard limit, license expired, license
        required, prepaid, allocation quota free tier, allocation quota .. only, in debt, premium
        required, gold required, account balance, recharge, amount not enough, money not enough, not
        enough money, out of money, no money, out of balance, credit used, credits used, credits exceed,
        credits needed, credits required, wallet empty, wallet balance, wallet insufficient, insufficient
        wallet, delinquent, nonpayment, non payment, license invalid, invalid license, license not, no
        license, license missing, missing license, license limit, seat limit, seats limit, seat .. exceed,
        seats exceed, no seats, not in .. plan, not included .. plan, not available .. plan, paid plan,
        paid account, paid only, paid feature, free tier exceed, plan restrict, plan exceed, storage
        quota, disk quota, mailbox quota, pack exhaust, package exhaust, zero balance
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
        risk control, cyber policy, copyright, nsfw, toxic, hate speech, profan, obscen, spam detect, spam
        content, detected as spam, harmful, guardrail, by filter
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
    # Their state, which goes on its way.
    Row(
        Reason.MAINTENANCE,
        """
        maintenance in progress, upgrade in progress, migration in progress, deployment in progress,
        restart in progress, startup in progress, shutdown in progress, failover in progress, election in
        progress, recovery in progress
        """,
    ),
    # State that moved on, before what only sounds like a concurrency or an expiry limit.
    Row(
        Reason.CONFLICT,
        """
        already, duplicate, not unique, unique violation, unique constraint, idempoten, name taken,
        taken!, existing, resource exists, order paid
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
        operation abort, transaction cancel, being modified, being updated, invalid state, incorrect
        state, lease!, conflicting, edit conflict, mvcc, ^locked$, row locked, table locked, file locked,
        database locked, database is locked, document locked, item locked, in use!, outdated, nonce too,
        if match, resource modified, has been modified, was modified, foreign key
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
        too many message, too many login, too many failed, too many visit, slow down, request limit,
        requests limit, over query limit, query limit!, call limit, calls limit, api limit, api .. limit
        reached, api .. limit exceed, requests per, calls per, qps, tpm!, rpm!, rpd!, tpd!, flood, enhance
        your calm, provisioned throughput exceed, throughput exceed, throughput limit, exceeded
        throughput, request rate, rate violat, user rate, spike arrest, burst, back off!, backoff, ^limit
        exceed, ^limit reach, resource exhausted, resource has been exhausted, complexity exception,
        complexity budget, max complexity exceeded, cost limit, limit requests, requests exceed, request
        exceed, frequency, too fast, too frequent, bandwidth limit, retry limit, secondary rate, abuse
        detect, traffic limit, traffic control, flow control, flow limit, cooldown, cool down, ban
        temporar, temporarily ban, temporarily blocked, user limit exceed, speed limit, limit control,
        freq limit, too often, too many hit, hits exceed, max requests exceed, max requests reach, max
        calls exceed, max calls reach, max queries exceed, max queries reach, maximum requests, maximum
        calls, activity limit, search limit exceed, search limit reach, lookup limit exceed, lookup limit
        reach, sending limit exceed, sending limit reach, send limit exceed, send limit reach, exceeded
        rate, exceeds rate, exceeding rate, wait before, limit of requests, limit of calls, qpm!, rps!,
        per second, over frequency, throughput rate, rate reach, request limited, requests limited, hit
        limit, limit hit, exceeded the limit, exceeds the limit, of service requests, of requests exceed,
        of calls exceed, out of rate
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
