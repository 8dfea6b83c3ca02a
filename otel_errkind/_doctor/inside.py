"""What runs in the place of a program: it looks around and ends.

`python -m otel_errkind._doctor.inside FILE` writes what it has found into the file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from otel_errkind._doctor.document import written
from otel_errkind._doctor.gather.findings import findings

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(findings(os.environ, "tried")), encoding="utf-8")
    # Not by coming to an end: the exporters would send what the SDK and instrumentors have gathered.
    os._exit(0)
