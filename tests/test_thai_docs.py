"""The pages in Thai quote buttons and words as Radap says them, and leave no page, setting or rule of wording out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.config.data_files import load_catalogues, load_criteria
from bot.config.settings import Settings
from flows.i18n.language import Language
from flows.model.events import Command
from flows.understanding.asides import AsideMatcher
from flows.understanding.reader import TextMatcher
from tests.flows.i18n.test_register import THAI
from tests.flows.i18n.test_wording import catalogue, forms

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "th"
PAGES = [ROOT / "README.th.md", *sorted(FOLDER.rglob("*.md"))]
FOR_OFFICERS = [FOLDER / f"{name}.md" for name in ("start", "groups", "read-a-result", "hand-in-the-form")]
FOR_OPERATORS = [FOLDER / f"{name}.md" for name in ("run", "back-up", "connect-line", "connect-telegram")]

QUOTED = re.compile(r"“([^”]+)”")
IN_CODE, THAI_LETTER = re.compile(r"`([^`\n]+)`"), re.compile("[ก-๙]")
TYPED = re.compile(r"พิมพ์ “([^”]+)”")
COMMAND = re.compile(r"`/(\S+?)(?: [^`]*)?`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
PLACEHOLDER = re.compile(r"\{\w+\}")
#: Fewer letters around a placeholder would match any text.
LITERAL_LETTERS = 4


def normal(text: str) -> str:
    """Return a text in one line, without the arrows of a button."""
    return " ".join(text.split()).strip("‹› ")


def spoken() -> Iterator[str]:
    """Yield all that Radap says or understands: texts, their lines, what they quote, words, and names of levels."""
    for key, message in catalogue(Language.THAI).items():
        for form in forms(message):
            if key.startswith("words."):
                yield from form.split("|")
            else:
                yield from (form, *form.splitlines(), *QUOTED.findall(form))
    yield from (level.name[Language.THAI] for level in load_criteria(None).levels)


def patterns() -> list[re.Pattern[str]]:
    return [
        re.compile(".+".join(map(re.escape, PLACEHOLDER.split(text))))
        for text in {normal(text) for text in spoken()}
        if not PLACEHOLDER.search(text) or len(PLACEHOLDER.sub("", text)) >= LITERAL_LETTERS
    ]


def test_every_quoted_word_is_radaps() -> None:
    known = patterns()
    quotes = [(page.name, normal(quote)) for page in PAGES for quote in QUOTED.findall(page.read_text("utf-8"))]
    assert len(quotes) > 70
    assert [quote for quote in quotes if not any(pattern.fullmatch(quote[1]) for pattern in known)] == []


def test_every_quoted_line_of_a_command_is_radaps() -> None:
    """A page may leave out the end of a line."""
    with (ROOT / "flows" / "catalogues" / "th" / "operator.po").open("rb") as stream:
        texts = [str(message.string) for message in read_po(stream) if message.id]
    in_code = [(page.name, code) for page in FOR_OPERATORS for code in IN_CODE.findall(page.read_text("utf-8"))]
    quotes = [item for item in in_code if THAI_LETTER.search(item[1])]
    assert len(quotes) > 5
    assert [quote for quote in quotes if not any(text.startswith(quote[1]) for text in texts)] == []


def test_everything_that_a_page_says_to_type_is_understood() -> None:
    reader = TextMatcher(load_catalogues())
    typed = [(page.name, words) for page in PAGES for words in TYPED.findall(page.read_text("utf-8"))]
    assert len(typed) > 5
    asides = AsideMatcher(load_catalogues())
    assert [item for item in typed if reader.command(item[1]) is None and not asides.read(item[1])] == []


@pytest.mark.parametrize("page", FOR_OFFICERS, ids=lambda page: page.name)
def test_every_command_for_officers_exists(page: Path) -> None:
    signs = load_catalogues().words("words.answer_sign")
    assert set(COMMAND.findall(page.read_text("utf-8"))) <= {*Command, *signs}


@pytest.mark.parametrize(("reason", "pattern"), THAI, ids=range(len(THAI)))
def test_no_page_has_a_word_that_was_given_up(reason: str, pattern: str) -> None:
    # The papers for lawyers have the law's own words.
    pages = [page for page in PAGES if page.parent.name != "privacy-pack"]
    text = {page.name: QUOTED.sub("", page.read_text("utf-8")) for page in pages}
    assert {name: found[0] for name, content in text.items() if (found := re.search(pattern, content))} == {}, reason


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.th.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            targets = [(page.parent / target).resolve() for target in LINK.findall(page.read_text("utf-8"))]
            waiting += [target for target in targets if target.suffix == ".md" and target.is_relative_to(FOLDER)]
    assert set(PAGES) - reached == set()


def test_every_setting_is_described() -> None:
    described = (FOLDER / "settings.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in described] == []


def test_the_privacy_pack_has_the_default_times_and_says_what_it_is_not() -> None:
    defaults = {name: Settings.model_fields[f"{name}_retention_days"].default for name in ("session", "result")}
    pages = {page.stem: page.read_text("utf-8") for page in (FOLDER / "privacy-pack").glob("*.md")}
    assert len(pages) == 6
    assert all("ไม่ใช่คำปรึกษาทางกฎหมาย" in page for page in pages.values())
    for name in ("notice", "retention"):
        assert all(f"[{days}] วัน" in pages[name] for days in defaults.values())
    row = re.compile(r"\| (.+?) \| \[(\d+)\] วัน.*?\| `(\w+)` \|")
    rows = {setting: int(days) for _, days, setting in row.findall(pages["retention"])}
    assert rows == {f"{name.upper()}_RETENTION_DAYS": days for name, days in defaults.items()}
