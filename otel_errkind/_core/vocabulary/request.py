"""Words of what is not there, of what lies behind a service, and of the shape of a request."""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    # Nothing there.
    Row(
        Reason.INTERNAL,
        """
        unknown error, unknown exception, unknown .. failure, general unknown, server unknown, internal
        unknown, reason unknown, cause unknown, error unknown, unknown reason, illegal state, ^unknown$,
        server exception, generic error, engine error
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
        not found, not defined, not declared, not exist, no such, non exist, deleted, ^gone!,
        unregistered, not registered, undefined table, resource missing, no route, route missing, no
        handler, not deployed, no data!, no records, model missing, missing resource, entity missing,
        record missing, invalid model!, no match, zero results, no results, not subscribed, cannot find,
        can t find, not find, unknown
        """,
    ),
    # What lies behind them.
    Row(
        Reason.UPSTREAM_FAILURE,
        """
        upstream, subgraph, bad gateway, dependenc, communication error, communication fail, provider error,
        provider fail, external service, third party err, third party fail, third party serv, downstream,
        connection refused, connection fail, connection error, connection reset, connection closed,
        connection lost, disconnect, unreachable, model error, gateway error, backend error, backend
        fetch, backend fail, backend connection, remote error, network error, hook failed, webhook fail,
        integration error, origin error, proxy error, origin dns, econnreset, econnrefused, enotfound, eai
        again, not respond, no response, institution down, data fetching, ^generation$, generation error,
        generation fail, incomplete generation, dns fail, dns error, callback fail
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
        validation, validator, validate error, missing, required, parse, parsing, syntax, constraint, out
        of range, out of bounds, failed precondition, illegal, unprocessable, unprocessible, too many, too
        few, too short, too long, max length, too small, bad param, bad argument, bad .. input, bad value,
        bad query, bad format, bad json, bad message, unexpected param, unexpected field, unexpected
        token, unrecognized, schema, mismatch, incorrect format, cannot be, must be, should be, not a
        valid, not valid, malform, empty!, undefined column, undefined field, wrong type, wrong number,
        incomplete request, limit exceed, insufficient data, unparse, unparsa, undecod, wrong format,
        wrong value, wrong param, wrong argument, unexpected prop, unexpected key, unexpected arg,
        unexpected value, unexpected input, unexpected type, unexpected char, unexpected end, unexpected
        attribute, additional prop, additional field, not allow, immutable, check violation, integrity
        violation, not queryable, error param
        """,
    ),
    # Codes that only repeat the status: they rule where there is no status to repeat.
    Row(
        Reason.INVALID_REQUEST,
        """
        bad request, invalid request, request invalid$, client error, user error
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        invalid, ^bad!
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
        invocation failed, zero division, division by zero, divide by zero, arithmetic, key error, index
        error, attribute error, name error!, reference error, null reference, class cast, stack overflow,
        recursion error, io exception, segmentation fault, processing fail, db failure, database failure,
        import module, ^unexpected$, ^error server$
        """,
    ),
)
