"""Typed asides run through the engine, and the verdict: done or asked back as meant, something harmless, or wrong."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flows.assessment.context import Context
from flows.engine import Engine
from flows.handlers.progress import progress_line
from flows.model.events import Text
from flows.model.messages import LinkPurpose, Message
from flows.model.pending import (
    ConfirmDeleteAll,
    ConfirmRestart,
    Guess,
    ReplaceAnswer,
    ResultsPage,
)
from flows.model.question_ids import CHARACTERISTICS, LATER, OPEN, UNSURE, process_of
from tests import worked_example
from tests.fakes.talk import Talk

ROWS = Path(__file__).parents[2] / "data" / "officers" / "typed_facts.json"
EXPLAINED = ("service", "agency", "assessor", "description", "review", "result")
FIRST_HALF = frozenset("01234567")
LINKS = {
    "form": {LinkPurpose.FORM, LinkPurpose.COPY},
    "json": {LinkPurpose.JSON, LinkPurpose.EXPORT},
    "share": {LinkPurpose.SHARE},
    "result": {LinkPurpose.OPEN},
    "sheet": {LinkPurpose.SHEET},
}
LINES = {
    "thanks": ("aside.thanks", "aside.thanks_goes_on"),
    "pause": ("aside.pause",),
    "form": ("results.none", "give.none_yet"),
    "json": ("give.none_yet",),
    "share": ("give.none_yet",),
    "result": ("give.none_yet",),
    "same": ("aside.no_earlier",),
    "unsure": ("aside.waits",),
}


class Verdict(StrEnum):
    RIGHT = "right"
    ASKED_BACK = "asked back whether it is the answer to the question on screen"
    ASKED = "asked again"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Row:
    state: str
    text: str
    meant: str

    @property
    def is_first_half(self) -> bool:
        return hashlib.sha256(f"{self.state}\n{self.text}".encode()).hexdigest()[0] in FIRST_HALF


def read_rows() -> list[Row]:
    """The asides, and the names that are to be stored."""
    rows = json.loads(ROWS.read_text("utf-8"))
    chosen = [row for row in rows if row["kind"] == "aside" or row["meant"].startswith("store:")]
    return [Row(row["state"], row["text"], row["meant"]) for row in chosen]


def talk_at(dialogue: Engine, state: str) -> Talk:
    """A conversation at a state, with the answers before it."""
    talk = Talk(dialogue)
    if state == "result":
        return talk.to_result()
    if state == "review":
        return talk.to_review()
    talk.to_service()
    if state.startswith("level_"):
        talk = Talk(dialogue).to_levels()
        while talk.state != state:
            talk.tap("standard")
    elif state == "characteristics":
        talk = Talk(dialogue).to_characteristics()
    else:
        texts = {"service": (), "agency": (worked_example.SERVICE,)}.get(state)
        talk.type(*(texts if texts is not None else (worked_example.SERVICE, worked_example.AGENCY)))
        if state == "description":
            talk.tap("skip")
    assert talk.state == state
    return talk


def judge(dialogue: Engine, row: Row) -> Verdict:
    talk = talk_at(dialogue, row.state)
    session = talk.session
    assert session is not None
    step = talk.send(Text(row.text))
    if _is_meant(talk, row, step.session is None, session.assessment.id):
        return Verdict.RIGHT
    after = talk.session
    changed = (
        after is None
        or after.assessment.id != session.assessment.id
        or after.assessment.answers != (session.assessment.answers)
    )
    if changed:
        return Verdict.WRONG
    pending = after.pending if after else None
    is_asked = isinstance(pending, ReplaceAnswer) and pending.press.question == row.state
    return Verdict.ASKED_BACK if is_asked else Verdict.ASKED


def _is_meant(talk: Talk, row: Row, deleted: bool, assessment: str) -> bool:
    if deleted or talk.session is None:
        return False
    kind, _, detail = row.meant.partition(":")
    if kind == "change":
        return _is_change(talk, row.state, *detail.partition("=")[::2])
    if kind == "store":
        return talk.answers.get(row.state) == detail
    text, pending = talk.dialogue.rules.catalogues[talk.session.language], talk.session.pending
    purposes = {link.purpose for message in talk.messages for link in message.links}
    has_line = any(text(key) in _shown(talk.messages) for key in LINES.get(kind, ()))
    matches = {
        "unsure": talk.answers.get(row.state) in {LATER, OPEN, ""}
        or (row.state == CHARACTERISTICS and talk.state.startswith("is_"))
        or (isinstance(pending, Guess) and pending.press.choice == UNSURE),
        "skip": talk.answers.get(row.state) == ""
        or (bool(process_of(row.state)) and talk.answers.get(row.state) == LATER),
        "explain": talk.state == row.state and not pending and _is_explained(talk),
        "back": (isinstance(pending, Guess) and pending.press.choice == "!back")
        or (talk.state != row.state and row.state not in talk.answers),
        "progress": _has_progress(talk),
        "resume": _has_progress(talk),
        "next": _has_progress(talk)
        or "สิ่งที่ต้องดำเนินการ" in _shown(talk.messages)
        or "things to do" in _shown(talk.messages),
        "help": talk.messages[0].title == text("help.title"),
        "about": len(talk.messages) > 1 and bool(talk.messages[0].pages),
        "delete": isinstance(pending, ConfirmDeleteAll),
        "restart": isinstance(pending, ConfirmRestart)
        or (isinstance(pending, Guess) and pending.press.choice == "!restart")
        or talk.session.assessment.id != assessment,
        "language": text.language != talk.language,
        "result": isinstance(pending, ResultsPage)
        or (isinstance(pending, Guess) and pending.press.choice == "confirm"),
        "form": talk.messages[0].title.startswith(text("copy.message_title", service="")),
    }
    return has_line or matches.get(kind, False) or bool(purposes & LINKS.get(kind, set()) and len(talk.messages) == 1)


def _is_change(talk: Talk, state: str, question: str, value: str) -> bool:
    assert talk.session is not None
    level = f"level_{question}"
    question = level if level in talk.dialogue.rules.navigation.states else question
    pending = talk.session.pending
    if not value:
        waits = talk.dialogue.rules.catalogues[talk.session.language]("notice.answer_first") in _shown(talk.messages)
        return talk.state == question or waits
    if question == state:
        return talk.answers.get(question) == value
    if talk.answers.get(question) == value:
        return "“" in talk.notices and not pending
    return isinstance(pending, ReplaceAnswer) and tuple(pending.press.press) == (question, value)


def _is_explained(talk: Talk) -> bool:
    text = talk.dialogue.rules.catalogues[talk.language]
    notices = (f"{state}.explain" for state in EXPLAINED)
    lines = (text("explain.title"), text("aside.explain_above"), *map(text, notices))
    return any(line in _shown(talk.messages) for line in lines)


def _has_progress(talk: Talk) -> bool:
    assert talk.session is not None
    return progress_line(Context(talk.dialogue.rules, talk.session)) in _shown(talk.messages)


def _shown(messages: tuple[Message, ...]) -> str:
    return "\n".join(
        line
        for message in messages
        for line in (message.title, *(getattr(block, "text", "") for block in message.blocks))
    )
