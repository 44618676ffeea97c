"""The docs name only tests, files and settings that exist, and fit a terminal."""

import re
import unicodedata
from pathlib import Path

import pytest

from bot.config.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"^( *)```.*?^\1```$", re.DOTALL | re.MULTILINE)
#: Code in a list has seven spaces, other code four; a line of HTML or a single long word cannot be wrapped.
NOT_WRAPPED = re.compile(r" {4}(?: {3})?\S.*| *<.*| *(?:⏳ |- )?\S+")
COLUMNS = 100
COLUMNS_OF_A_TABLE = 140


def columns(line: str) -> int:
    """Return the width of a line: Thai vowels and tone marks above or below a letter take no column."""
    return sum(unicodedata.category(character) != "Mn" for character in line)


def test_every_line_about_a_failure_names_an_existing_test() -> None:
    named = NAMED_TEST.findall((ROOT / "docs" / "reliability.md").read_text("utf-8"))
    assert len(named) > 50
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{file}::{name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_has_a_target(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_fits_a_terminal(page: Path) -> None:
    lines = FENCED.sub("", page.read_text("utf-8")).splitlines()
    prose = [line for line in lines if not NOT_WRAPPED.fullmatch(line)]
    assert [x for x in prose if columns(x) > (COLUMNS_OF_A_TABLE if x.startswith("|") else COLUMNS)] == []


def test_every_setting_is_described() -> None:
    described = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in described] == []


def test_the_calls_of_a_turn_are_quoted_from_their_files() -> None:
    files: list[Path] = []
    quotes = 0
    turn = (ROOT / "docs" / "how-a-turn-works.md").read_text("utf-8")
    for line in turn.partition("## One event")[2].partition("\n## ")[0].splitlines():
        files += [ROOT / "docs" / target for target in LINK.findall(line) if target.endswith(".py")]
        if line.startswith("       "):
            quotes += 1
            assert any(line.strip() in file.read_text("utf-8") for file in files), line
    assert (len(files), quotes) == (5, 6)


def test_every_package_is_listed() -> None:
    listed = re.findall(r"- `([\w/.]+)`:", (ROOT / "docs" / "packages.md").read_text("utf-8"))
    packages = {
        str(file.parent.relative_to(ROOT)) for top in ("bot", "flows") for file in (ROOT / top).rglob("__init__.py")
    }
    folders = [name for name in listed if not name.endswith(".py")]
    assert sorted(folders) == sorted((packages | {"flows/catalogues"}) - {"bot", "flows", "flows/catalogues/th"})
    assert all((ROOT / name).exists() for name in listed)
