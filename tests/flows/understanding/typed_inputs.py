"""The page docs/what-officers-type.md as data: inputs, their meanings, and Radap's reactions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "what-officers-type.md"
HEADING = re.compile(r"## (?P<title>.+), (?P<language>Thai|English)")
ROW = re.compile(r"\| (?P<typed>.+?) \| (?P<means>\S.*?) \| (?P<answer>.+?) \|")
SUMMARY = re.compile(r"(?<=<!-- counts -->\n).*?(?=<!-- end of counts -->)", re.DOTALL)
NO_ANSWER = "no answer"


class Answer(StrEnum):
    """Radap's reaction to an input."""

    TAKEN = "taken"
    ASKED_BACK = "asked back"
    ASKED_AGAIN = "asked again"


@dataclass(frozen=True, slots=True)
class Match:
    """The reaction, and the choice or command that was accepted or suggested (empty if the question was repeated)."""

    answer: Answer
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A row: the kind of question, the language of the section, the text, its meaning, and the reaction."""

    title: str
    language: str
    typed: str
    means: str
    reading: Match

    @property
    def verdict(self) -> str:
        """The line of the counts that the row belongs to."""
        if self.reading.answer is Answer.ASKED_AGAIN:
            return "no answer, and asked again" if self.means == NO_ANSWER else "not understood, and asked again"
        if self.reading.choice == self.means:
            return f"{self.reading.answer} as meant"
        return f"{self.reading.answer} as something else"


VERDICTS = (
    "taken as meant",
    "asked back as meant",
    "no answer, and asked again",
    "not understood, and asked again",
    "asked back as something else",
    "taken as something else",
)
WRONG = VERDICTS[-1]


def read_inputs(page: str) -> list[Input]:
    """Return every row of the page, in order."""
    inputs, title, language = [], "", ""
    for line in page.splitlines():
        if heading := HEADING.fullmatch(line):
            title, language = heading["title"], heading["language"]
        elif title and (row := ROW.fullmatch(line)) and row["typed"] != "typed" and row["typed"] != "---":
            inputs.append(Input(title, language, row["typed"], row["means"], _reading(row["answer"], row["means"])))
    return inputs


def _reading(cell: str, means: str) -> Match:
    answer, _, other = cell.partition(" as ")
    return Match(Answer(answer), "" if answer == Answer.ASKED_AGAIN else other or means)


def written(page: str, inputs: Sequence[Input], readings: Sequence[Match]) -> str:
    """Return the page with these matches in its rows and counts."""
    renewed = [replace(item, reading=reading) for item, reading in zip(inputs, readings, strict=True)]
    rows = iter(renewed)
    lines = [_row(next(rows)) if _is_row(line) else line for line in page.splitlines()]
    return SUMMARY.sub("\n".join((*counts(renewed), "")), "\n".join((*lines, "")))


def counts(inputs: Sequence[Input]) -> Iterator[str]:
    """Yield the lines of the table at the top of the page."""
    languages = {language: [item for item in inputs if item.language == language] for language in ("Thai", "English")}
    yield "| | Thai | English |"
    yield "| --- | --- | --- |"
    yield f"| different inputs | {' | '.join(str(_different(items)) for items in languages.values())} |"
    for verdict in VERDICTS:
        numbers = [Counter(item.verdict for item in items)[verdict] for items in languages.values()]
        yield f"| {verdict} | {' | '.join(map(str, numbers))} |"


def _different(inputs: Sequence[Input]) -> int:
    return len({item.typed for item in inputs})


def _is_row(line: str) -> bool:
    row = ROW.fullmatch(line)
    return row is not None and row["answer"].partition(" as ")[0] in {*Answer}


def _row(item: Input) -> str:
    other = f" as {item.reading.choice}" if item.verdict.endswith("something else") else ""
    return f"| {item.typed} | {item.means} | {item.reading.answer}{other} |"
