"""What one conversation gives to one collection: the truth, from which the coordinator's table is made.

It has neither the assessor nor evidence nor the description of a service.
"""

import json
from typing import NamedTuple

from flows.errors import StoredFormatError

FORMAT = 1

#: One sign a process: missing, to be raised, neither, and not answered yet (of a provisional result).
MISSING, RAISE, NO_GAP, OPEN = "m", "r", ".", "?"


class GivenService(NamedTuple):
    """A finished service, as its result has it.

    - `assessment`: tells the services of a conversation apart; `result`: the token of the result
    - `levels`: one code of a level a process, in the order of the edition's criteria (`?`: not answered)
    - `gaps`: one of the signs above a process, in the same order
    - `assessed_on`: the date of assessment (ISO 8601); `assessed_at`: when it was confirmed (seconds since 1970, UTC)
    - `processes_verdict`, `levels_verdict`: as in `flows.standard.gap.Verdict`; empty for a provisional result
    - `approval`: the state of the last request for approval, as in `ApprovalState`; empty where there is none
    """

    assessment: str
    result: str
    service: str
    agency: str
    group: str
    edition: str
    levels: str
    gaps: str
    assessed_on: str
    assessed_at: int
    processes_verdict: str = ""
    levels_verdict: str = ""
    is_provisional: bool = False
    approval: str = ""

    @property
    def missing(self) -> int:
        """Return the number of mandatory processes that are not there."""
        return self.gaps.count(MISSING)

    @property
    def raises(self) -> int:
        """Return the number of processes below the recommended level."""
        return self.gaps.count(RAISE)


class Contribution(NamedTuple):
    """What a conversation gives.

    `agency` is the name of the agency as the officer typed it, `expected` the one on the coordinator's list that it
    is (empty: none, or there is no list). Without services the officer has joined, and given nothing yet.
    """

    agency: str
    expected: str = ""
    joined_at: int = 0
    services: tuple[GivenService, ...] = ()


def contribution_to_json(contribution: Contribution) -> str:
    """Return the stored form: lists, since a table reads thousands."""
    plain = [FORMAT, *contribution[:-1], [list(service) for service in contribution.services]]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def contribution_from_json(text: str) -> Contribution:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        stored_format, agency, expected, joined_at, services = json.loads(text)
        if stored_format != FORMAT:
            raise StoredFormatError("contribution")
        return Contribution(agency, expected, joined_at, tuple(GivenService(*row) for row in services))
    except (TypeError, ValueError):
        raise StoredFormatError("contribution") from None
