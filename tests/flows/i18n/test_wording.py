"""The catalogues: complete in both languages, no unused keys, and the same placeholders in each language."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from flows.assessment.flow import FLOW
from flows.i18n.language import Language

ROOT = Path(__file__).parents[3]
CATALOGUES = ROOT / "flows" / "catalogues"
KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")
SOURCES = [
    path for folder in ("flows", "bot") for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html"}
]
#: Keys that the code composes of a prefix and an id.
COMPOSED = tuple(
    "answer. command. control. verdict. words. group_none. delete. restart. "
    "help. replace. guess. forget. all_levels. reuse. results. what_if. note. date. move. language. result. page. "
    "status. rich_menu. link. copy. portfolio. form. picture. sheet. tick. readings. give. batch. continue. "
    "colleague. ask. answered. handover. offered. receive. approval. decide. collection. paper. plan. share. "
    "remind. trend. one_page.".split()
) + tuple(f"{question.id}." for question in FLOW.service_data)


def catalogue(language: Language) -> dict[str, Message]:
    parts: list[Catalog] = []
    for path in sorted({*(CATALOGUES / language.value).glob("*.po")} - {CATALOGUES / "th" / "operator.po"}):
        with path.open("rb") as stream:
            parts.append(read_po(stream, locale=language.value, abort_invalid=True))
    messages = [message for part in parts for message in part if message.id]
    keys = [key_of(message) for message in messages]
    assert len(keys) == len(set(keys)), "a key occurs twice"
    return dict(zip(keys, messages, strict=True))


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def places(message: Message) -> set[str]:
    return {name for form in forms(message) for _, name, _, _ in string.Formatter().parse(form) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue(Language.THAI)) == set(catalogue(Language.ENGLISH))


def test_no_text_is_empty_and_the_placeholders_agree() -> None:
    thai, english = catalogue(Language.THAI), catalogue(Language.ENGLISH)
    for key, message in thai.items():
        assert all(form.strip() for form in (*forms(message), *forms(english[key]))), key
        assert places(message) == places(english[key]), key


def literals(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        yield from (quoted for quoted in re.findall(r"[\"']([^\"']+)[\"']", text) if KEY.fullmatch(quoted))
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            yield node.value


def test_every_key_in_the_code_is_in_the_catalogues() -> None:
    known = set(catalogue(Language.THAI))
    prefixes = {key.split(".")[0] for key in known}
    modules = {"bot", "flows"}
    used = {
        key
        for path in SOURCES
        for key in literals(path)
        if key.split(".")[0] in prefixes - modules and not key.endswith(".typ")
    }
    assert used - known == set()


def test_every_key_in_the_catalogues_is_used() -> None:
    used = {key for path in SOURCES for key in literals(path)}
    unused = {key for key in catalogue(Language.THAI) if key not in used and not key.startswith(COMPOSED)}
    assert unused - {"months"} == set()


@pytest.mark.parametrize("language", [*Language])
def test_a_year_has_twelve_months(language: Language) -> None:
    assert len(forms(catalogue(language)["months"])[0].split("|")) == 12


def test_the_code_contains_no_thai() -> None:
    thai = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]{3}")
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8")) if path.suffix == ".py" else None
        if tree is None:
            assert not thai.search(path.read_text("utf-8")), path
            continue
        docstrings = {
            node.body[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
                assert not thai.search(node.value.replace("มสพร. 6-5", "")), f"{path}: {node.value!r}"
