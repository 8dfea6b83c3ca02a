"""What the members of an answer are, whatever it says: its texts, its results, the record that it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import names

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

TEXT_NAMES = (
    "error",  # stays the first: it is no text beside itself
    *names("message msg Message description Description status_text"),
)
RESULT_TEXTS = names("msg message Message")
STATUS_TEXTS = names("title detail desc descripcion statusText")
OTHER_TEXTS = names("desc description")
PAYLOAD_NAMES = frozenset(names("data result results items content choices rows value records"))
IDENTITIES = frozenset(names("id Id sid job_id jobId task_id taskId uuid"))
CALL_WORDS = names("correlation log request session span trace")
"""What the names of a call's own numbers hold: `traceId`, `serverrequestid`."""
ENDS = ("failed", "Failed", "FAILED")
RECORD_NAMES = frozenset(
    names("output logs metrics created_at createdAt date_created started_at completed_at attempts")
)
FEW = 6
"""Members of an answer beside which a code is most of what there is."""


def is_record(body: dict[str, Json]) -> bool:
    """Recognise a job or the like that failed: that it did is the answer to the question for it."""
    if body.keys().isdisjoint(IDENTITIES):
        return False
    ended = any(body.get(name) in ENDS for name in ("status", "state", "Status", "State"))
    return ended or not body.keys().isdisjoint(RECORD_NAMES)


def is_of_a_thing(body: dict[str, Json]) -> bool:
    """Say whether a member names something that has a state: not the request, but a payment or a message."""
    named = (name.lower() for name in body if name[-2:].lower() == "id")
    return any(not any(word in name for word in CALL_WORDS) for name in named)


def holds_payload(body: dict[str, Json]) -> bool:
    """Say whether there is anything under a name of results."""
    return any(isinstance(value := body.get(name), str | list | dict) and value for name in PAYLOAD_NAMES)


def has_text(fields: dict[str, Json]) -> bool:
    """Say whether there is a member whose name is that of a text for people."""
    return any(name in fields for name in TEXT_NAMES)
