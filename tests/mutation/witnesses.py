"""Which tests are asked about the mutants of which module: those that are about it, the quickest first.

Left out are the tests that measure time, and those that try what chance gives them: what they notice is not
the same every time.
"""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CORPUS = "test_corpus.py::test_own_corpus"
_FIRST_LOOK = "test_corpus.py::test_a_first_look_finds_what_a_second_confirms"
_VERDICTS = (
    "test_envelope.py",
    "test_rulings.py",
    "test_classify.py",
    "test_dialects.py",
    "test_headers.py",
    "test_elements.py",
    _CORPUS,
)
_FRAMED = ("test_frames.py", "test_multipart.py")
_LOOKS = ("test_glance.py", "test_shapes.py", _FIRST_LOOK, *_VERDICTS)
_DIALECTS = ("test_shapes.py", "test_numbers.py", *_VERDICTS, "test_exceptions.py")
_SECRETS = ("test_secrets.py", "test_redact.py")
_RAISED = ("test_causes.py", "test_exception_names.py", "test_exceptions.py", "test_opinions.py")

_WITNESSES: Mapping[str, tuple[str, ...]] = {
    "layers": (
        *("test_phrases.py", "test_error_shapes.py", *_VERDICTS, *_RAISED),
        *("test_carried_texts.py", "test_carriers.py"),
    ),
    "classify": (*_VERDICTS, *_FRAMED, *_RAISED, "test_rules.py", "test_foreign_dialects.py"),
    "exception_rows": ("test_exception_tables.py", *_RAISED),
    "exception_tables": ("test_exception_tables.py", *_RAISED, "test_carried_texts.py"),
    "exception_words": ("test_exception_words.py",),
    "exception_origins": ("test_exception_origins.py", "test_libcurl.py"),
    "exception_names": (
        *("test_exception_names.py", "test_exception_words.py", "test_exception_origins.py"),
        *("test_libcurl.py", "test_carriers.py"),
    ),
    "exception*": (*_RAISED, "test_carriers.py", "test_carried_texts.py", "test_exception_tables.py"),
    "carr*": ("test_carried_texts.py", "test_carriers.py", *_RAISED),
    "causes": _RAISED,
    "curl": ("test_libcurl.py", *_RAISED),
    "unwrap": _RAISED,
    "rule_rows": ("test_rules.py",),
    "conditions": ("test_rules.py",),
    "rules": ("test_rules.py", *_RAISED),
    "redact": (*_SECRETS, "test_excerpt.py"),
    "secret_*": _SECRETS,
    "credentials": _SECRETS,
    "text": ("test_text.py", "test_excerpt.py", *_VERDICTS),
    "coding": ("test_coding.py",),
    "document": ("test_error_shapes.py", "test_shapes.py", *_VERDICTS),
    "beginnings": (*_LOOKS, *_FRAMED),
    "glance": (*_LOOKS, *_FRAMED),
    "field_names": ("test_field_names.py", *_LOOKS, *_RAISED),
    "finder": (*_LOOKS, *_FRAMED),
    "outcome": ("test_opinions.py", "test_glance.py"),
    "answer_members": ("test_error_shapes.py", *_VERDICTS, _FIRST_LOOK),
    "outcomes": ("test_error_shapes.py",),
    "error_*": ("test_error_shapes.py", *_VERDICTS, _FIRST_LOOK),
    "vendor_shapes": ("test_error_shapes.py", *_VERDICTS, _FIRST_LOOK),
    "fine": ("test_error_shapes.py", *_VERDICTS, *_RAISED),
    "page_rows": ("test_phrases.py",),
    "phrase": ("test_phrases.py",),
    "phrase_rows": ("test_phrases.py",),
    "sayings": ("test_sayings.py", _CORPUS),
    "tongues": ("test_tongues.py",),
    "headers": ("test_headers.py", *_FRAMED, *_VERDICTS, *_RAISED),
    "success": ("test_error_shapes.py", *_VERDICTS, _FIRST_LOOK, *_FRAMED),
    "dialects.frames": ("test_frames.py",),
    "dialects.multipart": ("test_multipart.py",),
    "batches": ("test_batches.py", "test_multipart.py"),
    "dialects.events": ("test_error_shapes.py", *_LOOKS),
    "dialects.jmap": ("test_error_shapes.py", "test_shapes.py"),
    "dialects.plain": ("test_field_names.py", "test_error_shapes.py", *_DIALECTS),
    "dialects.registry": ("test_foreign_dialects.py", "test_error_shapes.py", *_DIALECTS),
    "dialects.foreign": ("test_foreign_dialects.py",),
    "dialects.*": ("test_error_shapes.py", *_DIALECTS),
    "opinions": ("test_opinions.py",),
    "words": ("test_vocabulary.py", *_VERDICTS, *_RAISED),
    "vocabulary.*": ("test_vocabulary.py", *_VERDICTS, "test_exception_names.py"),
}
"""By pattern of the module's name, the first that fits; all others are judged by their verdicts."""

_EVERY_VERDICT = (*_VERDICTS, *_RAISED)


def witnesses_of(module: str) -> tuple[str, ...]:
    """Return the tests to run on a mutant of the module."""
    found = next((tests for pattern, tests in _WITNESSES.items() if fnmatch(module, pattern)), _EVERY_VERDICT)
    return tuple(f"tests/core/{test}" for test in found)
