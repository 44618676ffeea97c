"""Permissions in a group chat: only who started an assessment deletes it, withdraws its link, or gets its copy."""

from flows.assessment.context import Context


def may_withdraw(context: Context, started_by: str) -> bool:
    """Return whether the member who acts may withdraw or delete what `started_by` (a member's id) started.

    In a private chat they always may. In a group everybody may if the platform did not tell who started it:
    otherwise nobody could.
    """
    member = context.member
    return member is None or not started_by or member.id == started_by


def may_copy(context: Context, started_by: str) -> bool:
    """Return whether the member who acts may get the form with private answers of what `started_by` started.

    In a private chat they always may, in a group only who started it: where that is not known, nobody may.
    """
    member = context.member
    return member is None or (bool(member.id) and member.id == started_by)


def may_delete_all(context: Context) -> bool:
    """Return whether the member who acts started every assessment of the conversation."""
    session = context.session
    if context.member is None:
        return True
    starters = (
        session.assessment.started_by,
        *(item.started_by for item in session.parked),
        *(item.started_by for item in session.finished.entries),
        *([session.batch.started_by] if session.batch else []),
    )
    return all(may_withdraw(context, started_by) for started_by in starters)
