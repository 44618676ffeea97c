"""Asks a colleague one question: the officer chooses which, and gets a link to send on."""

from flows.actions.asked_questions import (
    MOST_ASKED,
    MOST_KNOWN,
    OPEN_SECONDS,
    answered,
    find_undecided,
    question_link,
    record_links,
    show_answer,
    undecided,
    waiting,
    with_asked,
    withdraw,
    without_asked,
)
from flows.assessment.context import Context
from flows.assessment.outcome import NewRecord, Outcome
from flows.collaboration.question import ColleagueQuestion
from flows.i18n.dates import spoken_date
from flows.model.link import Link
from flows.model.messages import Choice, Entry, LinkPurpose, Message, Paragraph, ResultLink, Role, Section, Style
from flows.model.pending import AskColleague, Topic
from flows.model.question_ids import (
    AGENCY,
    CHARACTERISTICS,
    LATER,
    OPEN,
    RESULT,
    REVIEW,
    SERVICE,
    UNDECIDED,
    WELCOME,
    characteristic_questions,
    level_question,
    process_of,
)
from flows.model.shared_work import AskedQuestion
from flows.model.step_context import StepInputs
from flows.screens.answer_text import question_text
from flows.screens.clipboard import copy_code
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.level import process_words
from flows.screens.screen import state_screen

AGAIN = "again"
WITHDRAW = "withdraw"
#: In the place of a question: all that wait before the assessment is confirmed, and that this goes on.
CONFIRM = "confirm"
CONFIRMED = "confirmed"

#: Screens that are long, and still stand above the link.
LONG_SCREENS = frozenset({REVIEW, RESULT})


def ask_colleague(context: Context, inputs: StepInputs) -> Outcome:
    """Ask about the question on screen, or let the officer choose one of the present assessment."""
    if context.state == WELCOME:
        return Outcome(context, notice=context.text("notice.answer_first"))
    if not context.assessment.answers.get(SERVICE) and context.state != RESULT:
        return Outcome(context, notice=context.text("ask.service_first"))
    if process_of(context.state) or context.state == CHARACTERISTICS:
        return _ask(context.with_pending(None), context.state, inputs)
    return Outcome(context.with_pending(AskColleague(context.assessment.id)))


def show_answers(context: Context, inputs: StepInputs) -> Outcome:
    """Show an answer that came, or the questions that wait for one."""
    session = context.session
    known = answered(session)
    for asked in known:
        if shown := show_answer(context, asked, inputs):
            return Outcome(shown)
    if undecided(session, context.assessment.id):
        return Outcome(context.with_pending(AskColleague(context.assessment.id)))
    if known and isinstance(record := inputs.shared.get(question_link(known[0])), ColleagueQuestion):
        return Outcome(context, notice=context.text("ask.open_service_first", service=record.service))
    return Outcome(context, notice=context.text("ask.no_answers"))


def screen(context: Context, pending: AskColleague) -> Message:
    """Show the questions, or what can be done with one that waits, or with all before the confirmation."""
    if pending.assessment != context.assessment.id or pending.question == CONFIRMED:
        return state_screen(context)
    if pending.question == CONFIRM:
        return _confirming(context)
    if pending.question and find_undecided(context.session, pending.assessment, pending.question):
        return _waiting(context, pending.question)
    return _list(context)


def answer(context: Context, pending: AskColleague, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    if choice == CLOSE or pending.assessment != context.assessment.id:
        return Outcome(context)
    if pending.question:
        return _answer_waiting(context, pending.question, choice, inputs)
    asked = find_undecided(context.session, pending.assessment, choice)
    if asked and not asked.is_told:
        return Outcome(context.with_pending(AskColleague(pending.assessment, choice)))
    return _ask(context, choice, inputs)


def _withdraw_all(context: Context, inputs: StepInputs) -> Outcome:
    """Withdraw all that wait, and go on; an answer that came meanwhile is shown first."""
    assessment = context.assessment.id
    if told := next((item for item in undecided(context.session, assessment) if item.is_told), None):
        return Outcome(show_answer(context, told, inputs) or context)
    withdrawn = withdraw(context, waiting(context.session, assessment))
    return withdrawn._replace(context=withdrawn.context.with_pending(AskColleague(assessment, CONFIRMED)))


def _answer_waiting(context: Context, question: str, choice: str, inputs: StepInputs) -> Outcome:
    if question == CONFIRM:
        return _withdraw_all(context, inputs)
    asked = find_undecided(context.session, context.assessment.id, question)
    if asked is None or choice not in {AGAIN, WITHDRAW}:
        return Outcome(context)
    return _give(context, asked) if choice == AGAIN else withdraw(context, (asked,))


def _ask(context: Context, question: str, inputs: StepInputs) -> Outcome:
    """Ask a question, or give its code again while it is out. It is put off, so that the officer can go on."""
    session = context.session
    if known := find_undecided(session, context.assessment.id, question):
        return Outcome(show_answer(context, known, inputs) or context) if known.is_told else _give(context, known)
    if len(undecided(session, context.assessment.id)) >= MOST_ASKED:
        return Outcome(context, notice=context.text("ask.too_many", limit=MOST_ASKED))
    context, withdrawn = _with_room(context)
    if len(context.session.shared.questions) >= MOST_KNOWN:
        return Outcome(context, notice=context.text("ask.too_many", limit=MOST_KNOWN))
    asked = AskedQuestion(inputs.token, inputs.code, context.assessment.id, question, inputs.now)
    record = NewRecord(inputs.token, _record(context, asked), inputs.code, inputs.now)
    outcome = _give(_put_off(with_asked(context, asked), question), asked)
    return outcome._replace(shared=(record,), withdrawn=withdrawn, brief=context.state in LONG_SCREENS)


def _with_room(context: Context) -> tuple[Context, tuple[Link, ...]]:
    """Return the context without the oldest decided question where too many are known, and what to delete of it."""
    questions = context.session.shared.questions
    oldest = next((item for item in questions if item.decided_at), None)
    if len(questions) < MOST_KNOWN or oldest is None:
        return context, ()
    return without_asked(context, oldest), record_links(oldest)


def _record(context: Context, asked: AskedQuestion) -> ColleagueQuestion:
    answers = context.assessment.answers
    return ColleagueQuestion(
        service=_service(context),
        agency=answers.get(AGENCY, ""),
        question=asked.question,
        edition=context.criteria.edition.id,
        language=context.language.value,
        asked_at=asked.asked_at,
        open_until=asked.asked_at + OPEN_SECONDS,
    )


def _service(context: Context) -> str:
    return context.assessment.answers.get(SERVICE) or context.text("review.empty")


def _put_off(context: Context, question: str) -> Context:
    """Leave an unanswered question open: it is not asked again before the review, which tells that it is open."""
    position, answers = context.position(), context.assessment.answers
    names = characteristic_questions(context.criteria) if question == CHARACTERISTICS else (question,)
    left_open = [name for name in names if answers.get(name, LATER) in UNDECIDED]
    if not left_open or context.state == RESULT:
        return context
    position.answers |= dict.fromkeys(left_open, OPEN)
    if context.state == question or context.state in left_open:
        context.rules.navigation.forward(position)
    return context.with_position(position)


def _give(context: Context, asked: AskedQuestion) -> Outcome:
    """Give the link of a question, the code, and a text to send on."""
    text, until = context.text, spoken_date(asked.asked_at + OPEN_SECONDS, context.text)
    question = question_text(context, asked.question)
    names = {"service": _service(context), "question": question, "code": asked.code, "until": until}
    title = text("ask.link_title", question=question)
    message = Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(text("ask.link_text")),
            Paragraph(text("ask.forward", **names)),
            Paragraph(text("ask.go_on", until=until), Role.REMARK),
        ),
        links=(
            ResultLink(text("ask.share"), asked.code, LinkPurpose.SHARE, text("ask.share_text", **names), is_code=True),
            ResultLink(text("ask.open_page"), asked.code, LinkPurpose.CODE),
            copy_code(context, asked.code),
        ),
    )
    return Outcome(context, before=(message,), brief=context.state in LONG_SCREENS)


def _list(context: Context) -> Message:
    text = context.text
    title = text("ask.title")
    asks_group = context.group_result is None and context.state != RESULT
    choosable = [level_question(process.id) for process in context.criteria.processes]
    rows = [_row(context, question) for question in (*([CHARACTERISTICS] if asks_group else []), *choosable)]
    rows.sort(key=lambda row: row.value != text("review.open"))
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(text("ask.text")), Section(text("ask.questions"), tuple(rows))),
        choices=(_close(context, side_question_id(Topic.ASK)),),
    )


def _row(context: Context, question: str) -> Entry:
    """Return the row of a question: its level, that it is open, or what became of a question about it."""
    criteria, language, process_id = context.criteria, context.language, process_of(question)
    state, rank = _state(context, question)
    press = context.press(question, side_question_id(Topic.ASK))
    if process_id is None:
        words = context.rules.catalogues.words("words.group")
        return Entry(context.text("group.title"), state, press=press, words=words)
    process = criteria.process_by_id[process_id]
    number = str(criteria.process_number[process_id])
    return Entry(process.short[language], state, rank, number, press, process_words(process))


def _state(context: Context, question: str) -> tuple[str, int | None]:
    asked = find_undecided(context.session, context.assessment.id, question)
    if asked:
        return context.text("ask.has_answer" if asked.is_told else "ask.waits"), None
    level = context.criteria.level_by_id.get(context.levels.get(process_of(question) or "", ""))
    if level is None:
        return context.text("review.open"), None
    return level.short[context.language], context.criteria.level_rank[level.id]


def _waiting(context: Context, question: str) -> Message:
    """Ask what to do with a question that waits for its answer."""
    title = context.text("ask.waiting_title", question=question_text(context, question))
    asked_in = side_question_id(Topic.ASK, question)
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(context.text("ask.waiting_text")),),
        choices=(
            side_choice(context, "ask.again", context.press(AGAIN, asked_in), 1),
            side_choice(context, "ask.withdraw", context.press(WITHDRAW, asked_in), 2),
            _close(context, asked_in),
        ),
    )


def _confirming(context: Context) -> Message:
    """Ask whether to confirm without the answers that are still out."""
    open_ones = waiting(context.session, context.assessment.id)
    title, asked_in = context.text("ask.confirm_title"), side_question_id(Topic.ASK, CONFIRM)
    rows = tuple(Entry(question_text(context, item.question)) for item in open_ones)
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(context.text("ask.confirm_text")), Section(context.text("ask.questions_out"), rows)),
        choices=(
            side_choice(context, "ask.withdraw_all", context.press(WITHDRAW, asked_in), 1, Style.PRIMARY),
            side_choice(context, "ask.wait", context.press(CLOSE, asked_in), 2),
        ),
    )


def _close(context: Context, asked_in: str) -> Choice:
    return Choice(
        label=context.text("ask.close"),
        press=context.press(CLOSE, asked_in),
        words=context.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
