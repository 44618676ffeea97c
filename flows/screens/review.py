"""The review: every answer in a list, each of which can be changed, and the confirmation."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.events import Button
from flows.model.messages import Choice, Entry, Message, Paragraph, Role, Section, Style
from flows.model.note_keys import notes_of
from flows.model.question_ids import (
    CHARACTERISTICS,
    CONFIRM,
    GROUP_LIST,
    REVIEW,
    level_question,
    open_questions,
)
from flows.screens.attribution import giver_name
from flows.screens.buttons import NOTES, question_controls
from flows.screens.level import process_words
from flows.screens.notes import note_subject


def review(scene: Context) -> Message:
    """List all answers; a row's button (or its number, typed) leads to its question."""
    say = scene.say
    data, levels = _data_entries(scene), _level_entries(scene, len(FLOW.service_data) + 2)
    return Message(
        summary=say("review.title"),
        title=say("review.title"),
        blocks=(
            Paragraph(say("review.text")),
            *_still_open(scene),
            Section(say("review.data"), data),
            Section(say("review.levels"), levels),
            *_notes(scene),
        ),
        choices=(
            Choice(
                label=say("review.confirm"),
                press=scene.press(CONFIRM, REVIEW),
                words=scene.rules.catalogues.words("words.confirm"),
                style=Style.PRIMARY,
            ),
        ),
        controls=question_controls(scene, NOTES),
    )


def _still_open(scene: Context) -> tuple[Paragraph, ...]:
    count = len(open_questions(scene.criteria, scene.assessment.answers))
    return (Paragraph(scene.say.plural("review.still_open", count), Role.NOTICE),) if count else ()


def _notes(scene: Context) -> tuple[Section, ...]:
    notes = notes_of(scene.criteria, scene.assessment.answers)
    rows = tuple(Entry(note_subject(scene, key), _given(scene, key, note)) for key, note in notes.items())
    return (Section(scene.say("note.title"), rows),) if rows else ()


def _data_entries(scene: Context) -> tuple[Entry, ...]:
    say, answers, finding = scene.say, scene.assessment.answers, scene.finding
    rows = [(question.id, say(question.title), answers.get(question.id, "")) for question in FLOW.service_data]
    group = scene.criteria.group_by_id[finding.group] if finding else None
    value = say("group.option", id=group.id, name=group.short[scene.language]) if group else ""
    if finding is None:
        target = open_questions(scene.criteria, answers)[0]
    else:
        target = CHARACTERISTICS if finding.characteristic else GROUP_LIST
    rows.append((target, say("group.title"), value or say("review.open")))
    return tuple(
        Entry(
            label,
            _given(scene, question, value or say("review.empty")),
            number=str(number),
            press=_change(scene, question),
            words=_change_words(scene, number, label),
        )
        for number, (question, label, value) in enumerate(rows, 1)
    )


def _level_entries(scene: Context, first: int) -> tuple[Entry, ...]:
    language, levels = scene.language, scene.levels
    entries = []
    for number, process in enumerate(scene.criteria.processes, first):
        level = scene.criteria.level_by_id.get(levels.get(process.id, ""))
        entries.append(
            Entry(
                label=process.short[language],
                value=_given(
                    scene, level_question(process.id), level.short[language] if level else scene.say("review.open")
                ),
                level=scene.criteria.level_rank[level.id] if level else None,
                number=str(number),
                press=_change(scene, level_question(process.id)),
                words=_change_words(scene, number, *process_words(process)),
            )
        )
    return tuple(entries)


def _change_words(scene: Context, number: int, *names: str) -> tuple[str, ...]:
    """What may be typed to change a row: its names, and the word for it before its name or number."""
    verbs = scene.rules.catalogues.words("words.change")
    return (*names, *scene.rules.reader.known.combined(verbs, (*names, str(number))))


def _given(scene: Context, question: str, value: str) -> str:
    """A value, in a group with the name of who gave it."""
    name = giver_name(scene, question)
    return scene.say("member.given", answer=value, name=name) if name else value


def _change(scene: Context, question: str) -> Button:
    return scene.press(question, REVIEW)
