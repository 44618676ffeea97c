"""The list of agencies, and of their services, that a coordinator expects in a collection."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

from flows.collaboration.change import Changed
from flows.collaboration.kinds import SharedKind


class ExpectedAgency(NamedTuple):
    """An agency, and the names of its expected services; none where any service will do."""

    name: str
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedServices:
    """The list, in the order of the coordinator's table; empty until there is one."""

    kind: ClassVar = SharedKind.EXPECTED
    agencies: tuple[ExpectedAgency, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplaceExpected:
    """The coordinator gives a list, or removes it. `agencies` has pairs of a name and its services."""

    kind: ClassVar[Literal["replace_expected"]] = "replace_expected"
    agencies: Any

    def apply(self, _: ExpectedServices) -> Changed[ExpectedServices]:
        """Replace the whole list."""
        return Changed(expected_from_plain({"agencies": self.agencies}))


ExpectedChange = ReplaceExpected
EXPECTED_CHANGES = (ReplaceExpected,)


def expected_from_plain(plain: dict[str, Any]) -> ExpectedServices:
    """Read the JSON values of a list. Raises KeyError, TypeError or ValueError for anything else."""
    return ExpectedServices(tuple(ExpectedAgency(name, tuple(services)) for name, services in plain["agencies"]))
