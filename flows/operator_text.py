"""Texts for operators: English with named values, translated when they are shown.

The English text is the key of its translation, as usual with gettext. A plain string is data (a name, an address) and
is shown as it is. A name in the criteria comes with its Thai.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, Union

#: Returns the translation of an English text, or the text itself where there is none.
Gettext: TypeAlias = Callable[[str], str]

#: A whole text, or a value in one.
Text: TypeAlias = Union[str, int, "Translatable", "Bilingual", "Joined"]

#: Shows a text in the operator's language. `str` shows it in English.
Translate: TypeAlias = Callable[[Text], str]


@dataclass(frozen=True, init=False)
class Translatable:
    """An English text whose `{placeholders}` are filled with values after it is translated."""

    english: str
    values: Mapping[str, Text]

    def __init__(self, english: str, /, **values: Text) -> None:
        object.__setattr__(self, "english", english)
        object.__setattr__(self, "values", MappingProxyType(values))

    def __str__(self) -> str:
        """Return the text in English."""
        return show(self, str)


@dataclass(frozen=True)
class Bilingual:
    """A text that comes in both languages, such as a name in the criteria."""

    english: str
    thai: str

    def __str__(self) -> str:
        """Return the text in English."""
        return self.english


@dataclass(frozen=True)
class Joined:
    """Texts one after another, with a separator between them."""

    separator: str
    parts: Sequence[Text]

    def __str__(self) -> str:
        """Return the texts in English."""
        return show(self, str)


def show(text: Text, gettext: Gettext, *, is_thai: bool = False) -> str:
    """Return a text in the language of a catalogue, which is Thai or English."""
    if isinstance(text, Translatable):
        values = {name: show(value, gettext, is_thai=is_thai) for name, value in text.values.items()}
        return gettext(text.english).format(**values)
    if isinstance(text, Joined):
        return text.separator.join(show(part, gettext, is_thai=is_thai) for part in text.parts)
    if isinstance(text, Bilingual):
        return text.thai if is_thai else text.english
    return str(text)
