"""The draft of a batch: the rows of a table beside the finished assessments of the conversation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.actions.batch_results import differs, renewed_result
from flows.assessment.context import Context
from flows.model.batch import Batch, BatchRow
from flows.model.finished import FinishedEntry
from flows.model.question_ids import AGENCY
from flows.model.result import Result
from flows.model.step_context import StepInputs
from flows.service_table.service_table import ServiceRow
from flows.understanding.normal_form import canonical


@dataclass(frozen=True, slots=True)
class Renewal:
    """A row that changes a result, and both of them."""

    row: BatchRow
    known: Result
    renewed: Result


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """What the rows of a table are: `new` services, results that change, and the number of those that stay the same.

    `offered` is the number of those that are being handed over, which nothing changes.
    """

    new: tuple[BatchRow, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    same: int = 0
    offered: int = 0

    def batch(self, edition: str) -> Batch:
        """Return what is to be confirmed, in the order of the sheet."""
        rows = (*self.new, *(renewal.row for renewal in self.renewals))
        return Batch(edition, tuple(sorted(rows, key=lambda row: row.number)))

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to confirm."""
        return not (self.new or self.renewals)


def wanted_results(context: Context, rows: Iterable[ServiceRow], inputs: StepInputs) -> tuple[str, ...]:
    """Return the tokens of the results that `draft_batch` needs and the inputs lack."""
    candidates = _Candidates(context.session.finished.entries)
    tokens = dict.fromkeys(entry.token for row in rows for entry in candidates.of(row))
    return tuple(token for token in tokens if token not in inputs.results)


def draft_batch(context: Context, rows: Sequence[ServiceRow], inputs: StepInputs) -> BatchDraft:
    """Compare the rows of a table with the finished assessments. A result that has expired is none."""
    candidates, taken = _Candidates(context.session.finished.entries), set[str]()
    new, renewals, same, offered = list[BatchRow](), list[Renewal](), 0, 0
    for row in rows:
        entry = candidates.match(row, inputs.results, taken)
        if entry is None:
            new.append(_batch_row(row, ""))
            continue
        taken.add(entry.assessment)
        if context.session.shared.offer_of(entry.assessment):
            offered += 1
            continue
        renewed = _batch_row(row, entry.assessment)
        known = inputs.results[entry.token]
        result = renewed_result(context, renewed, entry, known, inputs.now) if known else None
        if known and result and differs(known, result):
            renewals.append(Renewal(renewed, known, result))
        else:
            same += 1
    return BatchDraft(tuple(new), tuple(renewals), same, offered)


class _Candidates:
    """Finds the finished assessments that a row may be about, the one confirmed last first."""

    def __init__(self, entries: Sequence[FinishedEntry]) -> None:
        self._by_id = {entry.assessment: entry for entry in entries}
        self._by_name: dict[str, list[FinishedEntry]] = {}
        for entry in reversed(entries):
            self._by_name.setdefault(canonical(entry.service), []).append(entry)

    def of(self, row: ServiceRow) -> Sequence[FinishedEntry]:
        """Return them. The template's id names one of this conversation alone; an id of another one says nothing."""
        if row.row_id in self._by_id:
            return (self._by_id[row.row_id],)
        return self._by_name.get(canonical(row.service), ())

    def match(self, row: ServiceRow, results: Mapping[str, Result | None], taken: set[str]) -> FinishedEntry | None:
        """Return the one that the row renews: the newest of the same agency, where both name one."""
        for entry in self.of(row):
            known = results.get(entry.token)
            if known is None or entry.assessment in taken:
                continue
            if row.row_id == entry.assessment or _is_same_agency(row.agency, known.service_data.get(AGENCY, "")):
                return entry
        return None


def _is_same_agency(one: str, other: str) -> bool:
    return not (one and other) or canonical(one) == canonical(other)


def _batch_row(row: ServiceRow, assessment: str) -> BatchRow:
    return BatchRow(
        row.number,
        assessment,
        dict(row.service_data),
        row.group,
        row.characteristics,
        dict(row.levels),
        row.assessed_on.isoformat() if row.assessed_on else "",
    )
