"""Every text for operators has its Thai, with the same placeholders, and no text goes past the translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

TOP = Path(__file__).parents[2]
CATALOGUE = TOP / "flows" / "catalogues" / "th" / "operator.po"
SOURCES = sorted([*(TOP / "bot").rglob("*.py"), *(TOP / "flows").rglob("*.py")])

#: Names of calls whose first argument is an English text. `_` is local to the command line's parser.
TRANSLATING = {"Translatable", "_"}
#: Names of calls whose arguments operators read.
SHOWN = {
    "CheckResult",
    "CriteriaProblem",
    "RowFault",
    "SettingsError",
    "SetupItem",
    "EmbeddedRedisFailed",
    "RadapError",
}
#: Two words: a name, an address or a setting has no blank in it.
PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def operator_texts() -> dict[str, str]:
    """The English texts, each with a place where it stands."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text("utf-8")), TRANSLATING):
            text = call.args[0]
            if isinstance(text, ast.Constant):
                found[str(text.value)] = f"{path.relative_to(TOP)}:{call.lineno}"
    return found


TEXTS = operator_texts()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def thai() -> dict[str, str]:
    with CATALOGUE.open("rb") as stream:
        return {str(message.id): str(message.string) for message in read_po(stream, abort_invalid=True) if message.id}


def test_every_text_has_its_thai(thai: dict[str, str]) -> None:
    assert {place: text for text, place in TEXTS.items() if not thai.get(text)} == {}


def test_no_thai_is_left_of_a_text_that_is_gone(thai: dict[str, str]) -> None:
    assert set(thai) - set(TEXTS) == set()


def test_both_languages_have_the_same_placeholders(thai: dict[str, str]) -> None:
    assert [text for text in TEXTS if placeholders(text) != placeholders(thai.get(text, text))] == []


def test_commands_settings_and_addresses_are_the_same_in_thai(thai: dict[str, str]) -> None:
    kept = re.compile(r"`[^`]+`|\b[A-Z][A-Z]+_[A-Z_]+\b|https?://[^\s;]+|--[a-z-]+")
    for english, text in thai.items():
        assert sorted(set(kept.findall(english))) == sorted(set(kept.findall(text))), english


def test_values_are_given_for_the_placeholders() -> None:
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text("utf-8")), {"Translatable"}):
            text = call.args[0]
            if isinstance(text, ast.Constant) and all(keyword.arg for keyword in call.keywords):
                given = {str(keyword.arg) for keyword in call.keywords}
                # A text without values is filled later, by its place in a table.
                assert not given or given == placeholders(str(text.value)), f"{path}:{call.lineno}"


def test_no_text_goes_past_the_translation() -> None:
    found = []
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text("utf-8")), SHOWN):
            translated = {id(part) for inner in calls(call, TRANSLATING) for part in ast.walk(inner)}
            constants = [
                part for part in ast.walk(call) if isinstance(part, ast.Constant) and id(part) not in translated
            ]
            found += [f"{path}:{part.lineno}" for part in constants if PROSE.search(str(part.value))]
    assert found == []
