"""An answer in the officer's own words: a line of the form's head, or a note."""

from dataclasses import dataclass

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.i18n.wording import Wording
from flows.model.note_keys import LONGEST_NOTE
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """The cleaned text, and what is said where it cannot be taken (empty where it can)."""

    text: str
    problem: str = ""


def typed_answer(question: str, text: str, say: Wording) -> TypedAnswer:
    """Clean what was typed for a question of the form's head, or for a note."""
    asked = FLOW.text_question(question)
    cleaned = clean_line(text) if asked and not asked.is_multiline else clean_paragraphs(text)
    limit = asked.max_length if asked else LONGEST_NOTE
    is_empty = not has_letters(cleaned) if asked else not cleaned
    if is_empty:
        return TypedAnswer(cleaned, say("notice.needs_letters"))
    if len(cleaned) > limit:
        return TypedAnswer(cleaned, say("notice.too_long", length=len(cleaned), limit=limit))
    return TypedAnswer(cleaned)


def with_source(scene: Context, question: str, source: str) -> Context:
    """The scene with the message that an answer was typed in (empty: it is not known), which may yet be changed."""
    if not source and question not in scene.assessment.sources:
        return scene
    sources = {name: known for name, known in scene.assessment.sources.items() if name != question}
    if source:
        sources[question] = source
    return scene.with_assessment(scene.assessment._replace(sources=sources))
