"""Every fault by the name that selects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.content import CONTENT
from faults.credentials import CREDENTIALS
from faults.framing import FRAMING
from faults.redirects import REDIRECTS
from faults.script import Fault, play, whole
from faults.transport import TRANSPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

FAULTS: Mapping[str, Fault] = {**TRANSPORT, **FRAMING, **CONTENT, **REDIRECTS, **CREDENTIALS}
UNKNOWN = Fault("knows no such path", play(*whole("text/plain", b"no fault of that name\n")), 404)
