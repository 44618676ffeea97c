"""Links: what a token leads to."""

from enum import StrEnum
from typing import NamedTuple


class LinkKind(StrEnum):
    """The kind of record that a link leads to.

    CODE is a one-time code that people send each other. The kinds after it are records that several conversations
    share, as in `flows.collaboration.kinds`. PAPER is the code on a paper, and MOVED leads from the token of a result
    to the one that replaced it.
    """

    RESULT = "result"
    PORTFOLIO = "portfolio"
    EXPORT = "export"
    COPY = "copy"
    BATCH = "batch"
    CODE = "code"
    QUESTION = "question"
    SERVICE = "service"
    APPROVAL = "approval"
    PAPER = "paper"
    MOVED = "moved"


class Link(NamedTuple):
    """A link by its token."""

    kind: LinkKind
    token: str
