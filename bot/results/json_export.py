"""A result as JSON for other programs: docs/result-json.md explains it, docs/result.schema.json is its schema."""

from typing import Any

from bot.shared.links import FILE_KINDS, Links
from flows.i18n.dates import iso_date
from flows.model.result import Result
from flows.results.approval_view import ApprovalView
from flows.results.group_view import Tick
from flows.results.guidance_view import AdviceView
from flows.results.process_view import ProcessView, RequirementView
from flows.results.result_view import ResultView
from flows.results.trend_view import PastView
from flows.standard.criteria import Criteria
from flows.standard.gap import Count

RESULT_JSON_FORMAT = 1

#: A characteristic that was not asked is neither true nor false.
TICKED = {Tick.YES: True, Tick.NO: False, Tick.NOT_ASKED: None}


def result_json(criteria: Criteria, result: Result, view: ResultView, links: Links) -> dict[str, Any]:
    """Return what the page shows: names in the view's language, levels by their codes, dates in ISO 8601."""
    return {
        "format": RESULT_JSON_FORMAT,
        "language": view.language.value,
        "edition": {
            "id": criteria.edition.id,
            "name": view.edition,
            "notice": view.notice,
            "is_draft": view.is_draft,
        },
        **{item.id: item.value for item in view.service_data},
        "assessed_on": view.assessed_on,
        "group": {
            "id": view.group_id,
            "name": view.group_name,
            "definition": view.group_definition,
            "characteristic": result.characteristic,
            "reason": view.reason,
            "characteristics": [
                {"id": item.id, "option": item.option, "ticked": TICKED[item.tick]} for item in view.characteristics
            ],
        },
        "processes": [_process(process) for process in view.processes],
        "missing": [process.id for process in view.missing],
        "raise": [
            {"process": process.id, "from": process.own.code, "to": process.recommended.code} for process in view.raises
        ],
        "road_map": [_road_map_step(view, process) for process in view.road_map],
        "is_provisional": view.is_provisional,
        "open": [process.id for process in view.open],
        "verdict": verdicts(view),
        "counts": _counts(view),
        "levels_reason": view.levels_reason,
        "remarks": {"processes": view.processes_remark, "levels": view.levels_remark},
        "change": _change(result, view),
        "history": [_past(past) for past in view.trend[:-1]],
        "links": {
            "html": links.result(result.token),
            **{kind: links.file(result.token, kind) for kind in FILE_KINDS},
        },
        **({"approval": approval_json(view.approval)} if view.approval else {}),
    }


def approval_json(approval: ApprovalView) -> dict[str, Any]:
    """Return the state of an approval, and its decision; None where nothing was decided yet."""
    decision = {
        "name": approval.name,
        "position": approval.position,
        "remark": approval.remark,
        "decided_on": approval.decided_on,
        "channel": approval.channel_id,
        "process": approval.process_id or None,
        "changes": list(approval.changes),
    }
    return {
        "state": approval.status.value,
        "asked_on": approval.asked_on,
        "decision": decision if approval.decided_on else None,
    }


def verdicts(view: ResultView) -> dict[str, str] | None:
    """Return both verdicts; None for a provisional result, which has none."""
    if view.processes_verdict is None or view.levels_verdict is None:
        return None
    return {"processes": view.processes_verdict.value, "levels": view.levels_verdict.value}


def _counts(view: ResultView) -> dict[str, dict[str, int]] | None:
    if view.is_provisional:
        return None
    return {"processes": _count(view.processes_count), "levels": _count(view.levels_count)}


def _count(count: Count) -> dict[str, int]:
    return {"conforming": count.conforming, "total": count.total}


def _process(process: ProcessView) -> dict[str, Any]:
    return {
        "id": process.id,
        "name": process.name,
        "mandatory": process.mandatory,
        "needed_when": process.needed_when,
        "own": process.own.code,
        "recommended": process.recommended.code,
        "status": process.status.value,
        "evidence": process.evidence,
    }


def _road_map_step(view: ResultView, process: ProcessView) -> dict[str, Any]:
    return {
        "process": process.id,
        "mandatory": process.mandatory,
        "now": _requirement(process.requirements[process.own_rank]),
        "steps": [{**_requirement(step), **_advice(view.advice(process.id, step.level.id))} for step in process.steps],
    }


def _advice(advice: AdviceView | None) -> dict[str, dict[str, str]]:
    """Return how a level is reached; nothing where the guidance tells nothing."""
    if advice is None:
        return {}
    told = {"how": advice.how, "example": advice.example, "unknown": advice.unknown, "source": advice.source}
    return {"advice": told}


def _requirement(item: RequirementView) -> dict[str, str]:
    return {"code": item.level.code, "name": item.level.name, "demand": item.requirement}


def _past(past: PastView) -> dict[str, Any]:
    return {
        "assessed_on": past.assessed_on,
        "group": past.group,
        "levels": {process: level.code for process, level in past.levels.items()},
        "missing": past.missing,
        "raise": past.raises,
    }


def _change(result: Result, view: ResultView) -> dict[str, Any] | None:
    if result.earlier is None or view.change is None:
        return None
    kinds = {"rose": view.change.rose, "fell": view.change.fell, "stayed": view.change.stayed}
    changed = {kind: [process.id for process in processes] for kind, processes in kinds.items()}
    return {"since": iso_date(result.earlier.finished_at), **changed}
