"""What a colleague types beside an answer: a name and a remark, cleaned and limited as service data and notes are."""

from flows.actions.text_answers import TypedAnswer
from flows.assessment.flow_steps import MAX_LINE_LENGTH
from flows.i18n.wording import Wording
from flows.model.note_keys import LONGEST_NOTE
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters


def read_name(typed: str, text: Wording) -> TypedAnswer:
    """Clean a name, which has letters."""
    name = clean_line(typed)
    if not has_letters(name):
        return TypedAnswer(name, text("notice.needs_letters"))
    return _limited(name, MAX_LINE_LENGTH, text)


def read_remark(typed: str, text: Wording) -> TypedAnswer:
    """Clean a remark; one that has nothing to see is none."""
    remark = clean_paragraphs(typed)
    return _limited(remark, LONGEST_NOTE, text) if remark else TypedAnswer("", text("notice.needs_letters"))


def _limited(cleaned: str, limit: int, text: Wording) -> TypedAnswer:
    if len(cleaned) <= limit:
        return TypedAnswer(cleaned)
    return TypedAnswer(cleaned, text("notice.too_long", length=len(cleaned), limit=limit))
