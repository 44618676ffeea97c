"""Answers the question of another officer in this chat: the level, the name, a remark."""

from collections.abc import Iterator
from dataclasses import replace

from flows.actions.asked_questions import find_asked
from flows.actions.colleague_form import read_name, read_remark
from flows.assessment.context import Context, Rules
from flows.assessment.outcome import Outcome, RecordChange
from flows.collaboration.codes import OpenedCode
from flows.collaboration.kinds import SharedKind
from flows.collaboration.question import AnswerQuestion, ColleagueQuestion
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.events import Text
from flows.model.link import Link, LinkKind
from flows.model.messages import Block, Choice, LinkPurpose, Message, Paragraph, ResultLink, Role, Style
from flows.model.pending import AnswerColleague, Topic
from flows.model.question_ids import NO, SKIP, WELCOME, process_of
from flows.model.shared_work import GivenText
from flows.model.step_context import ASSESSMENT_ID_LENGTH, StepInputs
from flows.results.asked_question import AnswerOption, AskedQuestionView, view_asked_question
from flows.screens.characteristics import characteristic_words
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.level import level_choice
from flows.understanding.reader import NONE_NUMBER

#: In the place of a name that was not given.
NO_NAME = "-"

#: A record outlives its owner's conversation by this much at most.
CODE_DAYS = 31


def open_record(context: Context, opened: OpenedCode, record: ColleagueQuestion, inputs: StepInputs) -> Outcome:
    """Show what a code opens; say so where it is not open any more."""
    if find_asked(context.session, opened.token):
        return Outcome(context, notice=context.text("colleague.own_question"))
    if not record.is_open(inputs.now):
        return Outcome(context, notice=context.text("code.unknown"))
    asked = AnswerColleague(opened.token, opened.code, record.service, record.agency, record.question, record.edition)
    return Outcome(context.with_pending(asked))


def screen(context: Context, pending: AnswerColleague) -> Message:
    """Ask for the answer, then for the name, then for a remark."""
    rules = _rules(context, pending)
    view = view_asked_question(rules.criteria, pending.question, context.text) if rules else None
    if rules is None or view is None:
        return _on_the_page(context, pending)
    if not pending.answer:
        return _answer_question(context._replace(rules=rules), pending, view)
    step = "remark" if pending.name else "name"
    title = context.text(f"colleague.{step}_title")
    chosen = context.text("colleague.chosen", question=view.title, answer=view.label_of(pending.answer))
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(chosen), Paragraph(context.text(f"colleague.{step}_text"))),
        choices=(
            side_choice(
                context, f"colleague.{step}_skip", context.press(SKIP, _asked_in(pending)), style=Style.PRIMARY
            ),
            _close(context, pending),
        ),
        placeholder=context.text(f"colleague.{step}_placeholder"),
    )


def answer(context: Context, pending: AnswerColleague, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    if choice == CLOSE:
        notice = context.text("colleague.not_sent", code=pending.code)
        return Outcome(context, notice=notice, brief=context.state == WELCOME)
    if not pending.answer:
        return Outcome(context.with_pending(replace(pending, answer=choice)))
    if not pending.name:
        return Outcome(context.with_pending(replace(pending, name=NO_NAME)))
    return _send(context, pending, "", "", inputs)


def answer_text(context: Context, pending: AnswerColleague, typed: Text, inputs: StepInputs) -> Outcome:
    """Take a typed name or remark."""
    if not pending.answer:
        return Outcome(context, notice=context.text("notice.not_understood"), choices_only=True)
    given = (read_remark if pending.name else read_name)(typed.text, context.text)
    if given.problem:
        return Outcome(context, notice=given.problem)
    if pending.name:
        return _send(context.with_pending(None), pending, given.text, typed.source, inputs)
    return Outcome(context.with_pending(replace(pending, name=given.text, name_source=typed.source)))


def _send(context: Context, pending: AnswerColleague, remark: str, source: str, inputs: StepInputs) -> Outcome:
    """Store the answer; a Settled event tells whether the question took it."""
    change = AnswerQuestion(
        answer=pending.answer,
        name="" if pending.name == NO_NAME else pending.name,
        remark=remark,
        channel=inputs.channel,
        at=inputs.now,
        answer_id=inputs.token,
        name_source=pending.name_source,
        remark_source=source,
    )
    shared = context.session.shared
    kept_since = inputs.now - (context.rules.retention.session_days + CODE_DAYS) * SECONDS_A_DAY
    given = GivenText(SharedKind.QUESTION, pending.token, inputs.token, inputs.now)
    texts = (*(item for item in shared.given if item.at > kept_since), given)
    kept = context.with_session(context.session._replace(shared=shared._replace(given=texts)))
    return Outcome(kept, shared=(RecordChange(Link(LinkKind.QUESTION, pending.token), change),), settles=True)


def _rules(context: Context, pending: AnswerColleague) -> Rules | None:
    """Return the rules under which the question was asked, if they are those on screen or the newest."""
    known = (context.rules, context.rules.newest_rules)
    return next((rules for rules in known if rules.criteria.edition.id == pending.edition), None)


def _on_the_page(context: Context, pending: AnswerColleague) -> Message:
    """Send the colleague to the page, which has the criteria of every edition."""
    text, title = context.text, context.text("colleague.title")
    return Message(
        summary=title,
        title=title,
        blocks=(*_about(context, pending), Paragraph(text("colleague.on_the_page"))),
        choices=(_close(context, pending),),
        links=(ResultLink(text("ask.open_page"), pending.code, LinkPurpose.CODE),),
    )


def _about(context: Context, pending: AnswerColleague) -> Iterator[Block]:
    service = context.text("colleague.of_agency", service=pending.service, agency=pending.agency)
    yield Paragraph(service if pending.agency else pending.service, Role.HEADING)


def _answer_question(context: Context, pending: AnswerColleague, view: AskedQuestionView) -> Message:
    """Ask for the answer, with what each requires, and tell what is stored and who sees it."""
    text = context.text
    return Message(
        summary=text("colleague.title"),
        title=text("colleague.title"),
        blocks=(
            *_about(context, pending),
            Paragraph(view.title, Role.HEADING),
            Paragraph(view.text),
            Paragraph(text("colleague.privacy"), Role.REMARK),
        ),
        choices=(*_options(context, pending, view.options), _close(context, pending)),
        links=(ResultLink(text("ask.open_page"), pending.code, LinkPurpose.CODE),),
        placeholder=text("colleague.answer_placeholder"),
    )


def _options(context: Context, pending: AnswerColleague, options: tuple[AnswerOption, ...]) -> Iterator[Choice]:
    criteria, asked_in = context.criteria, _asked_in(pending)
    for option in options:
        if process := process_of(pending.question):
            level = criteria.level_by_id[option.id]
            choice = level_choice(context, criteria.process_by_id[process], level, asked_in, is_chosen=False)
            yield replace(choice, detail=option.requirement)
        elif option.id == NO:
            words = context.rules.catalogues.words("words.characteristics.none")
            yield Choice(option.label, context.press(NO, asked_in), NONE_NUMBER, words=words)
        else:
            words = characteristic_words(context, criteria.characteristic_by_id[option.id])
            number = str(criteria.option_number[option.id])
            yield Choice(option.label, context.press(option.id, asked_in), number, option.requirement, words=words)


def _asked_in(pending: AnswerColleague) -> str:
    """Return the question in the buttons: another one for each question, and for each of its steps."""
    step = "remark" if pending.name else "name" if pending.answer else "level"
    return side_question_id(Topic.ANSWER_COLLEAGUE, f"{pending.token[:ASSESSMENT_ID_LENGTH]}_{step}")


def _close(context: Context, pending: AnswerColleague) -> Choice:
    return side_choice(context, "colleague.close", context.press(CLOSE, _asked_in(pending)))
