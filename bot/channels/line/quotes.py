"""Quotes: the question of a message of Radap's that an officer quotes, or the file of another person."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.channels.line.events import CHANNEL, ChatEvent
from bot.observability.failure_log import log_known, log_unexpected
from bot.storage.sent_bubbles import SentBubbles
from bot.turns.incoming_event import IncomingEvent, source_digest
from bot.turns.turn_handler import Reply
from flows.errors import RadapError
from flows.model.events import Correction, FileSent, Greeting, Reference, Text
from flows.understanding.reader import offered

LOG = logging.getLogger("radap.line")

#: Replies that wait to be remembered; more are not, while Redis is slow.
MOST_WAITING = 1000
#: Seconds that a quote waits for what its conversation was just sent.
LONGEST_WAIT = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _SentReply:
    """A reply, and the ids of its messages; `done` is set once they are remembered."""

    conversation: str
    reply: Reply
    messages: Sequence[str]
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Quotes:
    """Remembers the questions of sent messages beside the turns: nobody waits for it, and a failure is only logged.

    One task writes them all, so that the turns keep their connections. A quote of a message that is not remembered is
    asked back.
    """

    def __init__(self, bubbles: SentBubbles) -> None:
        self._bubbles = bubbles
        self._waiting: deque[_SentReply] = deque()
        self._writer: asyncio.Task[None] | None = None

    def remember(self, conversation: str, reply: Reply, messages: Sequence[str]) -> None:
        """Begin to remember the messages of a reply, by their ids."""
        if not messages or not reply.assessment or len(self._waiting) >= MOST_WAITING:
            return
        self._waiting.append(_SentReply(conversation, reply, messages))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="quotes")

    async def resolve(self, event: ChatEvent) -> IncomingEvent | None:
        """Return the event with the question or the file that it quotes. None for a message for other people only.

        Raises StoreUnavailable.
        """
        said = event.incoming.event
        if not event.quoted or not isinstance(said, Text | Correction | Greeting):
            return event.incoming
        await self._settle(event.incoming.conversation)
        question = await self._bubbles.find(event.incoming.conversation, event.quoted)
        if question is None and not event.is_addressed:
            return None
        if question is None and event.file:
            return event.incoming._replace(event=FileSent(source_digest(CHANNEL, event.quoted)))
        if isinstance(said, Greeting):
            return event.incoming
        return event.incoming._replace(event=replace(said, about=question or Reference()))

    async def close(self) -> None:
        """Wait until everything is remembered."""
        if self._writer:
            await self._writer

    async def _settle(self, conversation: str) -> None:
        """Wait until what a conversation was sent is remembered, but not for long."""
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                for sent in [sent for sent in self._waiting if sent.conversation == conversation]:
                    await sent.done.wait()
        except TimeoutError:
            LOG.info("a quote did not wait any longer")

    async def _write_all(self) -> None:
        while self._waiting:
            sent = self._waiting[0]
            await self._write(sent)
            self._waiting.popleft()
            sent.done.set()

    async def _write(self, sent: _SentReply) -> None:
        question = next((choice.press.question for choice in offered(sent.reply.messages[-1])), "")
        if not question:
            return
        try:
            await self._bubbles.add(sent.conversation, Reference(sent.reply.assessment, question), sent.messages)
        except RadapError as error:
            log_known(LOG, "quotes not remembered", error)
        except Exception as error:  # noqa: BLE001 - the turn is over, and its reply is sent
            log_unexpected(LOG, "quotes not remembered", error)
