"""Evidence and remarks: an officer's own words beside the answers, shown but never counted."""

from collections.abc import Mapping

from flows.standard.criteria import Criteria

NOTE_PREFIX = "note_"
REMARKS = ("remark_processes", "remark_levels")

#: Characters.
LONGEST_NOTE = 500


def note_keys(criteria: Criteria) -> tuple[str, ...]:
    """Return the keys of notes in the order of the review: one for each process, one for each verdict."""
    return (*(NOTE_PREFIX + process.id for process in criteria.processes), *REMARKS)


def notes_of(criteria: Criteria, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the notes among the answers, by key."""
    return {key: answers[key] for key in note_keys(criteria) if answers.get(key)}
