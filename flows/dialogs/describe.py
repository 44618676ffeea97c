"""The question for a description of the service at any time before the review: answers are proposed from it."""

from flows.actions.text_answers import typed_answer, with_source
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.dialogs.proposals import PROPOSING_ENDS, find_proposals
from flows.model.events import Text
from flows.model.messages import Message, Paragraph
from flows.model.pending import ConfirmProposals, Describe, Topic
from flows.model.question_ids import DESCRIPTION, WELCOME
from flows.screens.answer_text import question_text
from flows.screens.attribution import shortened, with_attribution
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.understanding.facts import LONGEST_FACT


def ask(context: Context) -> Outcome:
    """Ask for a description, unless its own question is on screen, or it is too early or too late for it."""
    if context.state == DESCRIPTION:
        return Outcome(context.with_pending(None))
    if context.state == WELCOME:
        return Outcome(context, notice=context.text("notice.answer_first"))
    if context.state in PROPOSING_ENDS:
        return Outcome(context, notice=context.text("describe.too_late"))
    return Outcome(context.with_pending(Describe()))


def screen(context: Context) -> Message:
    """Ask what the service does and how; tell what becomes of it."""
    text, question = context.text, FLOW.text_question(DESCRIPTION)
    limit = question.max_length if question else 0
    is_replaced = bool(context.assessment.answers.get(DESCRIPTION))
    keys = ("describe.replaces",) if is_replaced else ()
    return Message(
        summary=text("describe.title"),
        title=text("describe.title"),
        blocks=(Paragraph(text("describe.text", limit=limit)), *(Paragraph(text(key)) for key in keys)),
        choices=(side_choice(context, "describe.close", context.press(CLOSE, side_question_id(Topic.DESCRIBE))),),
        placeholder=text("describe.placeholder"),
    )


def answer(context: Context, choice: str) -> Outcome:
    """Close the question."""
    if choice != CLOSE:
        raise ValueError(f"{choice!r} does not answer the question for a description")
    return Outcome(context)


def pasted(context: Context, typed: Text) -> Outcome | None:
    """Take a text too long for an answer as the description, if there is none yet and this one tells answers."""
    is_wanted = context.state != WELCOME and not context.assessment.answers.get(DESCRIPTION)
    if len(typed.text) <= LONGEST_FACT or not is_wanted:
        return None
    new = typed_answer(DESCRIPTION, typed.text, context.text)
    return None if new.problem or not find_proposals(context, new.text) else answer_text(context, typed)


def answer_text(context: Context, typed: Text) -> Outcome:
    """Store the description, and show what it tells for confirmation. The question on screen stays the same."""
    new = typed_answer(DESCRIPTION, typed.text, context.text)
    if new.problem:
        return Outcome(context, notice=new.problem)
    answers = {**context.assessment.answers, DESCRIPTION: new.text}
    kept = context.with_pending(None).with_assessment(context.assessment._replace(answers=answers))
    kept = kept.with_assessment(with_attribution(kept, kept.assessment, DESCRIPTION))
    kept = with_source(kept, DESCRIPTION, typed.source)
    echo = context.text("notice.stored", question=question_text(context, DESCRIPTION), answer=shortened(new.text))
    found = find_proposals(kept, new.text)
    if not found:
        return Outcome(kept, notice=in_lines(echo, context.text("describe.nothing")))
    return Outcome(kept.with_pending(ConfirmProposals(found)), notice=echo)
