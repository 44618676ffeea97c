"""Sessions as JSON. The format has a number, so that later releases can read it.

Keys are short, because every conversation stores them:

    v     format             seen  last_event_at      wait  parked
    lang  language           grp   is_group           all   portfolio
    ask   pending            x     exported           n     confirmations
    under the side question below a guess             copy  copy               who   asker
    if    what the what-if dialog supposes            no    refused
    file  reading                                     many  batch
    with  shared, whose keys are in flows/model/shared_work.py
    told  report

    id    id                 token token              own   started_by
    ed    edition            new   offered            by    answered_by
    at    state              was   earlier            src   sources
    ans   answers
    like  last               past  history
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flows.errors import StoredFormatError
from flows.i18n.language import Language
from flows.model.finished import UNREAD, FinishedEntry
from flows.model.member import Member
from flows.model.pending import Guess, Pending, WhatIf
from flows.model.pending_codec import pending_from_row, pending_to_row
from flows.model.session import (
    NOTHING_SHARED,
    Assessment,
    FileReading,
    FileReport,
    LastService,
    OpenBatch,
    OwnersCopy,
    PreviousResult,
    RefusedText,
    Session,
)
from flows.model.shared_work import shared_work_from_plain, shared_work_to_plain

SESSION_FORMAT = 1


def session_to_plain(session: Session) -> dict[str, Any]:
    """Return a session as JSON values."""
    plain: dict[str, Any] = {
        "v": SESSION_FORMAT,
        "lang": session.language.value,
        **assessment_to_plain(session.assessment),
        "seen": session.last_event_at,
    }
    if session.is_group:
        plain["grp"] = True
    if session.parked:
        plain["wait"] = [assessment_to_plain(item) for item in session.parked]
    if session.pending:
        plain["ask"] = pending_to_row(session.pending, session.assessment.id)
    if isinstance(session.pending, Guess) and session.pending.below:
        plain["under"] = pending_to_row(session.pending.below, session.assessment.id)
    optional = {
        "if": _supposed(session.pending),
        "x": session.exported,
        "copy": list(session.copy or ()),
        "all": session.portfolio,
        "n": session.confirmations,
        "who": [session.asker.id, session.asker.name] if session.asker else (),
        "no": list(session.refused or ()),
        "file": list(session.reading or ()),
        "many": _batch_to_plain(session.batch),
        "with": {} if session.shared == NOTHING_SHARED else shared_work_to_plain(session.shared),
        "told": list(session.report or ()),
    }
    return plain | {name: value for name, value in optional.items() if value}


def session_from_plain(plain: Any) -> Session:
    """Read the values of `session_to_plain`; the finished assessments are stored separately and not read yet.

    Raises StoredFormatError for anything else.
    """
    try:
        if plain["v"] != SESSION_FORMAT:
            raise StoredFormatError("session")
        return Session(
            language=Language(plain["lang"]),
            assessment=assessment_from_plain(plain),
            pending=_pending(plain),
            finished=UNREAD,
            last_event_at=plain["seen"],
            exported=plain.get("x", ""),
            copy=OwnersCopy(*plain["copy"]) if "copy" in plain else None,
            is_group=plain.get("grp", False),
            portfolio=plain.get("all", ""),
            parked=tuple(assessment_from_plain(item) for item in plain.get("wait", ())),
            confirmations=plain.get("n", 0),
            asker=Member(*plain["who"]) if "who" in plain else None,
            refused=RefusedText(*plain["no"]) if "no" in plain else None,
            reading=FileReading(*plain["file"]) if "file" in plain else None,
            batch=_batch(plain["many"]) if "many" in plain else None,
            shared=shared_work_from_plain(plain["with"]) if "with" in plain else NOTHING_SHARED,
            report=FileReport(*plain["told"]) if "told" in plain else None,
        )
    except (KeyError, TypeError, ValueError, IndexError):
        raise StoredFormatError("session") from None


def _batch_to_plain(batch: OpenBatch | None) -> list[Any]:
    """Return an open batch as JSON values, in the order of its fields; the chosen groups as pairs."""
    return [*batch[:-1], [*batch.groups.items()]] if batch else []


def _batch(plain: Any) -> OpenBatch:
    token, source, made_at, started_by, new, renewed, ungrouped, groups = plain
    chosen = {int(row): str(group) for row, group in groups}
    return OpenBatch(token, source, made_at, started_by, new, renewed, ungrouped, chosen)


def _supposed(pending: Pending | None) -> dict[str, str]:
    """Return what the what-if dialog supposes; it may be below a guess."""
    asked = pending.below if isinstance(pending, Guess) else pending
    return dict(asked.supposed) if isinstance(asked, WhatIf) else {}


def _pending(plain: Any) -> Pending | None:
    """Read the side question; earlier releases stored nothing that the what-if dialog supposes."""
    pending = pending_from_row(plain["ask"], plain.get("under")) if "ask" in plain else None
    supposed = tuple((str(question), str(answer)) for question, answer in dict(plain.get("if", {})).items())
    if isinstance(pending, Guess) and isinstance(pending.below, WhatIf):
        return replace(pending, below=replace(pending.below, supposed=supposed))
    return replace(pending, supposed=supposed) if isinstance(pending, WhatIf) else pending


def finished_to_row(item: FinishedEntry) -> list[str | int]:
    """Return an entry of the list of results as JSON values, in the order of its fields, without empty ones at the end.

    The assessment's id comes first.
    """
    optional: list[str | int] = [
        item.started_by,
        item.open_until,
        int(item.shows_assessor),
        item.views,
        item.assessed_on,
        item.open,
        item.approval,
        int(item.prints_link),
    ]
    while optional and not optional[-1]:
        optional.pop()
    return [
        item.assessment,
        item.number,
        item.token,
        item.service,
        item.group,
        item.missing,
        item.raises,
        item.finished_at,
        *optional,
    ]


def finished_from_row(row: Any) -> FinishedEntry:
    """Read a row of `finished_to_row`. Raises StoredFormatError for anything else."""
    try:
        assessment, number, *others = row
        finished = FinishedEntry(assessment, *others)
        if finished.assessed_on:
            date.fromisoformat(finished.assessed_on)
        return replace(
            finished,
            shows_assessor=bool(finished.shows_assessor),
            prints_link=bool(finished.prints_link),
            number=number,
        )
    except (TypeError, ValueError):
        raise StoredFormatError("list of results") from None


def assessment_to_plain(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as JSON values."""
    plain: dict[str, Any] = {
        "id": assessment.id,
        "ed": assessment.edition,
        "at": assessment.state,
        "ans": dict(assessment.answers),
    }
    if assessment.token:
        plain["token"] = assessment.token
    if assessment.offered:
        plain["new"] = assessment.offered
    if assessment.earlier:
        plain |= _past_to_plain(assessment.earlier, assessment.history)
    if assessment.started_by:
        plain["own"] = assessment.started_by
    if assessment.answered_by:
        plain["by"] = dict(assessment.answered_by)
    if assessment.sources:
        plain["src"] = dict(assessment.sources)
    if assessment.last:
        last = assessment.last
        texts = [last.assessment, last.edition, last.agency, last.assessor]
        plain["like"] = [*texts, dict(last.levels), dict(last.sources), last.is_offered]
    return plain


def assessment_from_plain(plain: Any) -> Assessment:
    """Read the values of `assessment_to_plain`. Raises KeyError, TypeError or ValueError for anything else."""
    return Assessment(
        id=plain["id"],
        edition=plain["ed"],
        state=plain["at"],
        answers=dict(plain["ans"]),
        token=plain.get("token"),
        earlier=PreviousResult(*plain["was"]) if "was" in plain else None,
        offered=plain.get("new", ""),
        started_by=plain.get("own", ""),
        answered_by=dict(plain.get("by", {})),
        sources=dict(plain.get("src", {})),
        last=LastService(*plain["like"]) if "like" in plain else None,
        history=tuple(PreviousResult(*each) for each in plain.get("past", ())),
    )


def _past_to_plain(earlier: PreviousResult, history: Sequence[PreviousResult]) -> dict[str, Any]:
    plain: dict[str, Any] = {"was": _previous_to_row(earlier)}
    return plain | ({"past": [*map(_previous_to_row, history)]} if history else {})


def _previous_to_row(previous: PreviousResult) -> list[Any]:
    return [previous.finished_at, previous.group, dict(previous.levels)]


def dump_json(plain: Any) -> str:
    """Return JSON in its shortest form, with Thai letters unescaped."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
