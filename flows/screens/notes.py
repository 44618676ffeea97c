"""The names of notes."""

from flows.assessment.context import Context
from flows.model.note_keys import NOTE_PREFIX, REMARKS


def note_subject(context: Context, key: str) -> str:
    """Return the name of what a note belongs to: a process or a verdict."""
    if key in REMARKS:
        return context.text(f"note.{key}")
    return context.criteria.process_by_id[key.removeprefix(NOTE_PREFIX)].name[context.language]
