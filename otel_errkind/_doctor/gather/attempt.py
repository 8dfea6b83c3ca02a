"""Work whose failure is no accident but something to report."""

from __future__ import annotations

from typing import ClassVar, Final

from otel_errkind._core.redact import Redactor
from otel_errkind._guard import Guard

_redact: Final = Redactor()


class Attempt(Guard):
    """Run code of others, keep the exception instead of logging it."""

    __slots__ = ("error",)
    _PLACE: ClassVar[str] = "looking around"

    def __init__(self) -> None:
        super().__init__(self._PLACE)
        self.error: Exception | None = None

    def _report(self, error: Exception) -> None:
        self.error = error

    @property
    def fault(self) -> str | None:
        """Say what went wrong, without secrets."""
        match self.error:
            case None:
                return None
            case OSError(strerror=str(text)):
                return text
            case ValueError() as error:  # such as RuleError, which is a sentence
                return _redact(str(error))
            case error:
                return _redact(f"{type(error).__name__}: {error}")
