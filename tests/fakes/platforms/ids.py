"""Identifiers for webhook bodies: different each time, the same in every run."""

from dataclasses import dataclass, field
from itertools import count

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIRST_SECOND = 1_790_000_000


@dataclass(frozen=True, slots=True)
class Ids:
    """A source of identifiers; a test makes one and hands it to every builder."""

    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def number(self) -> int:
        """The next number, from 1."""
        return next(self._numbers)

    def ulid(self) -> str:
        """A webhookEventId: 26 characters that sort by age."""
        number = self.number()
        digits = "".join(CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
        return "01K5000000" + digits

    def hex32(self) -> str:
        """32 hexadecimal digits, as in reply tokens."""
        return f"{self.number():032x}"

    def digits(self) -> str:
        """18 digits, as in the ids of LINE's messages."""
        return f"5{self.number():017d}"

    def second(self) -> int:
        """Return a time in Unix seconds, later than the one before."""
        return FIRST_SECOND + self.number()
