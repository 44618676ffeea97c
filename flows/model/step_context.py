"""Inputs that the pure engine cannot produce itself: clock, randomness, stored results."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from flows.collaboration.codes import CodeTarget, code_from_bytes
from flows.collaboration.contribution import Contribution
from flows.collaboration.shared_record import SharedRecord
from flows.model.batch import Batch
from flows.model.link import Link
from flows.model.result import Result

#: Characters of a token that name an assessment in its buttons: enough to tell one officer's assessments apart.
ASSESSMENT_ID_LENGTH = 6


class StepInputs(NamedTuple):
    """The time (seconds since 1970, UTC), fresh randomness (url-safe text), and results by token.

    `token` is for a result or another page, `copy_token` for an owner's copy: neither can be told from the other.
    `results` holds the results that a step asked for by `Step.wanted`; None marks one that is no longer stored. `views`
    counts how often the links of those results were opened. `batch` has the rows of the batch that a step asked for by
    `Step.wanted_batch`, and `is_batch_gone` tells that they are no longer stored. `random` are 20 fresh random bytes,
    `conversation` the digest by which shared records name this conversation, `links_version` that of its last writes to
    links, and `channel` the name of its channel. `shared` has the shared records that the session or
    `Step.wanted_links` names, the targets of codes, and what this conversation gives to collections; None marks one
    that is not stored. `unknown_editions` are those of `Step.wanted_editions` that are not stored. `can_tell` tells
    that the event may be replied to: nobody reads the reply to an unsent message.
    """

    now: int
    token: str
    copy_token: str
    results: Mapping[str, Result | None] = MappingProxyType({})
    views: Mapping[str, int] = MappingProxyType({})
    batch: Batch | None = None
    is_batch_gone: bool = False
    random: bytes = b""
    conversation: str = ""
    links_version: int = 0
    channel: str = ""
    shared: Mapping[Link, SharedRecord | CodeTarget | Contribution | None] = MappingProxyType({})
    unknown_editions: frozenset[str] = frozenset()
    can_tell: bool = True

    @property
    def assessment_id(self) -> str:
        """Return a short id for a new assessment."""
        return self.token[:ASSESSMENT_ID_LENGTH]

    @property
    def code(self) -> str:
        """Return a fresh one-time code, the same each time. Raises ValueError without random bytes."""
        return code_from_bytes(self.random)
