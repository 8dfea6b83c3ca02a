"""Which answers are failures at all."""

from __future__ import annotations

from typing import Final

FIRST_SUCCESS_STATUS: Final = 200
FIRST_ERROR_STATUS: Final = 400
"""RFC 9110, section 15: from here on the answer says that the request was not fulfilled."""


def is_error_status(status: int) -> bool:
    """Tell whether a response with this status is an error. Redirects and upgrades are none."""
    return status >= FIRST_ERROR_STATUS


def may_have_body(status: int) -> bool:
    """Tell whether there is a body to read: no other protocol has taken over."""
    return status >= FIRST_SUCCESS_STATUS
