"""Handling of Telegram's updates: the turn, the calls that show its reply, and failures."""

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Protocol

from telegram import Update

from bot.channels.common.loading_indicator import LoadingIndicator
from bot.channels.common.render_cache import RenderCache
from bot.channels.telegram.administrators import TelegramAdministrators
from bot.channels.telegram.client import FORBIDDEN, ChatMoved, TelegramClient
from bot.channels.telegram.group_messages import ANONYMOUS_ADMINISTRATOR, ANYONE
from bot.channels.telegram.html import HtmlMessage, MessageTemplate, Sendable, render_messages
from bot.channels.telegram.updates import ChatEvent, Migration, TelegramEvent, read_update
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.observability.failure_log import log_known, log_unexpected
from bot.shared.links import Links
from bot.turns.incoming_event import ChatLeft, IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from flows.errors import RadapError
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.messages import Message
from flows.understanding.group_addressing import GroupAddressing

LOG = logging.getLogger("radap.telegram")


class FormMaker(Protocol):
    """Makes the form of a result."""

    def __call__(self, token: str, language: Language, *, for_owner: bool) -> Awaitable[tuple[str, bytes] | None]:
        """Return the file's name and content, or None if there is no result. The owner's has the private answers."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The update must be redelivered. `after` is the pause in seconds that Telegram asked for."""

    after: int | None = None


@dataclass(frozen=True, slots=True)
class Handled:
    """The update is handled; `callback_query` is the id of a tap that is not acknowledged yet."""

    callback_query: str | None = None


class UpdateHandler:
    """Handles updates one by one; safe to call from many tasks at once.

    Temporary failures (no database, a contended conversation, an answer that Telegram does not take) make Telegram
    deliver the update again; effects that were saved are not repeated. Permanent failures get one apology and are
    acknowledged: Telegram would retry them for a day and block the chat.
    """

    def __init__(
        self,
        turns: TurnHandler,
        links: Links,
        catalogues: Catalogues,
        client: TelegramClient,
        form_maker: FormMaker,
    ) -> None:
        self._turns = turns
        self._links = links
        self._catalogues = catalogues
        self._client = client
        self._form_maker = form_maker
        self._administrators = TelegramAdministrators(client.administrators)
        self._cache = RenderCache(self._templates)
        self._addressing = GroupAddressing(catalogues)

    async def handle(self, update: Update) -> Handled | Retry:
        """Handle an update. Raises nothing but cancellation."""
        query = update.callback_query.id if update.callback_query else None
        event = None
        try:
            event = read_update(update, self._client.account, self._addressing)
            return Handled(await self._answer(event, query))
        except RadapError as error:
            log_known(LOG, "update failed", error)
            if error.retry_helps:
                return Retry(error.retry_after if isinstance(error, PlatformUnavailable) else None)
            if not isinstance(error, PlatformRefused) or error.kind != FORBIDDEN:
                await self._apologise(event)
        except Exception as error:  # noqa: BLE001 - Telegram would retry a permanent failure for a day
            log_unexpected(LOG, "update failed unexpectedly", error)
            await self._apologise(event)
        return Handled(query)

    async def _answer(self, event: TelegramEvent | None, query: str | None) -> str | None:
        """Handle the event, and return the id of a tap that is not acknowledged yet."""
        if isinstance(event, ChatEvent):
            return await self._handle_chat_event(event, query)
        if isinstance(event, ChatLeft):
            await self._turns.on_blocked(event.conversation)
        elif isinstance(event, Migration):
            await self._turns.on_migrated(event.before, event.after)
        return query

    async def _handle_chat_event(self, event: ChatEvent, query: str | None) -> str | None:
        """Run the turn, show its reply if it has one, and return the id of a tap that is not acknowledged yet."""
        try:
            event = await self._in_its_topic(event)
            async with LoadingIndicator(lambda: self._client.show_typing(event.place)):
                reply = await self._run(event, await self._with_visible_member(event))
        except RadapError as error:
            if error.retry_helps:
                await self._acknowledge(query, self._apology(event))
            raise
        async with LoadingIndicator(lambda: self._acknowledge(query)):
            try:
                await self._show(event, reply)
            except ChatMoved as moved:
                event, reply = await self._follow(event, reply, moved.chat)
                await self._show(event, reply)
        if not reply.finished:
            return query
        await self._acknowledge(query)
        await self._send_form(event, reply)
        return None

    async def _run(self, event: ChatEvent, incoming: IncomingEvent) -> Reply:
        """Run the turn of an event; for a file that is noted as being read, also that of its table."""
        reply = await self._turns.handle(incoming)
        if not reply.reads_file or event.file is None:
            return reply
        file = event.file
        return await self._turns.read_file(incoming, lambda: self._client.file(file))

    async def _with_visible_member(self, event: ChatEvent) -> IncomingEvent:
        """Return the event without the name of an anonymous administrator, which the group must not learn.

        Nobody is named while Telegram does not tell who is one.
        """
        incoming = event.incoming
        if incoming.member == ANONYMOUS_ADMINISTRATOR:
            self._administrators.forget(event.chat)
        if event.tapped_by is None:
            return incoming
        anonymous = await self._administrators.anonymous(event.chat)
        if anonymous is None:
            return incoming._replace(member=ANYONE)
        return incoming._replace(member=ANONYMOUS_ADMINISTRATOR) if event.tapped_by in anonymous else incoming

    def _rendered(self, reply: Reply) -> Sequence[Sendable]:
        return [part.filled(reply.assessment) for part in self._cache.get(reply.messages)]

    async def _in_its_topic(self, event: ChatEvent) -> ChatEvent:
        """Return the event of a tap whose topic Telegram does not tell in the topic of the button's assessment."""
        if not event.sought:
            return event
        group, account = event.incoming.conversation, self._client.account
        topic = await self._turns.find_topic(group, event.sought)
        if topic is None:
            return event
        incoming = event.incoming._replace(conversation=account.conversation(event.chat, topic), forum=group)
        return replace(event, incoming=incoming, topic=topic)

    async def _show(self, event: ChatEvent, reply: Reply) -> None:
        """Edit the tapped message into the first part of the reply if it may be edited; send the others."""
        edited = event.editable if reply.in_place else None
        for part in self._rendered(reply):
            if edited is None:
                await self._client.send(event.place, part)
            else:
                await self._client.edit(event.place, edited, part)
                edited = None

    async def _follow(self, event: ChatEvent, reply: Reply, chat: int) -> tuple[ChatEvent, Reply]:
        """Move the conversation to the supergroup that the group became, and return the event and its reply there.

        If it moved before, the event (a tap on an old message) began another one in its place, and is handled again,
        without a name: the member may be an anonymous administrator of the supergroup.
        """
        old, new = (self._client.account.conversation(number) for number in (event.chat, chat))
        await self._turns.on_migrated(old, new)
        member = event.incoming.member and replace(event.incoming.member, name="")
        incoming = event.incoming._replace(conversation=new, position=None, member=member)
        if reply.has_begun:
            reply = await self._turns.handle(incoming)
        return ChatEvent(chat, incoming), reply

    def _templates(self, messages: Sequence[Message]) -> list[MessageTemplate]:
        return [MessageTemplate(part) for part in render_messages(messages, self._links, "")]

    async def _send_form(self, event: ChatEvent, reply: Reply) -> None:
        """Send the form as a document, in a private chat the owner's.

        The reply is shown already, so that a failure here is only logged.
        """
        is_private = event.incoming.member is None
        try:
            if form := await self._form_maker(reply.finished, reply.language, for_owner=is_private):
                name, content = form
                await self._client.send_file(event.place, content, name)
        except RadapError as error:
            log_known(LOG, "form not sent", error)

    async def _acknowledge(self, query: str | None, notice: str = "") -> None:
        if query is not None:
            await self._client.answer_callback(query, notice)

    async def _apologise(self, event: TelegramEvent | None) -> None:
        if not isinstance(event, ChatEvent):
            return
        try:
            await self._client.send(event.place, HtmlMessage(escape(self._apology(event), quote=False)))
        except RadapError as error:
            log_known(LOG, "apology failed", error)

    def _apology(self, event: ChatEvent) -> str:
        """Return the apology in the language that Telegram names: the conversation may not be readable now."""
        return self._catalogues[event.incoming.language or Language.THAI]("failure.try_again")
