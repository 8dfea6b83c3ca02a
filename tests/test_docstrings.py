"""What is public says what it is: in a line, with parameters, units, exceptions and sources."""

from __future__ import annotations

import builtins
import re
from importlib import import_module
from itertools import chain
from pydoc import plain, render_doc

import pytest

from docstrings import MODULES, Documented, everything, public
from otel_errkind import ErrorCategory
from otel_errkind._core.conditions import CONDITIONS
from otel_errkind._core.tables import CATEGORIES
from readme import README, ROOT, code, table

EVERYTHING = {thing.name: thing for thing in everything()}
CALLED = [thing for thing in EVERYTHING.values() if thing.is_called]
NAMES = sorted({name for module in MODULES for name in public(import_module(module))})
VARIABLES = "otel_errkind.environment_variables"
UNITS = {"BODY_LIMIT": "Bytes", "BODY_WAIT": "Milliseconds"}
SOURCES = {
    "otel_errkind.__version__": "PEP 440",
    "otel_errkind.classify": "RFC 9110",
    "otel_errkind.ErrorInfo.status_code": "RFC 9110",
    "otel_errkind.ErrorInfo.retry_after": "RFC 9110",
    "otel_errkind.aiohttp.ErrkindAioHttpClientInstrumentor": "OpenTelemetry's semantic conventions",
    "otel_errkind.httpx.ErrkindHttpxInstrumentor": "OpenTelemetry's semantic conventions",
    VARIABLES: "opentelemetry-instrument",
    "otel_errkind.rules.load_rules": "https://toml.io",
}
"""Where somebody else has decided what a thing means."""


def words(text: str) -> set[str]:
    """Return the words of a text or a name, in lower case and without a plural's s."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return {word.lower().rstrip("s") for word in re.findall(r"[A-Za-z]+", spaced)}


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring, on one line."""
    return re.split(r"(?<=\.)\s", text.partition("\n\n")[0].replace("\n", " "))[0]


@pytest.mark.parametrize("thing", EVERYTHING.values(), ids=EVERYTHING)
def test_it_says_what_it_is(thing: Documented) -> None:
    """It begins with a sentence, and says more than its name does."""
    assert first_sentence(thing.text).endswith(".")
    assert len(words(thing.text) - words(thing.name)) >= 3


@pytest.mark.parametrize("thing", CALLED, ids=[thing.name for thing in CALLED])
def test_it_names_its_parameters(thing: Documented) -> None:
    """Each parameter is in the docstring, or is an attribute with a text of its own."""
    attributes = {name.rpartition(".")[2] for name in EVERYTHING if name.startswith(f"{thing.name}.")}

    named = set(re.findall(r"`(\w+)`", thing.text))

    assert thing.parameters.keys() - named - attributes == set()


@pytest.mark.parametrize("thing", CALLED, ids=[thing.name for thing in CALLED])
def test_it_says_what_it_raises(thing: Documented) -> None:
    """It says which exceptions it raises, and these exist, or that it raises none."""
    said = re.findall(r"\bRaises [^.]*|never raises|Neither of them raises", thing.text, re.IGNORECASE)

    raised = re.findall(r"`(\w+Error)`", "".join(said))
    assert said
    assert [name for name in raised if name not in NAMES and not hasattr(builtins, name)] == []


def test_amounts_have_units() -> None:
    """What is a number of seconds says so, and a variable that is an amount says of what."""
    times = [thing for thing in EVERYTHING.values() if "float" in f"{thing.type} {thing.parameters}"]
    variables = {name: EVERYTHING[f"{VARIABLES}.OTEL_PYTHON_ERRKIND_{name}"].text for name in UNITS}

    assert [thing.name for thing in times if "seconds" not in thing.text.lower()] == []
    assert [name for name, unit in UNITS.items() if not variables[name].startswith(unit)] == []
    assert len(times) >= 3


@pytest.mark.parametrize(("name", "source"), SOURCES.items(), ids=SOURCES)
def test_it_names_its_source(name: str, source: str) -> None:
    """What somebody else has decided names who and where."""
    assert source in EVERYTHING[name].text


def test_what_tables_say_too_is_the_same() -> None:
    """Categories and conditions have the sentences of their tables."""
    categories = {
        category: EVERYTHING[f"otel_errkind.ErrorCategory.{category.name}"].text for category in ErrorCategory
    }
    conditions = {key: EVERYTHING[f"otel_errkind.rules.Match.{key}"].text for key in CONDITIONS}

    assert categories == CATEGORIES
    assert conditions == {key: condition.meaning for key, condition in CONDITIONS.items()}


def test_the_readme_lists_every_name() -> None:
    """Its table has each public name but the variables, module by module, with the first line about it."""
    rows = table("name", "what it is")

    listed = [
        [code(f"{module}.{name}"), first_sentence(EVERYTHING[f"{module}.{name}"].text)]
        for module in MODULES
        if module != VARIABLES
        for name in public(import_module(module))
    ]
    assert rows == listed


@pytest.mark.parametrize("name", [thing.name for thing in CALLED if thing.name.count(".") <= 2])
def test_pydoc_prints_it(name: str) -> None:
    """`python -m pydoc` of a single name prints its docstring, and no name of ours that is private."""
    printed = plain(render_doc(name))

    assert all(line in printed for line in EVERYTHING[name].text.splitlines())
    assert re.findall(r"^ \|  (_[a-z]\w*)", printed, re.MULTILINE) == []


def test_the_consumers_program_uses_every_name() -> None:
    """What type checkers are shown of the package is all of it."""
    program = (ROOT / "tests" / "typing" / "api.py").read_text(encoding="utf-8")

    attributes = chain(NAMES, (name.rpartition(".")[2] for name in EVERYTHING if "ErrorCategory." in name))
    assert [name for name in attributes if not re.search(rf"\b{name}\b", program)] == []


def test_variables_are_in_the_readme() -> None:
    """The names that the table leaves out are those of the table of settings."""
    variables = public(import_module(VARIABLES))

    assert [name for name in variables if code(name) not in README] == []
