"""Answers in the officer's own words: service data and notes."""

from dataclasses import dataclass

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.i18n.wording import Wording
from flows.model.note_keys import LONGEST_NOTE
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """A cleaned text, and the notice that explains why it is not accepted (empty if it is)."""

    text: str
    problem: str = ""


def typed_answer(question: str, typed: str, text: Wording) -> TypedAnswer:
    """Clean a text that was typed as service data or as a note."""
    asked = FLOW.text_question(question)
    cleaned = clean_line(typed) if asked and not asked.is_multiline else clean_paragraphs(typed)
    limit = asked.max_length if asked else LONGEST_NOTE
    is_empty = not has_letters(cleaned) if asked else not cleaned
    if is_empty:
        return TypedAnswer(cleaned, text("notice.needs_letters"))
    if len(cleaned) > limit:
        return TypedAnswer(cleaned, text("notice.too_long", length=len(cleaned), limit=limit))
    return TypedAnswer(cleaned)


def with_source(context: Context, question: str, source: str) -> Context:
    """Return the context with the message that an answer was typed in; empty if that is not known.

    The officer may still edit or unsend that message.
    """
    if not source and question not in context.assessment.sources:
        return context
    sources = {name: known for name, known in context.assessment.sources.items() if name != question}
    if source:
        sources[question] = source
    return context.with_assessment(context.assessment._replace(sources=sources))
