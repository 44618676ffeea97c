"""The browser channel: serves the chat page, handles its events, and replies."""

import logging
from collections.abc import Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.browser.cookies import BrowserCookies
from bot.channels.browser.messages import PageRenderer
from bot.channels.browser.requests import BrowserEvent, file_event, read_event
from bot.observability.failure_log import log_known, log_unexpected
from bot.shared.links import Links
from bot.sheets.sheet_reader import CHAT_LIMITS
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from bot.web.origin_check import is_own_page, wanted_language
from bot.web.pages import NO_HEADERS, WebPages
from bot.web.request_body import CLOSE_CONNECTION, read_body
from bot.web.security_headers import private_headers
from flows.errors import RadapError
from flows.i18n.language import Language, language_from_tag
from flows.i18n.wording import Catalogues
from flows.model.events import FileSent
from flows.model.messages import Message, Paragraph

LOG = logging.getLogger("radap.browser")

CHANNEL = "browser"
BODY_LIMIT = 64 * 1024
RETRY_AFTER_SECONDS = 2

#: Seconds for two megabytes on a slow line.
SECONDS_FOR_FILE = 30.0

#: The `problem` in the response to a body that was not read, by status.
BODY_PROBLEMS = {400: "malformed", 408: "too-slow", 413: "too-large"}


class BrowserChannel:
    """Serves the chat page and handles its events. Its files are served with the result pages, which are always on."""

    def __init__(
        self, *, turns: TurnHandler, links: Links, catalogues: Catalogues, pages: WebPages, cookies: BrowserCookies
    ) -> None:
        self._turns = turns
        self._links = links
        self._renderer = PageRenderer(links)
        self._catalogues = catalogues
        self._cookies = cookies
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the routes: `/` redirects to the chat, `/chat` is the page.

        `/chat/turn` handles its events, and `/chat/file` the files that officers send.
        """
        return [
            Route("/", _to_chat),
            Route("/chat", self._page),
            Route("/chat/turn", self._turn, methods=["POST"]),
            Route("/chat/file", self._file, methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        """Return the page, with the cookie that names the conversation; a malformed cookie is replaced.

        The page's own words are in the language of the query's `lang`, or else of the browser.
        """
        named = language_from_tag(request.query_params.get("lang", ""))
        language = named or wanted_language(request) or Language.THAI
        response = self._pages.fixed_page(request, "chat", language)
        try:
            await self._cookies.look_for_key()
            await self._cookies.remember(response, await self._cookies.visitor(request))
        except RadapError as error:
            log_known(LOG, "chat page not opened", error)
            retry = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return self._pages.explanation("chat_unavailable", 503, retry)
        return response

    async def _turn(self, request: Request) -> Response:
        """Handle one event: JSON with `id`, `kind` (text, tap or greeting), and `text` or `tap`.

        200: `messages` and their `language`. 503: the page is to send the same event again. 400, 403, 408, 413 and 415:
        a `problem`, and nothing happened; 408 and 413 close the connection.
        """
        if not is_own_page(request, self._links):
            return _problem(403, "other-site")
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            return _problem(415, "not-json")
        body = await read_body(request, BODY_LIMIT)
        if isinstance(body, Response):
            return _problem(body.status_code, BODY_PROBLEMS[body.status_code], CLOSE_CONNECTION)
        event = read_event(body)
        if event is None:
            return _problem(400, "malformed")
        return await self._answer(request, event, wanted_language(request))

    async def _file(self, request: Request) -> Response:
        """Handle a file: the query's `id` is that of the event, the body the content. The answers are those of a turn.

        The request waits until the file is read.
        """
        if not is_own_page(request, self._links):
            return _problem(403, "other-site", CLOSE_CONNECTION)
        event = file_event(request.query_params.get("id", ""))
        if event is None:
            return _problem(400, "malformed", CLOSE_CONNECTION)
        return await self._answer(request, event, wanted_language(request))

    async def _answer(self, request: Request, event: BrowserEvent, language: Language | None) -> Response:
        try:
            visitor = await self._cookies.visitor(request)
            if visitor is None:
                return _problem(403, "no-cookie", CLOSE_CONNECTION if isinstance(event.event, FileSent) else NO_HEADERS)
            incoming = IncomingEvent(CHANNEL, f"{CHANNEL}:{visitor}", event.id, event.event, language)
            reply = await self._run_with_file(request, incoming)
            if isinstance(reply, Response):
                return reply
        except RadapError as error:
            log_known(LOG, "event failed", error)
            return _try_again() if error.retry_helps else self._apology(language)
        except Exception as error:  # noqa: BLE001 - the officer gets an apology for every failure
            log_unexpected(LOG, "event failed unexpectedly", error)
            return self._apology(language)
        return self._reply(reply.messages, reply.language, reply.assessment)

    async def _run_with_file(self, request: Request, incoming: IncomingEvent) -> Reply | Response:
        """Run the turn of an event; for a file also that of its table. Only a visitor's file is read from the line."""
        if not isinstance(incoming.event, FileSent):
            return await self._turns.handle(incoming)
        content = await read_body(request, CHAT_LIMITS.file_bytes, SECONDS_FOR_FILE)
        if isinstance(content, Response):
            return _problem(content.status_code, BODY_PROBLEMS[content.status_code], CLOSE_CONNECTION)
        reply = await self._turns.handle(incoming)
        return await self._turns.read_file(incoming, lambda: _sent(content)) if reply.reads_file else reply

    def _apology(self, language: Language | None) -> Response:
        spoken = language or Language.THAI
        text = self._catalogues[spoken]("failure.try_again")
        return self._reply((Message(summary=text, blocks=(Paragraph(text),)),), spoken)

    def _reply(self, messages: Sequence[Message], language: Language, assessment: str = "") -> Response:
        return _json({"language": language.value, "messages": self._renderer.reply(messages, assessment)})


async def _sent(content: bytes) -> bytes:
    return content


async def _to_chat(request: Request) -> Response:
    """Redirect to a relative address, which holds behind a proxy that adds a path."""
    return RedirectResponse("chat", status_code=303, headers=private_headers())


def _try_again() -> Response:
    return _problem(503, "try-again", {"Retry-After": str(RETRY_AFTER_SECONDS)})


def _problem(status: int, name: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    return _json({"problem": name}, status, headers)


def _json(content: object, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    all_headers = {**private_headers(), **headers}
    return Response(orjson.dumps(content), status, all_headers, media_type="application/json")
