"""One line about the progress of an assessment: how far it is, and how much is left."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.question_ids import RESULT, REVIEW, WELCOME, process_of


def progress_line(context: Context) -> str:
    """Return the officer's place in the assessment, with numbers."""
    text, state = context.text, context.state
    total, left = len(context.criteria.processes), len(context.open_questions)
    done = len(context.levels)
    if state == WELCOME:
        return text("progress.welcome", total=total)
    if state == RESULT:
        return text("progress.result")
    if state == REVIEW:
        return text("progress.review_open", count=left) if left else text("progress.review", total=total)
    ids = [question.id for question in FLOW.service_data]
    if state in ids:
        return text("progress.data", place=ids.index(state) + 1, count=len(ids), total=total)
    if process := process_of(state):
        number = context.criteria.process_number[process]
        return text("progress.level", number=number, total=total, done=done, left=total - done)
    return text("progress.group", done=done, total=total)
