"""Answers to the side questions: delete, restart, language, changing an earlier answer."""

from flows.assessment.context import Context
from flows.assessment.outcome import Link, LinkKind, Outcome, in_lines
from flows.dialogs.note_answers import choose_note
from flows.dialogs.result_answers import RESULT_TOPICS, answer_about_results
from flows.dialogs.what_if_answers import answer_what_if
from flows.handlers.answers import answer_of, record
from flows.handlers.commands import start_afresh
from flows.handlers.edition_migration import migrate_to_newest, moved_answers
from flows.handlers.permissions import may_delete_all, may_withdraw
from flows.i18n.language import Language
from flows.model.messages import Entry, Message, Paragraph, Section
from flows.model.question_ids import WELCOME, YES
from flows.model.session import Pending, Topic
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, question_text
from flows.screens.screen import prompt


def answer_side_question(scene: Context, pending: Pending, choice: str, moment: StepInputs) -> Outcome:
    """Apply an answer to the side question that waits; the walk stands where it stood, unless the answer moves it."""
    settled = scene.asking(pending.below)
    if pending.topic is Topic.LANGUAGE:
        return _speak(settled, choice)
    if pending.topic is Topic.WHAT_IF:
        return answer_what_if(settled, pending, choice)
    if pending.topic is Topic.NOTE:
        return choose_note(settled, pending, choice)
    if pending.topic in RESULT_TOPICS:
        return answer_about_results(settled, pending, choice, moment)
    return _yes_or_no(settled, pending, choice, moment)


def _yes_or_no(scene: Context, pending: Pending, choice: str, moment: StepInputs) -> Outcome:
    """Carry out what was asked before: delete, move, replace an answer, or start afresh."""
    if choice != YES:
        return Outcome(scene, notice=scene.say(f"{pending.topic.value}.kept"))
    if pending.topic is Topic.DELETE:
        return _delete(scene) if may_delete_all(scene) else _not_theirs(scene, pending)
    if pending.topic is Topic.RESTART and scene.session.parked and not _may_drop_oldest(scene):
        return _not_theirs(scene, pending)
    if pending.topic is Topic.MOVE:
        return _move(scene)
    if pending.topic is Topic.REPLACE and pending.tap:
        return _replaced(scene, pending.tap.question, answer_of(pending.tap.choice))
    return start_afresh(scene, moment)


def _replaced(scene: Context, question: str, answer: str) -> Outcome:
    outcome = record(scene, question, answer)
    new = outcome.scene
    done = new.say("replace.done", question=question_text(new, question), answer=answer_text(new, question, answer))
    return outcome._replace(notice=in_lines(done, outcome.notice))


def _may_drop_oldest(scene: Context) -> bool:
    return may_withdraw(scene, scene.session.parked[0].starter)


def _not_theirs(scene: Context, pending: Pending) -> Outcome:
    """The question goes on waiting for who may answer it."""
    asked = scene.asking(pending)
    return Outcome(asked, notice=scene.say("member.only_starter_deletes"))


def _move(scene: Context) -> Outcome:
    """Take the answers over to the newest edition, and show which."""
    moved = migrate_to_newest(scene)
    edition = moved.criteria.edition.name[scene.language]
    rows = tuple(
        Entry(question_text(moved, question), answer_text(moved, question, answer))
        for question, answer in moved_answers(scene, moved).items()
        if moved.rules.walk.is_asked(question) and question != WELCOME
    )
    title = scene.say("move.done", edition=edition)
    shown = Message(summary=title, title=title, blocks=(Section(scene.say("move.kept_answers"), rows),) if rows else ())
    return Outcome(moved, messages=(shown, prompt(moved)))


def _speak(scene: Context, tag: str) -> Outcome:
    speaking = scene.with_session(scene.session._replace(language=Language(tag)))
    return Outcome(speaking, notice=speaking.say("language.changed"))


def _delete(scene: Context) -> Outcome:
    say, session = scene.say, scene.session
    unfinished = {item.token for item in (session.assessment, *session.parked) if item.token}
    tokens = {item.token for item in session.finished.entries} | unfinished
    receipt = Message(
        summary=say("delete.done_title"),
        title=say("delete.done_title"),
        blocks=(Paragraph(say.plural("delete.done_text", len(tokens))),),
        placeholder=say("delete.placeholder"),
    )
    others = Link(LinkKind.EXPORT, session.exported), Link(LinkKind.PORTFOLIO, session.portfolio)
    results = (Link(LinkKind.RESULT, token) for token in sorted(tokens))
    withdrawn = tuple(link for link in (*results, *others) if link.token)
    return Outcome(scene, messages=(receipt,), withdrawn=withdrawn, deleted=True)
