"""The kinds of shared records."""

from enum import StrEnum


class SharedKind(StrEnum):
    """The kind of a shared record; the last part of its key in the database."""

    QUESTION = "question"
    SERVICE = "service"
    APPROVAL = "approval"
    COLLECTION = "collection"
    COORDINATOR = "coordinator"
    EXPECTED = "expected"
