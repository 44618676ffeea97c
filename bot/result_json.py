"""A result as data for other programs; docs/result-json.md describes each field."""

from typing import Any

from bot.links import Links
from flows.criteria import Criteria
from flows.dates import iso_date
from flows.result import Result
from flows.result_view import ProcessView, ResultView

FORMAT = 1


def result_json(criteria: Criteria, result: Result, view: ResultView, links: Links) -> dict[str, Any]:
    """What the page shows, as data: names in the view's language, levels by their codes, dates by ISO 8601."""
    return {
        "format": FORMAT,
        "language": view.language.value,
        "edition": {"id": criteria.edition.id, "name": view.edition, "notice": view.notice},
        "service": view.service,
        "agency": view.agency,
        "assessor": view.assessor,
        "description": view.description,
        "assessed_on": iso_date(result.assessed_at),
        "group": {
            "id": view.group_id,
            "name": view.group_name,
            "characteristic": result.characteristic,
            "reason": view.reason,
        },
        "processes": [_process(process) for process in view.processes],
        "missing": [process.id for process in view.missing],
        "raise": [
            {"process": process.id, "from": process.own.code, "to": process.recommended.code} for process in view.raises
        ],
        "verdict": {"processes": view.processes_verdict.value, "levels": view.levels_verdict.value},
        "remarks": {"processes": view.processes_remark, "levels": view.levels_remark},
        "links": {"html": links.result(result.token)},
    }


def _process(process: ProcessView) -> dict[str, Any]:
    return {
        "id": process.id,
        "name": process.name,
        "mandatory": process.mandatory,
        "own": process.own.code,
        "recommended": process.recommended.code,
        "status": process.status,
        "evidence": process.evidence,
    }
