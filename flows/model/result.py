"""A finished assessment as it is stored: the officer's data and answers. Everything else is computed from them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from flows.errors import StoredFormatError
from flows.i18n.dates import day_of
from flows.model.question_ids import SERVICE, YES
from flows.model.session import PreviousResult
from flows.model.session_codec import dump_json

RESULT_FORMAT = 1

SERVICE_DATA = "service_data"


@dataclass(frozen=True, slots=True)
class Result:
    """One result, as the officer confirmed it.

    - `token`: the capability of its link
    - `language`: the officer's
    - `service_data`: the typed answers by question id
    - `assessed_at`: when it was confirmed (seconds since 1970, UTC)
    - `characteristic`: the one that decided the group (None: chosen from the list)
    - `characteristics`: characteristic id → yes or no, of those that were asked or ticked (earlier releases: none)
    - `levels`: process id → level id
    - `notes`: evidence and remarks by their key
    - `sources`: the messages in which answers were typed
    - `earlier`: the last result of the same service
    - `history`: the results before that one, the oldest first (flows.model.past_results)
    - `shows_assessor`: whether everybody who has the link sees the private service data
    - `open_until`: when the link stops opening (seconds since 1970; 0: it opens as long as the result is kept)
    - `is_provisional`: whether questions were still open when it was made; `levels` lacks their processes
    - `assessed_on`: the date of assessment that the officer chose (ISO 8601; empty: the day of the confirmation)
    - `approval`: the token of the last request for approval; empty where there is none
    - `prints_link`: whether its page and its form print the address of the result
    """

    token: str
    edition: str
    language: str
    service_data: Mapping[str, str]
    assessed_at: int
    group: str
    characteristic: str | None
    levels: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    earlier: PreviousResult | None = None
    shows_assessor: bool = False
    open_until: int = 0
    characteristics: Mapping[str, str] = field(default_factory=dict)
    assessed_on: str = ""
    is_provisional: bool = False
    approval: str = ""
    prints_link: bool = False
    history: tuple[PreviousResult, ...] = ()

    @property
    def ticks(self) -> Mapping[str, str]:
        """Return characteristic id → yes or no; of a result that has none, the one that decided the group."""
        if self.characteristics or self.characteristic is None:
            return self.characteristics
        return {self.characteristic: YES}

    @property
    def assessed_day(self) -> date:
        """Return the date of assessment in Thailand."""
        return date.fromisoformat(self.assessed_on) if self.assessed_on else day_of(self.assessed_at)

    @property
    def service(self) -> str:
        """Return the name of the service."""
        return self.service_data.get(SERVICE, "")


def is_open(result: Result, now: int) -> bool:
    """Return whether the link of a result still opens."""
    return not result.open_until or now < result.open_until


def empty_result(edition: str, language: str, assessed_at: int) -> Result:
    """Return a result without answers."""
    return Result(
        token="",
        edition=edition,
        language=language,
        service_data={},
        assessed_at=assessed_at,
        group="",
        characteristic=None,
        levels={},
    )


def result_to_plain(result: Result) -> dict[str, Any]:
    """Return a result as JSON values, with the service data on the level of the other fields."""
    plain: dict[str, Any] = {}
    for name, value in asdict(result).items():
        plain |= value if name == SERVICE_DATA else {name: value}
    return plain


def result_to_json(result: Result) -> str:
    """Return the stored form; the token is its key and not part of it."""
    plain = result_to_plain(result)
    del plain["token"]
    for name in LATER_FIELDS:
        if not plain[name]:
            del plain[name]  # Earlier releases know no such field.
    return dump_json(plain | {"v": RESULT_FORMAT})


def result_from_json(token: str, text: str) -> Result:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(text)
        if plain.pop("v") != RESULT_FORMAT:
            raise StoredFormatError("result")
        earlier, history = plain.pop("earlier", None), plain.pop("history", ())
        others = {name: plain.pop(name) for name in OTHER_FIELDS if name in plain}
        if chosen := others.get("assessed_on"):
            date.fromisoformat(chosen)  # A text that is no date is found here, not when a page is made.
        return Result(
            token=token,
            service_data={SERVICE: plain.pop(SERVICE), **plain},
            earlier=PreviousResult(**earlier) if earlier else None,
            history=tuple(PreviousResult(**each) for each in history),
            **others,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise StoredFormatError("result") from None


#: Fields that a later release added: they are stored where they tell something.
LATER_FIELDS = ("approval", "prints_link", "history")

#: Fields that are stored beside the service data; no question of the service data has one of these ids.
OTHER_FIELDS = frozenset(item.name for item in fields(Result)) - {"token", SERVICE_DATA}
