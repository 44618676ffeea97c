"""How to raise a process, as shown with a step of a result: the advice of a guidance file in one language."""

from dataclasses import dataclass

from flows.i18n.language import Language
from flows.standard.guidance import Advice


@dataclass(frozen=True, slots=True)
class AdviceView:
    """How a process reaches one level. `unknown` is empty where the sources leave nothing open."""

    short: str
    how: str
    example: str
    unknown: str
    source: str


def view_advice(advice: Advice, language: Language) -> AdviceView:
    """Put advice into one language."""
    return AdviceView(
        short=advice.short[language],
        how=advice.how[language],
        example=advice.example[language],
        unknown=advice.unknown[language] if advice.unknown else "",
        source=advice.source[language],
    )
