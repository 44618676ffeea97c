"""Where in LINE an event comes from: a private chat, a group or a room, and who spoke there."""

from dataclasses import dataclass

from linebot.v3.webhooks import GroupSource, RoomSource, Source, UserSource

CHANNEL = "line"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke in a group or a room, by LINE's ids; exactly one of `group` and `room` is set."""

    user: str
    group: str = ""
    room: str = ""


def conversation_of(source: Source | None) -> str | None:
    """The conversation of a source: a person's, or that of a whole group; None where LINE names none."""
    place: str | None = None
    if isinstance(source, GroupSource):
        place = source.group_id
    elif isinstance(source, RoomSource):
        place = source.room_id
    elif isinstance(source, UserSource):
        place = source.user_id
    return f"{CHANNEL}:{place}" if place else None


def speaker_of(source: Source | None) -> Speaker | None:
    """Who spoke in a group; None in a private chat, and where LINE does not say who it was."""
    if isinstance(source, GroupSource) and source.user_id:
        return Speaker(source.user_id, group=source.group_id)
    if isinstance(source, RoomSource) and source.user_id:
        return Speaker(source.user_id, room=source.room_id)
    return None
