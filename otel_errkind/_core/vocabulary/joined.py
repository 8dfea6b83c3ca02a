"""Codes whose words run together, of which the other modules know the last words only."""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    Row(Reason.EXPIRED_CREDENTIALS, "expiredtoken, tokenrevoked"),
    Row(
        Reason.INVALID_CREDENTIALS,
        """
        badcredential, incorrectapikey, invalidaccesskey, invalidappkey, invalidclientid,
        invalidclientsecret, invalidusertoken, notauthenticated
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        accessblocked, accessforbidden, accessrestricted, apinotenabled, insufficientpermission,
        insufficientprivilege, keyblocked, keysuspended, missingscope, userdeactivated, usersuspended
        """,
    ),
    Row(Reason.BILLING, "insufficientbalance, insufficientquota, paymentoverdue"),
    Row(Reason.RATE_LIMIT, "overquerylimit, overfrequency"),
    Row(Reason.CAPACITY, "nocapacity, outofcapacity, overcapacity, toobusy"),
    Row(Reason.CONFLICT, "resourceinuse, staleversion, versionconflict, writeconflict"),
    Row(Reason.PAYMENT_DECLINED, "carddeclined"),
)
