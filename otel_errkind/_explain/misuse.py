"""What is no evidence."""

from __future__ import annotations

from argparse import ArgumentTypeError


class MisuseError(ArgumentTypeError):  # which argparse shows with the usage, where it is the one who asks
    """What was given is no evidence: it is named, with what is wrong and what is accepted."""

    def __init__(self, given: str, wanted: str) -> None:
        super().__init__(f"{given} {wanted}")
