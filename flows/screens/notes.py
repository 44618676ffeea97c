"""Attaching evidence to a process, or a remark to a verdict."""

from flows.assessment.context import Context
from flows.model.messages import Choice, Entry, Message, Paragraph, Role, Section, Style
from flows.model.note_keys import NOTE_PREFIX, REMARKS
from flows.model.session import Topic
from flows.screens.confirmation import CLOSE, SIDE
from flows.screens.level import process_words

REMOVE = "remove"
LIST_QUESTION = SIDE + Topic.NOTE


def note_list(scene: Context) -> Message:
    """Ask what to attach a note to; notes given before are shown."""
    say, language, answers = scene.say, scene.language, scene.assessment.answers
    processes = [
        (NOTE_PREFIX + process.id, process.short[language], process_words(process))
        for process in scene.criteria.processes
    ]
    remarks = [(key, say(f"note.{key}"), ()) for key in REMARKS]
    rows = [
        Entry(label, answers.get(key, ""), number=str(number), press=scene.press(key, LIST_QUESTION), words=words)
        for number, (key, label, words) in enumerate((*processes, *remarks), 1)
    ]
    title = say("note.title")
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(say("note.text")),
            Section(say("note.evidence"), tuple(rows[: len(processes)])),
            Section(say("note.remarks"), tuple(rows[len(processes) :])),
        ),
        choices=(_close(scene, LIST_QUESTION),),
    )


def note_question(scene: Context, key: str) -> Message:
    """Ask for the text of one note."""
    say, given, question = scene.say, scene.assessment.answers.get(key, ""), f"{LIST_QUESTION}_{key}"
    title = say("note.for", subject=note_subject(scene, key))
    remove = Choice(
        label=say("note.remove"),
        press=scene.press(REMOVE, question),
        words=scene.rules.catalogues.words("words.note.remove"),
    )
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(say("note.ask_remark" if key in REMARKS else "note.ask_evidence")),
            *((Paragraph(say("service_data.given", answer=given), Role.NOTICE),) if given else ()),
        ),
        choices=(*((remove,) if given else ()), _close(scene, question)),
        placeholder=say("note.placeholder"),
    )


def note_subject(scene: Context, key: str) -> str:
    """What a note belongs to, in words."""
    if key in REMARKS:
        return scene.say(f"note.{key}")
    return scene.criteria.process_by_id[key.removeprefix(NOTE_PREFIX)].name[scene.language]


def _close(scene: Context, question: str) -> Choice:
    return Choice(
        label=scene.say("note.close"),
        press=scene.press(CLOSE, question),
        words=scene.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
