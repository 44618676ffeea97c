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
#: Sources whose sentences are all for operators; argparse's own errors are recognized by their English.
FOR_OPERATORS = [
    *(path for folder in ("cli", "config", "doctor", "platform_setup") for path in (TOP / "bot" / folder).glob("*.py")),
    TOP / "bot" / "errors.py",
    TOP / "flows" / "errors.py",
    TOP / "bot" / "database" / "open_database.py",
    TOP / "bot" / "server" / "startup_report.py",
    *(TOP / "bot" / "storage" / f"{name}.py" for name in ("backup", "backup_file", "key_check")),
    *(TOP / "bot" / "shared" / f"{name}.py" for name in ("os_errors", "outgoing_proxy", "report", "setup_item")),
]
#: Names of calls whose arguments operators read, wherever they stand.
SHOWN = {"CheckResult", "CriteriaProblem", "SetupItem"} | {
    node.name
    for path in (TOP / "bot" / "errors.py", TOP / "flows" / "errors.py")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.ClassDef)
}
#: Names and codes of two words, and what is caught before it is shown.
DATA = {
    "Cloud Run",
    "Azure Container Apps",
    b"radap webhook",
    "would set",
    "client not open",
    "list of results",
    "a key is ",
    " bytes in base64",
    "no key",
    "not a key of Radap's",
    "radap form form.pdf",
    "radap poster poster.pdf",
    "radap template services.xlsx",
    "--line ID",
    "--telegram NAME",
}
#: Two words: a name, an address or a setting has no blank in it.
PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


#: Code: a regular expression, by which an error of argparse is recognized, and a script of the database.
CODE = ("(?P<", "redis.call(")


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


def prose(tree: ast.AST) -> Iterator[int]:
    """Yield the lines of sentences that are not translated and no docstrings."""
    translated = {id(part) for call in calls(tree, TRANSLATING) for part in ast.walk(call)}
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in translated | documentation or node.value in DATA:
            continue
        if PROSE.search(str(node.value)) and not any(code in str(node.value) for code in CODE):
            yield node.lineno


def test_no_text_goes_past_the_translation() -> None:
    found = {f"{path.relative_to(TOP)}:{line}" for path in FOR_OPERATORS for line in prose(ast.parse(path.read_text()))}
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text("utf-8")), SHOWN):
            found |= {f"{path.relative_to(TOP)}:{line}" for line in prose(call)}
    assert found == set()
