"""The services of a collection as JSON, for programs."""

from typing import Any

import orjson

from flows.collaboration.collection import Collection
from flows.collaboration.contribution import MISSING, RAISE
from flows.i18n.dates import iso_date
from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.results.collection_view import CollectedGap, CollectedService, CollectionView, Editions

COLLECTION_JSON_FORMAT = 1


def make_collection_json(view: CollectionView, editions: Editions, collection: Collection, text: Wording) -> bytes:
    """Return the JSON. No address of a result is in it: those open with the coordinator's page only."""
    return orjson.dumps(
        {
            "format": COLLECTION_JSON_FORMAT,
            "language": text.language.value,
            "title": collection.title,
            "organiser": collection.organiser,
            "until": iso_date(collection.until - 1),
            "is_closed": bool(collection.closed_at),
            "agencies": view.agencies,
            "services": [_service(row, editions) for row in view.rows],
            "gaps": [_gap(gap, text.language) for gap in view.gaps(editions)],
        }
    )


def _gap(gap: CollectedGap, language: Language) -> dict[str, Any]:
    process = gap.process
    return {"process": process.id, "name": process.name[language], "missing": gap.missing, "raise": gap.raises}


def _service(row: CollectedService, editions: Editions) -> dict[str, Any]:
    service, criteria = row.service, editions.get(row.service.edition)
    ids = list(criteria.process_by_id) if criteria else []
    return {
        "service": service.service,
        "agency": row.agency,
        "edition": service.edition,
        "group": service.group,
        "assessed_on": service.assessed_on,
        "levels": dict(zip(ids, service.levels, strict=False)),
        "missing": [name for name, sign in zip(ids, service.gaps, strict=False) if sign == MISSING],
        "raise": [name for name, sign in zip(ids, service.gaps, strict=False) if sign == RAISE],
        "is_provisional": service.is_provisional,
        "verdict": {"processes": service.processes_verdict or None, "levels": service.levels_verdict or None},
        "approval": service.approval or None,
    }
