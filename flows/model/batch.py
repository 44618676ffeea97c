"""A batch: the services of a sent table, from its reading until they are confirmed, and its stored form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.errors import StoredFormatError
from flows.model.messages import Message
from flows.model.question_ids import SERVICE
from flows.model.report_codec import report_from_plain, report_to_plain
from flows.model.session_codec import dump_json

BATCH_FORMAT = 1

#: Seconds for which a batch waits to be confirmed.
BATCH_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One service of a batch.

    - `number`: the row of the sheet, from 1
    - `assessment`: the finished assessment that it renews (empty: it is a new one)
    - `service_data`: the texts of the row by question id
    - `group`: empty where it is to be asked
    - `characteristics`: ids of those that the row names
    - `levels`: process id → level id
    - `assessed_on`: the date of assessment (ISO 8601; empty for none)
    """

    number: int
    assessment: str
    service_data: Mapping[str, str]
    group: str = ""
    characteristics: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    assessed_on: str = ""

    @property
    def service(self) -> str:
        """Return the name of the service."""
        return self.service_data.get(SERVICE, "")

    @property
    def asks_group(self) -> bool:
        """Return whether the officer must be asked for the group; a renewed assessment has one."""
        return not (self.group or self.assessment)


@dataclass(frozen=True, slots=True)
class Batch:
    """The services of a table that are to be confirmed, under the edition of the criteria that they were read by.

    `report` is what was told about the table. A table without a service to confirm has a report alone.
    """

    edition: str
    rows: tuple[BatchRow, ...]
    report: Message | None = None


def batch_to_plain(batch: Batch) -> dict[str, Any]:
    """Return a batch as JSON values."""
    plain = {"v": BATCH_FORMAT, "edition": batch.edition, "rows": [*map(_row_to_plain, batch.rows)]}
    return plain | ({"report": report_to_plain(batch.report)} if batch.report else {})


def batch_to_json(batch: Batch) -> str:
    """Return the stored form."""
    return dump_json(batch_to_plain(batch))


def batch_from_json(text: str) -> Batch:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(text)
        if plain["v"] != BATCH_FORMAT:
            raise StoredFormatError("batch")
        report = report_from_plain(plain["report"]) if "report" in plain else None
        return Batch(plain["edition"], tuple(map(_row_from_plain, plain["rows"])), report)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise StoredFormatError("batch") from None


def _row_to_plain(row: BatchRow) -> list[Any]:
    texts, levels = dict(row.service_data), dict(row.levels)
    return [row.number, row.assessment, texts, row.group, row.characteristics, levels, row.assessed_on]


def _row_from_plain(plain: Any) -> BatchRow:
    number, assessment, texts, group, characteristics, levels, assessed_on = plain
    return BatchRow(number, assessment, dict(texts), group, tuple(characteristics), dict(levels), assessed_on)
