"""Making a result of a complete assessment."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.finished import CLOSED, FinishedEntry
from flows.model.note_keys import notes_of
from flows.model.result import Result
from flows.standard.gap import compute_gap


def result_of(scene: Context, token: str, now: int) -> Result:
    """The result of the present answers. Raises ValueError while an answer is open."""
    finding, answers = scene.finding, scene.assessment.answers
    if finding is None or not scene.is_complete:
        raise ValueError("the assessment is not complete")
    open_until, shows_assessor = _link_settings(scene, now)
    return Result(
        token=token,
        edition=scene.criteria.edition.id,
        language=scene.language.value,
        service_data={question.id: answers.get(question.id, "") for question in FLOW.service_data},
        assessed_at=now,
        group=finding.group,
        characteristic=finding.characteristic,
        levels=scene.levels,
        notes=notes_of(scene.criteria, answers),
        sources=scene.assessment.sources,
        earlier=scene.assessment.earlier,
        open_until=open_until,
        shows_assessor=shows_assessor,
    )


def _link_settings(scene: Context, now: int) -> tuple[int, bool]:
    """Those of the result that is corrected, where its link has not run out; else the operator's default."""
    before = _entry_before(scene)
    if before and (before.open_until in {0, CLOSED} or before.open_until > now):
        return before.open_until, before.shows_assessor
    days = scene.rules.retention.link_days
    return now + days * SECONDS_A_DAY if days else 0, before.shows_assessor if before else False


def _entry_before(scene: Context) -> FinishedEntry | None:
    """The entry of the result that is corrected; an assessment without a token has none."""
    return scene.session.finished.find(scene.assessment.id) if scene.assessment.token else None


def finished_scene(scene: Context, result: Result) -> Context:
    """The scene with the result in the list of finished assessments and its token kept for corrections."""
    gap = compute_gap(scene.criteria, result.group, result.levels)
    before = _entry_before(scene)
    entry = FinishedEntry(
        assessment=scene.assessment.id,
        token=result.token,
        service=result.service,
        group=result.group,
        missing=len(gap.missing),
        raises=len(gap.raises),
        finished_at=result.assessed_at,
        started_by=scene.assessment.started_by,
        open_until=result.open_until,
        shows_assessor=result.shows_assessor,
        views=before.views if before else 0,
    )
    session = scene.session.with_finished(entry)
    return scene.with_session(session._replace(assessment=scene.assessment._replace(token=result.token)))
