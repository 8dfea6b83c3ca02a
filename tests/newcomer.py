"""A newcomer who follows the README: saves its files, and types its commands in one terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from apps.launch import usual
from collector.otelcol import free_ports, until
from readme import FENCES, in_section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readme import Fence

PROVIDER = "python provider.py &"
"""The command that goes on running while others are typed."""
FOLDER = "try"
"""Where the files go."""
PORTS = ("8429", "8000")
"""The README's ports. A test takes others, for these may be in use."""
PATIENCE = 120.0
"""Seconds."""


SERVED = ("FastAPI under gunicorn or uvicorn", "Django")
"""The headings under which a server is started."""


def shown_under(section: str) -> str:
    """Return the first output that stands under a heading."""
    return next(fence.text for fence in in_section(section) if fence.language == "text")


class Newcomer:
    """Somebody with a clone of their own, in which this interpreter's environment is `.venv`."""

    def __init__(self, folder: Path) -> None:
        """Save the files that stand at the top of the folder for them."""
        self._home = folder
        self.folder = folder / FOLDER
        self.folder.mkdir()
        self._ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
        (self._home / ".venv").symlink_to(Path(sys.executable).parent.parent)
        for fence in FENCES:
            if fence.file and "/" not in fence.file:
                self.save(fence)

    def translated(self, text: str) -> str:
        """Put the test's ports for those of the README."""
        return re.sub(r"\b(8429|8000)\b", lambda found: self._ports[found[0]], text)

    def save(self, fence: Fence) -> None:
        """Save a file under the name that the README says."""
        (self.folder / fence.file).write_text(self.translated(fence.text), encoding="utf-8")

    @contextmanager
    def beside_the_provider(self) -> Iterator[Newcomer]:
        """Have the provider run."""
        with subprocess.Popen([sys.executable, "provider.py"], cwd=self.folder) as provider:
            try:
                until(lambda: _answers(f"http://127.0.0.1:{self._ports['8429']}"), "no provider", PATIENCE)
                yield self
            finally:
                provider.terminate()

    def follow(self, section: str) -> str:
        """Do what stands under a heading, and return what its last command prints."""
        done = [self.do(fence) for fence in in_section(section) if fence.file or fence.language == "sh"]
        return done[-1]

    def do(self, fence: Fence) -> str:
        """Save a file, or type commands and return what they print."""
        if fence.language == "sh":
            return self.run(fence)
        self.save(fence)
        return ""

    def run(self, fence: Fence, **environ: str) -> str:
        """Type the commands of a block, and return what they print."""
        done = subprocess.run(  # noqa: S603 - the README's commands
            self._typed(fence), cwd=self._home, env={**usual(), **environ},
            stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE,
        )  # fmt: skip
        return done.stdout

    def serve(self, fence: Fence, url: str, lines: int) -> str:
        """Type a command that serves `url`, ask it once, and return so many lines of what the terminal shows.

        On a terminal `grep` shows each line at once.
        """
        ours, theirs = pty.openpty()
        # gunicorn keeps a socket in the home directory.
        environ = {**usual(), "HOME": str(self._home), "OTEL_BSP_SCHEDULE_DELAY": "100"}
        with subprocess.Popen(  # noqa: S603 - the README's commands
            self._typed(fence), cwd=self._home, env=environ, stdout=theirs, start_new_session=True
        ) as server:
            os.close(theirs)
            try:
                until(lambda: _answers(self.translated(url)), f"nobody serves {url}", PATIENCE)
                return _shown(ours, lines)
            finally:
                os.killpg(server.pid, signal.SIGTERM)
                os.close(ours)

    def _typed(self, fence: Fence) -> list[str]:
        """Return the shell's command: the preparation, then the block, without what would be downloaded."""
        preparation, provider = (fence for fence in in_section("Quick starts") if fence.language == "sh")
        assert provider.commands == [PROVIDER]
        commands = (*preparation.commands, *fence.commands)
        kept = [command for command in commands if not command.startswith("pip install ")]
        return ["/bin/sh", "-e", "-c", self.translated("\n".join(kept))]


def _answers(url: str) -> bool:
    """Tell whether somebody answers there, whatever the answer is."""
    with suppress(OSError):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - loopback
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return True
    return False


def _shown(terminal: int, lines: int) -> str:
    """Read so many lines from a terminal, or what there is when patience ends."""
    text, end = "", monotonic() + PATIENCE
    while text.count("\n") < lines and select.select([terminal], [], [], max(0, end - monotonic()))[0]:
        text += os.read(terminal, 65536).decode().replace("\r\n", "\n")
    return text
