"""The LINE channel: handles webhook calls, runs a turn for each event, and replies."""

import asyncio
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from linebot.v3.webhook import SignatureValidator
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.common.background_tasks import BackgroundTasks
from bot.channels.common.json_body import read_json
from bot.channels.common.loading_indicator import LoadingIndicator
from bot.channels.line.batch import read_batch
from bot.channels.line.client import LineClient
from bot.channels.line.events import ChatEvent, SentFile
from bot.channels.line.flex_message import FlexRenderer
from bot.channels.line.quotes import Quotes
from bot.errors import PlatformRefused
from bot.observability.failure_log import log_known, log_unexpected
from bot.shared.links import Links
from bot.turns.incoming_event import ChatLeft, IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from bot.web.request_body import read_body
from flows.errors import RadapError
from flows.i18n.wording import Catalogues
from flows.model.messages import Message, Paragraph
from flows.understanding.group_addressing import GroupAddressing

LOG = logging.getLogger("radap.line")

SIGNATURE_HEADER = "x-line-signature"

#: Seconds for which LINE shows the loading animation while a file is read, at most; the reply ends it.
FILE_LOADING_SECONDS = 30

#: Conversations of one webhook call that are handled at the same time. The first step of a turn takes about a
#: millisecond, and the event loop serves nobody else until each of them has done it.
CONVERSATIONS_AT_ONCE = 100


class LineChannel:
    """Handles LINE's webhook calls and answers by reply token, with an open client.

    A temporary failure (no database, a contended conversation, LINE not accepting the reply) makes the webhook answer
    503, so that LINE redelivers; the turns know the events that they have applied. A permanent failure gets one apology
    and is not redelivered.
    """

    def __init__(
        self,
        client: LineClient,
        *,
        channel_secret: str,
        turns: TurnHandler,
        links: Links,
        catalogues: Catalogues,
    ) -> None:
        self._client = client
        self._turns = turns
        self._quotes = Quotes(turns.sent_bubbles)
        self._readings = BackgroundTasks()
        self._signatures = SignatureValidator(channel_secret)
        self._addressing = GroupAddressing(catalogues)
        self._renderer = FlexRenderer(links)
        # In every language: the language of a conversation is not known before it is loaded.
        apology = "\n".join(text("failure.try_again") for text in catalogues.all)
        self._apology = Message(summary=apology, blocks=(Paragraph(apology),))

    async def webhook(self, request: Request) -> Response:
        """Answer a webhook call.

        200: every event is handled. 503: LINE must redeliver. 400, 401, 408, 413: the call is not LINE's, or not whole.
        """
        body = await read_body(request)
        if isinstance(body, Response):
            return body
        if problem := self._signature_problem(body, request.headers.get(SIGNATURE_HEADER)):
            return Response(status_code=problem)
        call = _read_call(body)
        if call is None:
            return Response(status_code=400)
        # No deadline spans the call. LINE waits two seconds, but takes a reply for longer: a turn that ends late is
        # still answered, and a cancelled one would be lost where redelivery is off. A redelivered event is recognized.
        conversations = await read_batch(*call, self._addressing)
        return Response(status_code=200 if await self._handle_all(conversations.values()) else 503)

    def _signature_problem(self, body: bytes, signature: str | None) -> int | None:
        """Return the status that refuses a body that LINE did not sign (401) or that is not text (400)."""
        if not signature:
            return 401
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return 400
        return None if self._signatures.validate(text, signature) else 401

    async def _handle_all(self, conversations: Collection[Sequence[ChatEvent | ChatLeft]]) -> bool:
        """Handle some conversations at the same time. Return False if LINE must redeliver."""
        waiting = iter(conversations)
        if len(conversations) == 1:
            return await self._handle_in_order(waiting)
        workers = min(CONVERSATIONS_AT_ONCE, len(conversations))
        return all(await asyncio.gather(*(self._handle_in_order(waiting) for _ in range(workers))))

    async def _handle_in_order(self, waiting: Iterator[Sequence[ChatEvent | ChatLeft]]) -> bool:
        """Handle waiting conversations one by one; skip the rest of one after an event that LINE must redeliver."""
        is_done = True
        for events in waiting:
            for event in events:
                if not await self._handle(event):
                    is_done = False
                    break
        return is_done

    async def _handle(self, event: ChatEvent | ChatLeft) -> bool:
        """Run the turn of one event and reply. Return False if LINE must redeliver the event."""
        try:
            if isinstance(event, ChatLeft):
                await self._turns.on_blocked(event.conversation)
                return True
            incoming = await self._incoming(event)
            if incoming is None:
                return True
            async with LoadingIndicator(lambda: self._client.show_loading(event.user)):
                reply = await self._turns.handle(incoming)
            if reply.reads_file and event.file:
                self._readings.begin(self._answer_file(event, incoming, event.file))
            await self._reply(event, incoming, reply)
        except RadapError as error:
            log_known(LOG, "event failed", error)
            if error.retry_helps:
                return False
            if not isinstance(error, PlatformRefused):
                await self._apologise(event)
        except Exception as error:  # noqa: BLE001 - one event's fault must not lose the others of the batch
            log_unexpected(LOG, "event failed unexpectedly", error)
            await self._apologise(event)
        return True

    async def _answer_file(self, event: ChatEvent, incoming: IncomingEvent, file: SentFile) -> None:
        """Read a file that is noted and acknowledged, and reply to its table.

        LINE does not redeliver it any more: where this fails, the officer's next message tells that it was not read.
        """
        try:
            async with LoadingIndicator(lambda: self._client.show_loading(event.user, FILE_LOADING_SECONDS), delay=0):
                reply = await self._turns.read_file(incoming, lambda: self._client.file(file))
            await self._reply(event, incoming, reply)
        except RadapError as error:
            log_known(LOG, "file failed", error)
            await self._apologise(event)
        except Exception as error:  # noqa: BLE001 - nobody waits for this task
            log_unexpected(LOG, "file failed unexpectedly", error)
            await self._apologise(event)

    async def _reply(self, event: ChatEvent, incoming: IncomingEvent, reply: Reply) -> None:
        if reply.messages and event.reply_token:
            messages = self._renderer.reply(reply.messages, reply.assessment)
            sent = await self._client.reply(event.reply_token, messages)
            self._quotes.remember(incoming.conversation, reply, sent)

    async def _incoming(self, event: ChatEvent) -> IncomingEvent | None:
        """Return the event with the question that it quotes, and with data of the person's profile.

        That is the name in a group, or a new friend's language. None for a message that is only for other people.
        """
        incoming, profiles = (
            await self._quotes.resolve(event) if event.quoted else event.incoming,
            self._client.profiles,
        )
        if incoming is None:
            return None
        if event.speaker and incoming.member:
            return incoming._replace(member=replace(incoming.member, name=await profiles.name(event.speaker)))
        return incoming._replace(language=await profiles.language(event.user)) if event.is_new_friend else incoming

    async def close(self) -> None:
        """Finish what goes on beside the turns."""
        await self._readings.close()
        await self._quotes.close()

    async def _apologise(self, event: ChatEvent | ChatLeft) -> None:
        if isinstance(event, ChatLeft) or not event.reply_token:
            return
        try:
            await self._client.reply(event.reply_token, self._renderer.reply((self._apology,), ""))
        except RadapError as error:
            log_known(LOG, "apology failed", error)


def _read_call(body: bytes) -> tuple[Sequence[object], str] | None:
    """Return the events and the user id of the bot that they are for; None where the body is not a webhook call's.

    LINE names the bot in every call. A call that names none belongs to no bot's conversations.
    """
    try:
        plain = read_json(body)
    except ValueError:
        return None
    if not isinstance(plain, dict):
        return None
    account, events = plain.get("destination"), plain.get("events")
    return (events, account) if account and isinstance(account, str) and isinstance(events, list) else None
