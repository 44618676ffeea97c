"""Proposed answers that the officer has not confirmed yet, and their stored form.

The words that they were taken from stay in the description: only their places are kept, so that nothing typed is stored
twice.
"""

from typing import NamedTuple

#: Between the proposals, between the parts of one, and within a place, in the stored form.
EACH, CHOSEN, QUOTE, PLACE, TO = ",", "=", "/", "@", "-"


class Quote(NamedTuple):
    """An answer that the description tells, and the place of the words that tell it."""

    answer: str
    start: int
    end: int


class Proposal(NamedTuple):
    """A proposed answer to a question: one quote, or two that contradict each other.

    `chosen` is the answer to record; empty while the officer has to choose between two.
    """

    question: str
    quotes: tuple[Quote, ...]
    chosen: str = ""


def encode_proposals(proposals: tuple[Proposal, ...]) -> str:
    """Return the stored form."""
    return EACH.join(
        QUOTE.join(
            (
                f"{item.question}{CHOSEN}{item.chosen}",
                *(f"{quote.answer}{PLACE}{quote.start}{TO}{quote.end}" for quote in item.quotes),
            )
        )
        for item in proposals
    )


def decode_proposals(stored: str) -> tuple[Proposal, ...]:
    """Read what `encode_proposals` made. Raises ValueError for anything else."""
    return tuple(_proposal(part) for part in stored.split(EACH))


def _proposal(part: str) -> Proposal:
    head, *quotes = part.split(QUOTE)
    question, chosen = head.split(CHOSEN)
    return Proposal(question, tuple(map(_quote, quotes)), chosen)


def _quote(part: str) -> Quote:
    answer, place = part.split(PLACE)
    start, end = map(int, place.split(TO))
    return Quote(answer, start, end)
