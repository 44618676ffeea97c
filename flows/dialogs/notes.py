"""The notes of an assessment: evidence for a process, or a remark on a verdict."""

from dataclasses import replace

from flows.actions.text_answers import typed_answer, with_source
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Text
from flows.model.messages import Choice, Entry, Message, Paragraph, Role, Section, Style
from flows.model.note_keys import NOTE_PREFIX, REMARKS, note_keys
from flows.model.pending import Note, Topic
from flows.model.question_ids import REVIEW
from flows.screens.attribution import with_attribution
from flows.screens.confirmation import CLOSE, side_question_id
from flows.screens.level import process_words
from flows.screens.notes import note_subject

REMOVE = "remove"
LIST_QUESTION = side_question_id(Topic.NOTE)


def screen(context: Context, pending: Note) -> Message:
    """Ask for the subject of a note; once that is chosen, for its text."""
    if pending.key is None:
        return _list(context)
    asked = _note_question(context, pending.key)
    hint = (Paragraph(context.text("member.how_to_type"), Role.REMARK),) if context.session.is_group else ()
    return replace(asked, blocks=(*asked.blocks, *hint))


def answer(context: Context, pending: Note, choice: str) -> Outcome:
    """Ask for the text of the chosen note, remove it, or close. The question for one note closes to the list.

    Opened at the level question, it closes to that.
    """
    if pending.key is not None:
        return _answer_for(context, pending.key, choice)
    if choice == CLOSE:
        return Outcome(context)
    if choice not in note_keys(context.criteria):
        raise ValueError(f"no note is called {choice!r}")
    return Outcome(context.with_pending(Note(choice)))


def _answer_for(context: Context, key: str, choice: str) -> Outcome:
    if choice == REMOVE:
        return _keep(context, key, "")
    if choice != CLOSE:
        raise ValueError(f"{choice!r} is no choice of a note")
    return Outcome(context.with_pending(_list_at_review(context)))


def answer_text(context: Context, key: str, typed: Text) -> Outcome:
    """Store a typed note; ask again for one that is empty or too long."""
    note = typed_answer(key, typed.text, context.text)
    if note.problem:
        return Outcome(context, notice=note.problem)
    outcome = _keep(context, key, note.text)
    return outcome._replace(context=with_source(outcome.context, key, typed.source))


def _keep(context: Context, key: str, note: str) -> Outcome:
    """Store a note, or remove it if it is empty, and go back to where the note was opened."""
    answers = {name: answer for name, answer in context.assessment.answers.items() if name != key}
    if note:
        answers[key] = note
    assessment = with_attribution(context, context.assessment._replace(answers=answers), key)
    kept = with_source(context.with_assessment(assessment), key, "")
    notice = context.text("note.kept" if note else "note.removed", subject=note_subject(context, key))
    return Outcome(kept.with_pending(_list_at_review(context)), notice=notice)


def _list_at_review(context: Context) -> Note | None:
    return Note() if context.state == REVIEW else None


def _list(context: Context) -> Message:
    text, language, answers = context.text, context.language, context.assessment.answers
    processes = [
        (NOTE_PREFIX + process.id, process.short[language], process_words(process))
        for process in context.criteria.processes
    ]
    remarks = [(key, text(f"note.{key}"), ()) for key in REMARKS]
    rows = [
        Entry(label, answers.get(key, ""), number=str(number), press=context.press(key, LIST_QUESTION), words=words)
        for number, (key, label, words) in enumerate((*processes, *remarks), 1)
    ]
    title = text("note.title")
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(text("note.text")),
            Section(text("note.evidence"), tuple(rows[: len(processes)])),
            Section(text("note.remarks"), tuple(rows[len(processes) :])),
        ),
        choices=(_close(context, LIST_QUESTION),),
    )


def _note_question(context: Context, key: str) -> Message:
    text, given, question = context.text, context.assessment.answers.get(key, ""), side_question_id(Topic.NOTE, key)
    title = text("note.for", subject=note_subject(context, key))
    remove = Choice(
        label=text("note.remove"),
        press=context.press(REMOVE, question),
        words=context.rules.catalogues.words("words.note.remove"),
    )
    return Message(
        summary=title,
        title=title,
        blocks=(
            *((Paragraph(text("note.when_remark")), Paragraph(text("note.ask_remark"))) if key in REMARKS else ()),
            *(() if key in REMARKS else (Paragraph(text("note.ask_evidence")),)),
            *((Paragraph(text("service_data.given", answer=given), Role.NOTICE),) if given else ()),
        ),
        choices=(*((remove,) if given else ()), _close(context, question)),
        placeholder=text("note.placeholder"),
    )


def _close(context: Context, question: str) -> Choice:
    return Choice(
        label=context.text("note.close"),
        press=context.press(CLOSE, question),
        words=context.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
