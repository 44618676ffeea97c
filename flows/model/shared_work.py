"""What a conversation knows of records that it shares: questions, hand-overs, approvals, collections."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from flows.model.link import Link, LinkKind, contribution_link

NO_SERVICES: Mapping[str, str] = MappingProxyType({})

#: Seconds in which wrong codes are counted, and how many are looked up in that time.
WRONG_CODE_SECONDS = 60 * 60
MOST_WRONG_CODES = 10


class AskedQuestion(NamedTuple):
    """A question that a colleague was asked.

    `token` and `code` name it, `assessment` and `question` are what it is about; `asked_at` is in seconds since 1970
    (UTC). `is_told` tells that the officer read that an answer came. `decided_at` is when the officer decided about the
    answer (0: not yet), and `note` the key of the note that its remark became (empty: none). `is_closing` tells that
    the officer withdraws it.
    """

    token: str
    code: str
    assessment: str
    question: str
    asked_at: int
    is_told: bool = False
    decided_at: int = 0
    note: str = ""
    is_closing: bool = False


class Offer(NamedTuple):
    """A service of this conversation that is offered to another owner until `until` (seconds since 1970, UTC).

    `token` names its record, `code` the offer, `assessment` the copy in this conversation. `is_closing` tells that it
    is being taken back. `source` is the id of the message in which the name of the service was typed.
    """

    token: str
    code: str
    assessment: str
    until: int
    is_closing: bool = False
    source: str = ""


class Claim(NamedTuple):
    """An offer that this conversation is accepting: the token of its record, and the code."""

    token: str
    code: str


class HandedOver(NamedTuple):
    """A service that has another owner now: its name, and when this conversation learnt it (seconds since 1970).

    `source` is the id of the message in which the name was typed.
    """

    service: str
    at: int
    source: str = ""


class OpenApproval(NamedTuple):
    """A request for approval whose decision the officer has not read yet. `is_closing`: it is being withdrawn."""

    token: str
    code: str
    assessment: str
    is_closing: bool = False


class GivenText(NamedTuple):
    """An answer or a decision that this conversation gave to another one's record, at `at` (seconds since 1970, UTC).

    `kind` is that of the record, and `id` tells it from others. `is_settled` tells that this conversation knows whether
    the record took it.
    """

    kind: str
    token: str
    id: str
    at: int
    is_settled: bool = False


class Joined(NamedTuple):
    """A collection that this conversation gives services to.

    `collection` is its token, and `contribution` the fresh token of what this conversation gives. `title` and `until`
    (seconds since 1970, UTC) are those of the collection, `agency` and `expected` those of the contribution, and
    `assessments` the given ones. `is_closed` tells that the collection takes no more changes; what was given can still
    be withdrawn. `source` is the message in which the agency was typed.
    """

    collection: str
    contribution: str
    title: str
    until: int
    joined_at: int
    agency: str
    expected: str = ""
    assessments: tuple[str, ...] = ()
    is_closed: bool = False
    source: str = ""

    @property
    def link(self) -> Link:
        """Return the link of what this conversation gives."""
        return contribution_link(self.collection, self.contribution)


class SharedWork(NamedTuple):
    """What a conversation shares.

    `services` has the tokens of the records of services that were handed over at least once, by assessment.
    `wrong_codes` is the number of unknown codes that were typed since `wrong_since` (seconds since 1970, UTC).
    """

    questions: tuple[AskedQuestion, ...] = ()
    offers: tuple[Offer, ...] = ()
    claims: tuple[Claim, ...] = ()
    approvals: tuple[OpenApproval, ...] = ()
    given: tuple[GivenText, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    services: Mapping[str, str] = NO_SERVICES
    wrong_codes: int = 0
    wrong_since: int = 0
    collections: tuple[Joined, ...] = ()

    def links(self) -> Iterator[Link]:
        """Yield the records whose news the conversation has to know before its next event."""
        yield from (Link(LinkKind.QUESTION, item.token) for item in self.questions)
        yield from (Link(LinkKind.SERVICE, item.token) for item in self.offers)
        yield from (Link(LinkKind.SERVICE, item.token) for item in self.claims)
        yield from (Link(LinkKind.APPROVAL, item.token) for item in self.approvals)
        yield from (Link(LinkKind(item.kind), item.token) for item in self.given if not item.is_settled)
        yield from (Link(LinkKind.COLLECTION, item.collection) for item in self.collections if not item.is_closed)

    @property
    def is_settling(self) -> bool:
        """Return whether this conversation asked for changes whose outcome it does not know yet."""
        return bool(
            self.claims
            or any(item.is_closing for item in self.offers)
            or any(item.is_closing for item in self.questions)
            or any(item.is_closing for item in self.approvals)
            or any(not item.is_settled for item in self.given)
        )

    def offer_of(self, assessment: str) -> Offer | None:
        """Return the open offer of an assessment; None where it is not offered."""
        return next((item for item in self.offers if item.assessment == assessment), None)

    def joined(self, collection: str) -> Joined | None:
        """Return a collection that this conversation joined, by its token; None where it did not."""
        return next((item for item in self.collections if item.collection == collection), None)

    def with_joined(self, joined: Joined) -> "SharedWork":
        """Return the shared work with a collection added, or renewed in its place."""
        if self.joined(joined.collection) is None:
            return self._replace(collections=(*self.collections, joined))
        renewed = (joined if item.collection == joined.collection else item for item in self.collections)
        return self._replace(collections=tuple(renewed))

    def without_joined(self, collection: str) -> "SharedWork":
        """Return the shared work without a collection."""
        return self._replace(collections=tuple(item for item in self.collections if item.collection != collection))


#: Lists of named tuples, by their names in the stored form.
_LISTS = {
    "ask": ("questions", AskedQuestion),
    "offer": ("offers", Offer),
    "claim": ("claims", Claim),
    "agree": ("approvals", OpenApproval),
    "gave": ("given", GivenText),
    "gone": ("handed_over", HandedOver),
}


def shared_work_to_plain(shared: SharedWork) -> dict[str, Any]:
    """Return JSON values; nothing for what is empty."""
    plain: dict[str, Any] = {
        name: [list(item) for item in getattr(shared, field)] for name, (field, _) in _LISTS.items()
    }
    plain["in"] = [list(item) for item in shared.collections]
    plain["of"] = dict(shared.services)
    plain["wrong"] = [shared.wrong_codes, shared.wrong_since] if shared.wrong_codes else []
    return {name: value for name, value in plain.items() if value}


def shared_work_from_plain(plain: Any) -> SharedWork:
    """Read the values of `shared_work_to_plain`. Raises KeyError, TypeError or ValueError for anything else."""
    lists = {field: tuple(kind(*item) for item in plain.get(name, ())) for name, (field, kind) in _LISTS.items()}
    wrong_codes, wrong_since = plain.get("wrong", (0, 0))
    return SharedWork(
        **lists,
        services=dict(plain.get("of", {})),
        wrong_codes=wrong_codes,
        wrong_since=wrong_since,
        collections=tuple(_joined(row) for row in plain.get("in", ())),
    )


def _joined(row: Any) -> Joined:
    joined = Joined(*row)
    return joined._replace(assessments=tuple(joined.assessments))
