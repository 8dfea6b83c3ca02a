"""Words that services run together, where the other modules know the last of them only.

`insufficient_quota` has a word that says enough, `insufficientquota` is one word.
"""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    Row(Reason.EXPIRED_CREDENTIALS, "expired token, token revoked"),
    Row(
        Reason.INVALID_CREDENTIALS,
        """
        bad credential, incorrect api key, invalid access key, invalid app key, invalid client id, invalid
        client secret, invalid user token, not authenticated
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        access blocked, access forbidden, access restricted, api not enabled, insufficient permission,
        insufficient privilege, key blocked, key suspended, missing scope, user deactivated, user suspended
        """,
    ),
    Row(Reason.BILLING, "insufficient balance, insufficient quota, payment overdue"),
    Row(Reason.RATE_LIMIT, "over query limit, over frequency", firm=True),
    Row(Reason.REQUEST_TIMEOUT, "service timeout"),
    Row(Reason.CAPACITY, "no capacity, out of capacity, over capacity, too busy"),
    Row(Reason.CONFLICT, "resource in use, stale version, version conflict, write conflict"),
    Row(Reason.PAYMENT_DECLINED, "card declined"),
)
