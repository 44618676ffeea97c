"""A real HTTP server that simulates both chat platforms and records every call."""

import asyncio
import re
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.platforms.call import DROPPED, Answer, Call, Platform, UploadedFile
from tests.fakes.platforms.contracts import FILE, problems
from tests.fakes.platforms.interventions import Intervention, Interventions
from tests.fakes.platforms.line_platform import LinePlatform, line_operation
from tests.fakes.platforms.line_platform import refusal as line_refusal
from tests.fakes.platforms.telegram_chat import VisibleMessage
from tests.fakes.platforms.telegram_parameters import read_json, read_parameters
from tests.fakes.platforms.telegram_platform import TelegramPlatform
from tests.fakes.platforms.telegram_platform import refusal as telegram_refusal

__all__ = ["DROPPED", "Call", "RecordingApi", "UploadedFile", "VisibleMessage"]

LINE_TOKEN = "line-channel-access-token"
TELEGRAM_TOKEN = "7000000001:recording-api-token"
LARGEST_BODY = 60_000_000
TELEGRAM_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>.+)")
TELEGRAM_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")


class RecordingApi:
    """api.line.me and api.telegram.org on one port of 127.0.0.1, in the test's own loop.

    It answers as the platforms do, refuses calls over their limits with 400, and any token but its
    own with 401. `calls` holds every answered request in order; `line` and `telegram` hold the platforms' state.
    """

    def __init__(self, *, line_token: str = LINE_TOKEN, telegram_token: str = TELEGRAM_TOKEN) -> None:
        """Nothing listens before `async with`."""
        self.calls: list[Call] = []
        self.line = LinePlatform(line_token)
        self.telegram = TelegramPlatform(telegram_token)
        self._interventions = Interventions()
        self._recorded = asyncio.Condition()
        self._port = 0
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=5, handler_cancellation=True)

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._port = listener.getsockname()[1]
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End waiting requests and close every connection; check every accepted call against the contracts."""
        self._interventions.release_all()
        await self.telegram.updates.close()
        await self._runner.cleanup()
        if error is None:
            broken = [(call.method, problem) for call in self.calls if call.status == 200 for problem in problems(call)]
            assert not broken, f"against the platforms' contracts: {broken}"

    @property
    def line_base_url(self) -> str:
        """The substitute for `https://api.line.me`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def telegram_base_url(self) -> str:
        """The substitute for `https://api.telegram.org/bot`; python-telegram-bot appends token and method."""
        return f"http://127.0.0.1:{self._port}/bot"

    def calls_of(self, platform: Platform | None = None, method: str | None = None) -> list[Call]:
        """Return the recorded calls of one platform and method, in order; None matches any."""
        return [call for call in self.calls if platform in {None, call.platform} and method in {None, call.method}]

    async def wait_for(
        self, count: int, seconds: float = 60, *, platform: Platform | None = None, method: str | None = None
    ) -> list[Call]:
        """Wait until at least `count` such calls are recorded, and return them.

        Raises:
            TimeoutError: there are fewer after `seconds`; names the calls there were.
        """
        try:
            async with self._recorded, asyncio.timeout(seconds):
                await self._recorded.wait_for(lambda: len(self.calls_of(platform, method)) >= count)
        except TimeoutError:
            seen = [f"{call.platform} {call.method} {call.status}" for call in self.calls]
            raise TimeoutError(f"fewer than {count} calls of {platform} {method} within {seconds} s: {seen}") from None
        return self.calls_of(platform, method)

    def fail_next(
        self,
        platform: Platform,
        method: str,
        *,
        status: int,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Give the next `times` calls this answer and no effect; without a body, one in the platform's form."""
        refusal = line_refusal if platform == "line" else telegram_refusal
        content = refusal(status, "Ordered by the test").body if body is None else body
        self._interventions.add(Intervention(platform, method, answer=Answer(status, content, headers)), times)

    def drop_next(self, platform: Platform, method: str, *, times: int = 1, has_effect: bool = False) -> None:
        """Drop the connection of the next `times` calls before an answer, with `has_effect` after their effect."""
        self._interventions.add(Intervention(platform, method, drops=True, has_effect=has_effect), times)

    def hold_next(self, platform: Platform, method: str) -> asyncio.Event:
        """Let the next call have its effect and record it, but hold its answer until the test sets the event."""
        released = asyncio.Event()
        self._interventions.add(Intervention(platform, method, has_effect=True, released=released))
        return released

    async def queue_update(self, update: dict[str, Any]) -> None:
        """Queue an update for getUpdates."""
        await self.telegram.updates.add(update)

    async def wait_for_poll(self, seconds: float = 60) -> None:
        """Wait until a call of getUpdates waits for updates; it is recorded only when it ends.

        Raises:
            TimeoutError: none came within `seconds`.
        """
        async with asyncio.timeout(seconds):
            await self.telegram.updates.someone_waits()

    def telegram_chat(self, chat_id: int) -> list[VisibleMessage]:
        """Return the bot's messages that the chat shows now, in order."""
        chat = self.telegram.chats.get(chat_id)
        return list(chat.messages.values()) if chat else []

    def number_message(self, update: dict[str, Any]) -> dict[str, Any]:
        """Return the update with its message numbered after those of its chat; other kinds of updates do not change."""
        if "message" in update:
            update["message"]["message_id"] = self.telegram.chat(update["message"]["chat"]["id"]).reserve_id()
        return update

    def line_messages(self, reply_token: str) -> list[dict[str, Any]]:
        """Return the messages that a reply token delivered; none if it was not used."""
        return self.line.delivered.get(reply_token, [])

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/bot"):
            return await self._serve_telegram(request)
        if found := TELEGRAM_FILE.fullmatch(request.path):
            order = self._interventions.take("telegram", FILE)
            answer = self.telegram.file_content(found["token"], found["path"]) if order.has_effect else order.answer
            return await self._finish(request, order, answer, {})
        method, body = line_operation(request.method, request.path), await _line_body(request)
        order = self._interventions.take("line", method)
        answer = order.answer
        if order.has_effect:
            answer = self.line.answer(method, request.path, _headers(request), body)
        return await self._finish(request, order, answer, body)

    async def _serve_telegram(self, request: web.Request) -> web.StreamResponse:
        body = await read_parameters(request)
        address = TELEGRAM_PATH.fullmatch(request.path)
        token, method = (address["token"], address["method"]) if address else ("", f"{request.method} {request.path}")
        order = self._interventions.take("telegram", method)
        answer = order.answer
        if order.has_effect:
            answer = await self.telegram.answer(token, method, body)
        return await self._finish(request, order, answer, body)

    async def _finish(
        self, request: web.Request, order: Intervention, answer: Answer | None, body: dict[str, Any]
    ) -> web.StreamResponse:
        status = DROPPED if order.drops or answer is None else answer.status
        await self._record(Call(order.platform, order.method, request.path, _headers(request), body, status))
        if order.released is not None:
            await order.released.wait()
        if order.drops or answer is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if isinstance(answer.body, bytes | str):
            return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    async def _record(self, call: Call) -> None:
        async with self._recorded:
            self.calls.append(call)
            self._recorded.notify_all()


async def _line_body(request: web.Request) -> dict[str, Any]:
    """JSON, or a picture under the name `image`."""
    if request.content_type.startswith("image/"):
        return {"image": UploadedFile("", request.content_type, await request.read())}
    return await read_json(request)


def _headers(request: web.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}
