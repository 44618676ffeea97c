"""The terminal channel: prints messages as numbered lines and reads typed lines."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain

from bot.observability.failure_log import log_known
from bot.shared.level_styles import level_style
from bot.shared.links import Links
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from flows.errors import RadapError
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Event, Greeting, Text
from flows.model.messages import Block, Choice, Entry, LinkPurpose, Message, Paragraph, Role

LOG = logging.getLogger("radap.terminal")

CHANNEL, CONVERSATION = "terminal", "terminal:local"
FILLED, EMPTY = "▰", "▱"
INDENT = "  "


class TerminalChannel:
    """Chats in a terminal until its input ends."""

    def __init__(self, *, turns: TurnHandler, links: Links, language: Language, catalogues: Catalogues) -> None:
        self._turns = turns
        self._links = links
        self._language = language
        self._apology = catalogues[language]("failure.try_again")

    async def chat(self, read_line: Callable[[], Awaitable[str | None]], write: Callable[[str], object]) -> None:
        """Greet, then answer every line of `read_line` (None ends the chat) through `write`."""
        event: Event = Greeting()
        while True:
            for text in await self._answers(event):
                write(text)
            line = await read_line()
            if line is None:
                return
            event = Text(line)

    async def _answers(self, event: Event) -> list[str]:
        """Return the answers to an event; after a temporary failure, the request to try again."""
        incoming = IncomingEvent(CHANNEL, CONVERSATION, secrets.token_hex(8), event, self._language)
        try:
            reply = await self._turns.handle(incoming)
        except RadapError as error:
            if not error.retry_helps:
                raise
            log_known(LOG, "line not answered", error)
            return [f"{self._apology}\n"]
        return [render(message, self._links) for message in reply.messages]


#: What a terminal has no use for: its addresses are text already.
FOR_PLATFORMS = {LinkPurpose.SHARE, LinkPurpose.CLIPBOARD}


async def read_standard_input(prompt: str) -> str | None:
    """Read one line of standard input without blocking the event loop; return None at its end."""
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        return None


def render(message: Message, links: Links) -> str:
    """Return a message as lines of text, with a blank line between its parts."""
    parts = (
        _head(message),
        *map(_block, message.blocks),
        chain.from_iterable(map(_choice, message.choices)),
        (" ".join(f"[{control.label}]" for control in message.controls),),
        (f"{link.label}: {links.address(link)}" for link in message.links if link.purpose not in FOR_PLATFORMS),
        (f"{page.label}: {links.page(page)}" for page in message.pages),
    )
    texts = map("\n".join, parts)
    return "\n\n".join(filter(None, texts)) + "\n"


def _head(message: Message) -> Iterator[str]:
    if message.progress:
        done, total = message.progress.done, message.progress.total
        yield f"{done}/{total} {FILLED * done}{EMPTY * (total - done)}"
    if message.title:
        yield message.title


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        mark = "» " if block.role is Role.NOTICE else ""
        yield from (mark + line for line in block.text.splitlines())
        return
    if block.title:
        yield f"{block.title}:"
    for entry in block.entries:
        yield INDENT + _entry(entry)
        if entry.detail:
            yield INDENT * 2 + entry.detail


def _entry(entry: Entry) -> str:
    number = f"{entry.number}. " if entry.number else ""
    shape = f"{level_style(entry.level).shape} " if entry.level is not None else ""
    value = f": {entry.value}" if entry.value else ""
    return f"{number}{shape}{entry.label}{value}"


def _choice(choice: Choice) -> Iterator[str]:
    number = f"{choice.number} " if choice.number else ""
    chosen = " ✓" if choice.chosen else ""
    yield f"({number.strip() or choice.label}){' ' + choice.label if number else ''}{chosen}"
    if choice.detail:
        yield f"{INDENT}{INDENT}{choice.detail}"
