"""The LINE channel: its webhook, and what happens when something fails."""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.common.json_body import read_json
from bot.channels.common.loading_indicator import LoadingIndicator
from bot.channels.common.render_cache import ASSESSMENT_PLACEHOLDER, JsonTemplate, RenderCache
from bot.channels.common.request_body import read_body
from bot.channels.line.batch import read_batch
from bot.channels.line.client import LineClient
from bot.channels.line.events import ChatEvent
from bot.channels.line.flex_message import render_messages
from bot.channels.line.flex_types import LineMessages
from bot.errors import PlatformRefused
from bot.observability.failure_log import log_known, log_unexpected
from bot.observability.metrics import Metrics
from bot.shared.links import Links
from bot.turns.incoming_event import ChatLeft, IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from flows.errors import RadapError
from flows.i18n.wording import Catalogues
from flows.model.messages import Message, Paragraph
from flows.understanding.group_addressing import GroupAddressing

LOG = logging.getLogger("radap.line")

SIGNATURE_HEADER = "x-line-signature"

#: Conversations of one batch that are in work at the same time. A turn's first step takes about a millisecond, and
#: nobody else is served before each of them has made it.
CONVERSATIONS_AT_ONCE = 100


class LineChannel:
    """Takes LINE's webhook calls and answers by reply token.

    What fails for now (no database, a contended conversation, LINE not accepting the reply) makes the webhook answer
    503, so that LINE delivers again; whatever of the batch was applied is known by then. What fails for good gets one
    friendly sentence and is not delivered again.
    """

    def __init__(  # noqa: PLR0913 - all by name, each from another part of the program
        self,
        *,
        turns: TurnHandler,
        links: Links,
        channel_secret: str,
        access_token: str,
        api_base_url: str,
        catalogues: Catalogues,
        metrics: Metrics | None = None,
    ) -> None:
        """Take the turns, the links, the channel's credentials, the API's address, the words, and what counts.

        Before a conversation is loaded its language is not known, so failures are answered in every one.
        """
        self._turns = turns
        self._links = links
        self._channel_secret = channel_secret.encode()
        self._common = RenderCache(
            lambda message: JsonTemplate(render_messages((message,), links, ASSESSMENT_PLACEHOLDER))
        )
        self._client = LineClient(access_token, api_base_url, metrics or Metrics())
        self._addressing = GroupAddressing(catalogues)
        self._apology = _sentence("\n".join(say("failure.try_again") for say in catalogues.all))

    async def open(self) -> None:
        """Make the connections; call it in the running event loop, before the first webhook call."""
        await self._client.open()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def webhook(self, request: Request) -> Response:
        """Answer a webhook call.

        200: done with every event. 503: deliver again. 400, 401 and 413: not from LINE, or not whole.
        """
        body = await read_body(request)
        if isinstance(body, Response):
            return body
        if not self._is_signed(body, request.headers.get(SIGNATURE_HEADER, "")):
            return Response(status_code=401)
        batch = _batch(body)
        if batch is None:
            return Response(status_code=400)
        is_done = await self._take_all(*batch)
        return Response(status_code=200 if is_done else 503)

    def _is_signed(self, body: bytes, signature: str) -> bool:
        expected = base64.b64encode(hmac.digest(self._channel_secret, body, hashlib.sha256))
        return hmac.compare_digest(expected, signature.encode())

    async def _take_all(self, account: str, events: Sequence[object]) -> bool:
        """Some conversations at the same time, the events of one in order; False to have them delivered again."""
        conversations = await read_batch(events, account, self._addressing)
        waiting = iter(conversations.values())
        takers = min(CONVERSATIONS_AT_ONCE, len(conversations))
        if takers == 1:
            return await self._take_conversations(waiting)
        return all(await asyncio.gather(*(self._take_conversations(waiting) for _ in range(takers))))

    async def _take_conversations(self, waiting: Iterator[Sequence[ChatEvent | ChatLeft]]) -> bool:
        """Take one conversation after the other, as long as there are any; what fails in one holds back no other."""
        return all([await self._take_in_order(events) for events in waiting])

    async def _take_in_order(self, events: Iterable[ChatEvent | ChatLeft]) -> bool:
        """An event that must come again holds back those after it."""
        for event in events:
            if not await self._take(event):
                return False
        return True

    async def _take(self, event: ChatEvent | ChatLeft) -> bool:
        """Answer one event and log its failure; False where it must be delivered again."""
        try:
            await self._answer(event)
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

    async def _answer(self, event: ChatEvent | ChatLeft) -> None:
        """Take a turn and reply; some events are answered with nothing."""
        if isinstance(event, ChatLeft):
            await self._turns.on_blocked(event.conversation)
            return
        incoming = await self._introduced(event)
        async with LoadingIndicator(lambda: self._client.show_loading(event.user)):
            reply = await self._turns.handle(incoming)
        if reply.messages and event.reply_token:
            await self._client.reply(event.reply_token, self._rendered(reply))

    def _rendered(self, reply: Reply) -> LineMessages:
        if reply.is_common:
            return self._common.of(reply.messages[0]).filled(reply.assessment)
        return render_messages(reply.messages, self._links, reply.assessment)

    async def _introduced(self, event: ChatEvent) -> IncomingEvent:
        """The event with what LINE tells of who did it: the name in a group, a new friend's language."""
        incoming, profiles = event.incoming, self._client.profiles
        if event.speaker and incoming.member:
            return incoming._replace(member=replace(incoming.member, name=await profiles.name(event.speaker)))
        return incoming._replace(language=await profiles.language(event.user)) if event.is_new_friend else incoming

    async def _apologise(self, event: ChatEvent | ChatLeft) -> None:
        if isinstance(event, ChatLeft) or not event.reply_token:
            return
        try:
            await self._client.reply(event.reply_token, render_messages((self._apology,), self._links, ""))
        except RadapError as error:
            log_known(LOG, "apology failed", error)


def _batch(body: bytes) -> tuple[str, list[object]] | None:
    """The user id of the bot that the events are for, and the events; None where the body is not a webhook's.

    LINE names the bot in every call. What names none belongs to no bot's conversations.
    """
    try:
        plain = read_json(body)
    except ValueError:
        return None
    if not isinstance(plain, dict):
        return None
    account, events = plain.get("destination"), plain.get("events")
    return (account, events) if account and isinstance(account, str) and isinstance(events, list) else None


def _sentence(text: str) -> Message:
    return Message(summary=text, blocks=(Paragraph(text),))
