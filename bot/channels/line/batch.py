"""Reads the events of one webhook call and groups them by conversation."""

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

#: Events that are read without a pause. The SDK takes 25 to 40 µs for one, so that a slice takes about a millisecond.
#: LINE sends a handful in a call; 512 KiB hold 170,000 empty ones.
SLICE = 25

Conversations = dict[str, list[ChatEvent | ChatLeft]]
ReadEvent = Callable[[object], ChatEvent | ChatLeft | None]


async def read_batch(events: Sequence[object], account: str, addressing: GroupAddressing) -> Conversations:
    """Return the handled events by conversation, each conversation's in their order; `account` is the bot's user id.

    Other requests are served between two slices. One log line tells the number of malformed events.
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
    """Add the events to their conversations. Return the number of malformed ones."""
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
