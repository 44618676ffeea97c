"""The events of one webhook call of LINE's, by conversation."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from bot.channels.line.events import ChatEvent, read_event
from bot.errors import MalformedEvent
from bot.turns.incoming_event import ChatLeft
from flows.understanding.group_addressing import GroupAddressing

LOG = logging.getLogger("radap.line")

#: Events that are read without a pause, in about a millisecond. LINE sends a handful; 512 KiB hold 170,000 empty ones.
SLICE = 100

Conversations = dict[str, list[ChatEvent | ChatLeft]]
ReadEvent = Callable[[object], ChatEvent | ChatLeft | None]


async def read_batch(events: Sequence[object], account: str, addressing: GroupAddressing) -> Conversations:
    """Read what the bot of this user id does something about, each conversation's events in their order.

    Others are served between two slices. The malformed events are told in one line of the log, however many there are.
    """
    conversations: Conversations = defaultdict(list)
    read = partial(read_event, account=account, addressing=addressing)
    malformed = 0
    for begin in range(0, len(events), SLICE):
        if begin:
            await asyncio.sleep(0)
        malformed += _read_slice(events[begin : begin + SLICE], read, conversations)
    if malformed:
        LOG.warning("webhook events skipped", extra={"error": MalformedEvent.__name__, "number": malformed})
    return conversations


def _read_slice(events: Sequence[object], read: ReadEvent, conversations: Conversations) -> int:
    """Add the events to their conversations; how many were malformed."""
    malformed = 0
    for plain in events:
        try:
            event = read(plain)
        except MalformedEvent:
            malformed += 1
            continue
        if event:
            conversations[_conversation(event)].append(event)
    return malformed


def _conversation(event: ChatEvent | ChatLeft) -> str:
    return event.incoming.conversation if isinstance(event, ChatEvent) else event.conversation
