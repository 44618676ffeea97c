"""The review: every answer in a list, each of which can be changed, and the confirmation."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.events import Button
from flows.model.messages import Choice, Entry, Message, Paragraph, Role, Section, Style
from flows.model.note_keys import notes_of
from flows.model.question_ids import (
    ASSESSED_ON,
    CHARACTERISTICS,
    CONFIRM,
    GROUP_LIST,
    GROUP_REASON,
    REVIEW,
    level_question,
)
from flows.screens.assessed_day import assessed_day_text
from flows.screens.attribution import attributed_name
from flows.screens.buttons import DATE, NOTES, question_controls
from flows.screens.level import process_words
from flows.screens.notes import note_subject
from flows.screens.readings import reading_link, reading_remark, readings_of_step


def review(context: Context) -> Message:
    """List all answers; a row's button (or its number, typed) leads to its question."""
    text = context.text
    data = _data_entries(context)
    levels = _level_entries(context, len(data) + 1)
    return Message(
        summary=text("review.title"),
        title=text("review.title"),
        blocks=(
            Paragraph(text("review.text")),
            *_still_open(context),
            Section(text("review.data"), data),
            Section(text("review.levels"), levels),
            *_notes(context),
            *reading_remark(context, readings_of_step(context, "review")),
        ),
        choices=(
            Choice(
                label=text("review.confirm"),
                press=context.press(CONFIRM, REVIEW),
                words=context.rules.catalogues.words("words.confirm"),
                style=Style.PRIMARY,
            ),
        ),
        controls=question_controls(context, NOTES),
        pages=reading_link(context, readings_of_step(context, "review")),
    )


def _still_open(context: Context) -> tuple[Paragraph, ...]:
    count = len(context.open_questions)
    return (Paragraph(context.text.plural("review.still_open", count), Role.NOTICE),) if count else ()


def _notes(context: Context) -> tuple[Section, ...]:
    notes = notes_of(context.criteria, context.assessment.answers)
    rows = tuple(Entry(note_subject(context, key), _given(context, key, note)) for key, note in notes.items())
    return (Section(context.text("note.title"), rows),) if rows else ()


def _data_entries(context: Context) -> tuple[Entry, ...]:
    text, answers = context.text, context.assessment.answers
    rows = [
        *((question.id, text(question.title), answers.get(question.id, "")) for question in FLOW.service_data),
        _group_row(context),
        (ASSESSED_ON, text("date.title"), assessed_day_text(context)),
    ]
    return tuple(_data_entry(context, number, *row) for number, row in enumerate(rows, 1))


def _group_row(context: Context) -> tuple[str, str, str]:
    """Return the question that leads to the group, its title, and the group."""
    text, group_result = context.text, context.group_result
    group = context.criteria.group_by_id[group_result.group] if group_result else None
    value = text("group.option", id=group.id, name=group.short[context.language]) if group else text("review.open")
    return _group_question(context), text("group.title"), value


def _data_entry(context: Context, number: int, question: str, label: str, value: str) -> Entry:
    is_date = question == ASSESSED_ON
    names = (label, *context.rules.catalogues.words("words.date.title")) if is_date else (label,)
    return Entry(
        label,
        _given(context, question, value or context.text("review.empty")),
        number=str(number),
        press=_change(context, DATE if is_date else question),
        words=_change_words(context, number, *names),
    )


def _group_question(context: Context) -> str:
    """Return the question behind the row of the group: an open one, or the one that the group came from."""
    group_result = context.group_result
    if group_result is None:
        return context.open_questions[0]
    if group_result.characteristic:
        return CHARACTERISTICS
    return GROUP_REASON if GROUP_REASON in context.open_questions else GROUP_LIST


def _level_entries(context: Context, first: int) -> tuple[Entry, ...]:
    language, levels = context.language, context.levels
    entries = []
    for number, process in enumerate(context.criteria.processes, first):
        level = context.criteria.level_by_id.get(levels.get(process.id, ""))
        entries.append(
            Entry(
                label=process.short[language],
                value=_given(
                    context, level_question(process.id), level.short[language] if level else context.text("review.open")
                ),
                level=context.criteria.level_rank[level.id] if level else None,
                number=str(number),
                press=_change(context, level_question(process.id)),
                words=_change_words(context, number, *process_words(process)),
            )
        )
    return tuple(entries)


def _change_words(context: Context, number: int, *names: str) -> tuple[str, ...]:
    """Return the words that change a row: its names, and a verb before its name or number."""
    verbs = context.rules.catalogues.words("words.change")
    return (*names, *context.rules.reader.known.combined(verbs, (*names, str(number))))


def _given(context: Context, question: str, value: str) -> str:
    """Return a value, in a group with the name of the member who gave it."""
    name = attributed_name(context, question)
    return context.text("member.given", answer=value, name=name) if name else value


def _change(context: Context, question: str) -> Button:
    return context.press(question, REVIEW)
