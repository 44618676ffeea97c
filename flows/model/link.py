"""Links: what a token leads to."""

from enum import StrEnum
from typing import NamedTuple


class LinkKind(StrEnum):
    """The kind of record that a link leads to.

    CODE is a one-time code that people send each other. The kinds after it are records that several conversations
    share, as in `flows.collaboration.kinds`. CONTRIBUTION is what one conversation gives to a collection. PAPER is the
    code on a paper, and MOVED leads from the token of a result to the one that replaced it.
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
    COLLECTION = "collection"
    COORDINATOR = "coordinator"
    EXPECTED = "expected"
    CONTRIBUTION = "contribution"
    PAPER = "paper"
    MOVED = "moved"


class Link(NamedTuple):
    """A link by its token."""

    kind: LinkKind
    token: str


def contribution_link(collection: str, contribution: str) -> Link:
    """Return the link of what a conversation gives to a collection, by both tokens; no record has it before."""
    return Link(LinkKind.CONTRIBUTION, f"{collection}.{contribution}")


def collection_of(link: Link) -> str:
    """Return the token of the collection to which the link of a contribution belongs."""
    return link.token.partition(".")[0]
