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
from flows.screens.buttons import DATE, NOTES, PROVISIONAL, REQUIREMENTS, question_controls
from flows.screens.level import level_meaning, process_words
from flows.screens.notes import note_subject
from flows.screens.publication import can_be_provisional
from flows.screens.readings import reading_link, reading_remark, readings_of_step

#: Characters of an answer that the review shows. The result has it whole.
LONGEST_IN_REVIEW = 400


def review(context: Context) -> Message:
    """List all answers; a row's button leads to its question.

    A process has the number that it has everywhere, which may be typed. Other rows are called by their names.
    """
    text = context.text
    return Message(
        summary=text("review.title"),
        title=text("review.title"),
        blocks=(
            Paragraph(text("review.text")),
            *_still_open(context),
            Section(text("review.data"), _data_entries(context)),
            Section(text("review.levels"), _level_entries(context)),
            *_notes(context),
            *reading_remark(context, readings_of_step(context, "review")),
        ),
        choices=(_confirm(context),),
        controls=question_controls(context, NOTES, REQUIREMENTS, *_provisional(context)),
        pages=reading_link(context, readings_of_step(context, "review")),
    )


def review_requirements(context: Context) -> Message:
    """List what each chosen level requires, so that a level given too high is noticed."""
    text = context.text
    return Message(
        summary=text("review.requirements_title"),
        title=text("review.requirements_title"),
        blocks=(
            Paragraph(text("review.requirements_text")),
            *_still_open(context),
            Section(text("review.levels"), _level_entries(context, explained=True)),
        ),
        choices=(_confirm(context),),
        controls=question_controls(context, NOTES),
    )


def _confirm(context: Context) -> Choice:
    return Choice(
        label=context.text("review.confirm"),
        press=context.press(CONFIRM, REVIEW),
        words=context.rules.catalogues.words("words.confirm"),
        style=Style.PRIMARY,
    )


def _provisional(context: Context) -> tuple[str, ...]:
    return (PROVISIONAL,) if can_be_provisional(context) else ()


def _still_open(context: Context) -> tuple[Paragraph, ...]:
    count = len(context.open_questions)
    return (Paragraph(context.text.plural("review.still_open", count), Role.NOTICE),) if count else ()


def _notes(context: Context) -> tuple[Section, ...]:
    notes = notes_of(context.criteria, context.assessment.answers)
    rows = tuple(Entry(note_subject(context, key), _given(context, key, note)) for key, note in notes.items())
    return (Section(context.text("note.title"), rows),) if rows else ()


def _data_entries(context: Context) -> tuple[Entry, ...]:
    answers = context.assessment.answers
    return (
        *(
            _data_entry(context, question.id, question.title, question.words, _begun(answers.get(question.id, "")))
            for question in FLOW.service_data
        ),
        _data_entry(context, _group_question(context), "group.title", "words.group", _group_name(context)),
        _data_entry(context, ASSESSED_ON, "date.title", "words.date.title", assessed_day_text(context)),
    )


def _begun(text: str) -> str:
    """Return a text, or the beginning of a long one: a description may be longer than a bubble."""
    return text if len(text) <= LONGEST_IN_REVIEW else f"{text[:LONGEST_IN_REVIEW]}…"


def _group_name(context: Context) -> str:
    text, group_result = context.text, context.group_result
    group = context.criteria.group_by_id[group_result.group] if group_result else None
    return text("group.option", id=group.id, name=group.short[context.language]) if group else text("review.open")


def _data_entry(context: Context, question: str, title: str, words: str, value: str) -> Entry:
    """Return the row of a question; `title` is the key of its label, and `words` that of further words for it."""
    catalogues, label = context.rules.catalogues, context.text(title)
    names = (*(wording(title) for wording in catalogues.all), *(catalogues.words(words) if words else ()))
    return Entry(
        label,
        _given(context, question, value or context.text("review.empty")),
        press=_change(context, DATE if question == ASSESSED_ON else question),
        words=(*names, *_change_words(context, *names)),
    )


def _group_question(context: Context) -> str:
    """Return the question behind the row of the group: an open one, or the one that the group came from."""
    group_result = context.group_result
    if group_result is None:
        return context.open_questions[0]
    if group_result.characteristic:
        return CHARACTERISTICS
    return GROUP_REASON if GROUP_REASON in context.open_questions else GROUP_LIST


def _level_entries(context: Context, *, explained: bool = False) -> tuple[Entry, ...]:
    language, levels, asked = context.language, context.levels, _asked(context)
    entries = []
    for number, process in enumerate(context.criteria.processes, 1):
        level = context.criteria.level_by_id.get(levels.get(process.id, ""))
        undecided = context.text("ask.waits" if level_question(process.id) in asked else "review.open")
        entries.append(
            Entry(
                label=process.short[language],
                value=_given(context, level_question(process.id), level.short[language] if level else undecided),
                level=context.criteria.level_rank[level.id] if level else None,
                number=str(number),
                press=_change(context, level_question(process.id)),
                words=(*process_words(process), *_change_words(context, *process_words(process), str(number))),
                detail=level_meaning(process, level, language) if level and explained else "",
            )
        )
    return tuple(entries)


def _asked(context: Context) -> set[str]:
    """Return the questions that a colleague was asked, and whose answer the officer did not decide about."""
    questions = context.session.shared.questions
    return {item.question for item in questions if item.assessment == context.assessment.id and not item.decided_at}


def _change_words(context: Context, *names: str) -> tuple[str, ...]:
    """Return the words that change a row: a verb before each of its names."""
    return context.rules.reader.known.combined(context.rules.catalogues.words("words.change"), names)


def _given(context: Context, question: str, value: str) -> str:
    """Return a value, in a group with the name of the member who gave it."""
    name = attributed_name(context, question)
    return context.text("member.given", answer=value, name=name) if name else value


def _change(context: Context, question: str) -> Button:
    return context.press(question, REVIEW)
