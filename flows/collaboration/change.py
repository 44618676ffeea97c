"""The outcome of a change to a shared record.

A change is a small value that says what somebody does to a record. It is stored in the outbox of who does it, so that
applying it again, late or out of order has no other effect than applying it once.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

#: The kinds of changes that want a record to be gone: without the record they hold.
DELETIONS = frozenset({"withdraw_question", "delete", "withdraw_approval"})

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Changed(Generic[Record]):
    """The record after a change (None: delete it), and whether what the change wanted holds now.

    A refused change returns the same record, and `holds` is false.
    """

    record: Record | None
    holds: bool = True
