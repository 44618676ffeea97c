"""Permissions in a group chat: only the member who started an assessment deletes it or withdraws its link."""

from flows.assessment.context import Context


def may_withdraw(context: Context, starter: str) -> bool:
    """Tell whether the member who acts may withdraw or delete what `starter` (a member's id) started.

    In a private chat they always may. In a group everybody may if the platform did not tell who started it:
    otherwise nobody could.
    """
    member = context.member
    return member is None or not starter or member.id == starter


def may_delete_all(context: Context) -> bool:
    """Tell whether the member who acts started every assessment of the conversation."""
    session = context.session
    if context.member is None:
        return True
    starters = (
        session.assessment.starter,
        *(item.starter for item in session.parked),
        *(item.starter for item in session.finished.entries),
    )
    return all(may_withdraw(context, starter) for starter in starters)
