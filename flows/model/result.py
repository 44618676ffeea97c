"""A finished assessment as it is kept: the officer's data and answers. Everything else is computed from them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from flows.errors import StoredFormatError
from flows.model.session import PreviousResult
from flows.model.session_codec import dump_json

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Result:
    """One result, as the officer confirmed it.

    `token` is its link's capability, `assessed_at` in seconds since 1970 (UTC), `characteristic` the one that decided
    the group (None: chosen from the list), `levels` process id → level id, `notes` evidence and remarks by their key,
    `sources` the messages in which answers were typed, `language` the officer's. `earlier` is the last result of the
    same service. The owner's wishes for everybody who has the link: whether it names the assessor, and until when it
    opens (in seconds since 1970; 0: as long as the result is kept).
    """

    token: str
    edition: str
    language: str
    service: str
    agency: str
    assessor: str
    description: str
    assessed_at: int
    group: str
    characteristic: str | None
    levels: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    earlier: PreviousResult | None = None
    shows_assessor: bool = False
    open_until: int = 0


def is_open(result: Result, now: int) -> bool:
    """Whether the link of a result still opens."""
    return not result.open_until or now < result.open_until


def empty_result(edition: str, language: str, assessed_at: int) -> Result:
    """A result that says nothing yet."""
    return Result(
        token="",
        edition=edition,
        language=language,
        service="",
        agency="",
        assessor="",
        description="",
        assessed_at=assessed_at,
        group="",
        characteristic=None,
        levels={},
    )


def result_to_json(result: Result) -> str:
    """The stored form; the token is the key and not part of it."""
    plain = asdict(result) | {"v": FORMAT}
    del plain["token"]
    return dump_json(plain)


def result_from_json(token: str, text: str) -> Result:
    """Read what `result_to_json` wrote. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(text)
        if plain.pop("v") != FORMAT:
            raise StoredFormatError("result")
        earlier = plain.pop("earlier", None)
        return Result(token=token, earlier=PreviousResult(**earlier) if earlier else None, **plain)
    except (KeyError, TypeError, ValueError):
        raise StoredFormatError("result") from None
