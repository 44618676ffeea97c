"""Who may delete or withdraw in a group chat: whoever started the assessment."""

from flows.assessment.context import Context


def may_withdraw(scene: Context, starter: str) -> bool:
    """Whether the person who speaks may withdraw or delete what `starter` (a member's id) started.

    In a private chat always. In a group everybody may where the platform did not tell who started it: otherwise
    nobody could.
    """
    member = scene.member
    return member is None or not starter or member.id == starter


def may_delete_all(scene: Context) -> bool:
    """Whether the person who speaks started every assessment of the conversation."""
    session = scene.session
    if scene.member is None:
        return True
    starters = (
        session.assessment.starter,
        *(item.starter for item in session.parked),
        *(item.starter for item in session.finished.entries),
    )
    return all(may_withdraw(scene, starter) for starter in starters)
