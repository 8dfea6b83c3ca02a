"""The README's quick starts with a server, typed as they stand there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from newcomer import SERVED, Newcomer, shown_under
from readme import README, in_section

if TYPE_CHECKING:
    from pathlib import Path


def asked(section: str) -> str:
    """Return the URL that the text under a heading asks for."""
    text = README.partition(f"# {section}\n")[2].partition("\n#")[0]
    found = re.search(r"`curl (\S+)`", text)
    assert found
    return found[1]


@pytest.mark.parametrize("section", SERVED)
def test_what_a_newcomer_sees(section: str, tmp_path: Path) -> None:
    """Who starts the server and asks it once sees what is shown."""
    *before, command = (fence for fence in in_section(section) if fence.language == "sh" or fence.file)
    shown = shown_under(section)

    with Newcomer(tmp_path).beside_the_provider() as newcomer:
        for fence in before:
            newcomer.do(fence)
        printed = newcomer.serve(command, asked(section), shown.count("\n"))

    assert printed == shown


def test_uvicorn_in_the_place_of_gunicorn(tmp_path: Path) -> None:
    """The command that the text names beside gunicorn's serves the same application with the same outcome."""
    section = SERVED[0]
    *_, command = (fence for fence in in_section(section) if fence.language == "sh")
    [other] = re.findall(r"`(opentelemetry-instrument uvicorn .*)`", README)
    typed = command._replace(text=f"{other} --port 8000 | grep -e category -e reason\n")

    with Newcomer(tmp_path).beside_the_provider() as newcomer:
        printed = newcomer.serve(typed, asked(section), 2)

    assert printed == shown_under(section)
