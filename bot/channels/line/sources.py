"""Where in LINE an event comes from: a private chat, a group or a room, and who spoke there."""

from dataclasses import dataclass

from bot.channels.line.event_models import Source

CHANNEL = "line"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke in a group or a room, by LINE's ids; exactly one of `group` and `room` is set."""

    user: str
    group: str = ""
    room: str = ""


def conversation_of(source: Source | None, account: str) -> str | None:
    """The conversation of a source: a person's, or that of a whole group; None where LINE names none.

    `account` is the bot's own user id: accounts of one provider know a person, or a group, by the same id.
    """
    if source is None:
        return None
    places = {"group": source.group_id, "room": source.room_id, "user": source.user_id}
    place = places.get(source.type)
    return f"{CHANNEL}:{account}:{place}" if place else None


def speaker_of(source: Source | None) -> Speaker | None:
    """Who spoke in a group; None in a private chat, and where LINE does not say who it was."""
    if source is None or not source.user_id:
        return None
    if source.type == "group" and source.group_id:
        return Speaker(source.user_id, group=source.group_id)
    if source.type == "room" and source.room_id:
        return Speaker(source.user_id, room=source.room_id)
    return None
