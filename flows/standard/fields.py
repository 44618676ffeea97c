"""The kinds of fields of a criteria file: identifiers, texts of bounded length, and the base of all its parts.

Lengths are chosen so that every text fits the chat platforms, or a cell of the form (see
docs/change-the-criteria.md).
"""

from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,32}$")]
EditionIdentifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,32}$")]
LevelIdentifier = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,12}$")]
LevelCode = Annotated[str, StringConstraints(pattern=r"^[A-Z-]$")]
Cells = Annotated[str, StringConstraints(pattern=r"^[A-Z-]( [A-Z-])*$")]
FactRule = Annotated[str, StringConstraints(pattern=r"^[!-]?[a-z0-9_]+( [!-]?[a-z0-9_]+)*$", max_length=120)]
#: What an officer may tell that means an option: each rule names concepts that a text tells. `!` before one: it says
#: that there is no such thing; `-`: it does not tell it.
FactRules = tuple[FactRule, ...]
Alias = Annotated[str, StringConstraints(pattern=r"\S", max_length=60)]

Line14 = Annotated[str, StringConstraints(pattern=r"\S", max_length=14)]
Line28 = Annotated[str, StringConstraints(pattern=r"\S", max_length=28)]
Line40 = Annotated[str, StringConstraints(pattern=r"\S", max_length=40)]
Line60 = Annotated[str, StringConstraints(pattern=r"\S", max_length=60)]
Line80 = Annotated[str, StringConstraints(pattern=r"\S", max_length=80)]
Line120 = Annotated[str, StringConstraints(pattern=r"\S", max_length=120)]
Text160 = Annotated[str, StringConstraints(pattern=r"\S", max_length=160)]
Text200 = Annotated[str, StringConstraints(pattern=r"\S", max_length=200)]
Text240 = Annotated[str, StringConstraints(pattern=r"\S", max_length=240)]
Text320 = Annotated[str, StringConstraints(pattern=r"\S", max_length=320)]
Text700 = Annotated[str, StringConstraints(pattern=r"\S", max_length=700)]
Text1400 = Annotated[str, StringConstraints(pattern=r"\S", max_length=1400)]


class Record(BaseModel):
    """The base of all parts of the file: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Aliases(Record):
    """Other words that officers type for the same thing."""

    th: tuple[Alias, ...]
    en: tuple[Alias, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Return the words of every language."""
        return (*self.th, *self.en)


NO_ALIASES = Aliases(th=(), en=())
