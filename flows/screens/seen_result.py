"""The result at one look for whoever decides about it in a chat: a few lines of text, as its screen keeps them."""

from flows.i18n.wording import Wording
from flows.model.question_ids import AGENCY
from flows.results.result_view import ResultView


def result_in_lines(view: ResultView, changes: tuple[str, ...] | None, text: Wording) -> str:
    """Return the agency, the group, both verdicts with their counts, the gaps, and what changed.

    `changes` are lines about what changed since the last approval; None where there was none.
    """
    agency = next((item.value for item in view.public_data if item.id == AGENCY), "")
    missing = ", ".join(process.short for process in view.missing)
    raises = ", ".join(
        text("decide.raise", process=process.short, own=process.own.name, recommended=process.recommended.name)
        for process in view.raises
    )
    return "\n".join(
        line
        for line in (
            agency,
            text("decide.group", id=view.group_id, name=view.group_short),
            text("decide.assessed_on", date=view.date),
            _verdict(text("result.processes_verdict"), view.processes_verdict_text, view.processes_count_text),
            _verdict(text("result.levels_verdict"), view.levels_verdict_text, view.levels_count_text),
            text("decide.missing", names=missing) if missing else "",
            text("decide.raises", names=raises) if raises else "",
            "" if view.has_gap or view.is_provisional else text("result.no_gap"),
            view.stamp,
            *changes_in_lines(changes, text),
        )
        if line
    )


def changes_in_lines(changes: tuple[str, ...] | None, text: Wording) -> tuple[str, ...]:
    """Return what changed since the last approval as lines; nothing where there was none."""
    if changes is None:
        return ()
    if not changes:
        return (text("decide.unchanged"),)
    return (text("decide.changed_since"), *(f"- {line}" for line in changes))


def _verdict(name: str, verdict: str, count: str) -> str:
    return f"{name}: {verdict} ({count})" if count else f"{name}: {verdict}"
