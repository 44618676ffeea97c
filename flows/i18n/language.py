"""The languages Radap speaks, and a text in all of them."""

from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Line = TypeVar("Line", bound=str)


class Language(StrEnum):
    """A language of the conversation, by its ISO 639-1 code."""

    THAI = "th"
    ENGLISH = "en"


class Localized(BaseModel, Generic[Line]):
    """The same text in Thai and in English; the type parameter carries the length that is allowed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    th: Line
    en: Line

    def __getitem__(self, language: Language) -> str:
        """Return the text in one language."""
        return self.th if language is Language.THAI else self.en


def language_from_tag(tag: str | None) -> Language | None:
    """Read a platform's language tag such as `th`, `en-GB` or `TH`; None for other languages."""
    primary = (tag or "").replace("_", "-").split("-")[0].lower()
    return Language(primary) if primary in set(Language) else None
