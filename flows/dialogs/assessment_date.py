"""The date of assessment, where it is not the day of the confirmation."""

from datetime import date, timedelta

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.i18n.dates import day_of, spoken_day
from flows.model.messages import Choice, Message, Paragraph, Role, Style
from flows.model.pending import AssessmentDate, Topic
from flows.model.question_ids import ASSESSED_ON
from flows.model.step_context import StepInputs
from flows.screens.assessed_day import assessed_day_text
from flows.screens.attribution import with_attribution
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.understanding.typed_date import EARLIEST, DateProblem, read_date

TODAY = "today"
YESTERDAY = "yesterday"
QUESTION = side_question_id(Topic.DATE)


def screen(context: Context) -> Message:
    """Ask for the date, which is typed or one of the two newest days."""
    text, title = context.text, context.text("date.title")
    hint = (Paragraph(text("member.how_to_type"), Role.REMARK),) if context.session.is_group else ()
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(text("date.text", earliest=spoken_day(EARLIEST, text))),
            Paragraph(text("date.given", date=assessed_day_text(context)), Role.NOTICE),
            *hint,
        ),
        choices=(
            *(side_choice(context, f"date.{day}", context.press(day, QUESTION)) for day in (TODAY, YESTERDAY)),
            _close(context),
        ),
        placeholder=text("date.placeholder"),
    )


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Keep one of the two days, or close."""
    today = day_of(inputs.now)
    if choice == CLOSE:
        return Outcome(context)
    return _keep(context, {TODAY: today, YESTERDAY: today - timedelta(days=1)}[choice])


def answer_text(context: Context, typed: str, inputs: StepInputs) -> Outcome:
    """Keep a typed date. Say what is wrong with one that cannot be taken, and ask again."""
    today = day_of(inputs.now)
    day = read_date(typed, today, context.rules.catalogues)
    if not isinstance(day, DateProblem):
        return _keep(context.with_pending(None), day)
    days = {"today": spoken_day(today, context.text), "earliest": spoken_day(EARLIEST, context.text)}
    return Outcome(context.with_pending(AssessmentDate()), notice=context.text(f"date.{day}", **days))


def _keep(context: Context, day: date) -> Outcome:
    answers = {**context.assessment.answers, ASSESSED_ON: day.isoformat()}
    assessment = with_attribution(context, context.assessment._replace(answers=answers), ASSESSED_ON)
    notice = context.text("date.kept", date=spoken_day(day, context.text))
    return Outcome(context.with_assessment(assessment), notice=notice)


def _close(context: Context) -> Choice:
    return Choice(
        label=context.text("date.close"),
        press=context.press(CLOSE, QUESTION),
        words=context.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
