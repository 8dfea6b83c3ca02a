"""Redirects: without end, to an error, to another server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.script import Fault, Head, Request, Step, play

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def to(location: str) -> Head:
    """Point elsewhere."""
    return Head((("location", location), ("content-length", "0")))


def redirect(request: Request) -> Iterable[Step]:
    """Point to where the query says, on whichever server that is."""
    return (to(request.options["to"]),)


REDIRECTS: Mapping[str, Fault] = {
    "redirect": Fault("redirects to the URL in `to`", redirect, 302),
    "redirect-loop": Fault("redirects to itself", play(to("/redirect-loop")), 302),
    "redirect-to-503": Fault("redirects to a 503", play(to("/status/503")), 302),
}
