"""The gaps of the services of a table, one by one and together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flows.model.result import Result
from flows.service_table.service_table import ServiceRow
from flows.standard.criteria import Criteria
from flows.standard.gap import Gap, Verdict, compute_gap


@dataclass(frozen=True, slots=True)
class AssessedService:
    """One service of a table with its gap."""

    row: ServiceRow
    gap: Gap

    @property
    def conforms(self) -> bool:
        """Return whether the service conforms in both verdicts."""
        return self.gap.processes is Verdict.CONFORM and self.gap.levels is Verdict.CONFORM


@dataclass(frozen=True, slots=True)
class Totals:
    """What all services need together."""

    services: int
    conforming: int
    missing: int
    raises: int


def assess_rows(criteria: Criteria, rows: Iterable[ServiceRow]) -> Iterator[AssessedService]:
    """Yield the gap of each row; each has a group and all levels."""
    for row in rows:
        yield AssessedService(row, compute_gap(criteria, row.group, row.levels))


def totals(services: Iterable[AssessedService]) -> Totals:
    """Return what the services need together."""
    every = list(services)
    return Totals(
        services=len(every),
        conforming=sum(service.conforms for service in every),
        missing=sum(len(service.gap.missing) for service in every),
        raises=sum(len(service.gap.raises) for service in every),
    )


def service_to_plain(criteria: Criteria, service: AssessedService) -> dict[str, Any]:
    """Return an assessed service as JSON values; levels by code, processes by id, verdicts conform, partial or none."""
    code = {level.id: level.code for level in criteria.levels}
    gap = service.gap
    raises = [{"process": each.process, "from": code[each.own], "to": code[each.recommended]} for each in gap.raises]
    return {
        **service.row.service_data,
        "group": service.row.group,
        **({"assessed_on": service.row.assessed_on.isoformat()} if service.row.assessed_on else {}),
        "missing": list(gap.missing),
        "raise": raises,
        "verdict": {"processes": gap.processes.value, "levels": gap.levels.value},
    }


def row_of_result(result: Result, row_id: str) -> ServiceRow:
    """Return a stored result as a row to be filled into a template; `row_id` says which service it is."""
    return ServiceRow(
        number=0,
        service_data={name: text for name, text in result.service_data.items() if text},
        group=result.group,
        characteristics=tuple(result.characteristics),
        levels=dict(result.levels),
        assessed_on=result.assessed_day,
        row_id=row_id,
    )
