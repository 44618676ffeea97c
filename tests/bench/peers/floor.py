"""The floor: bare ASGI, the signature, JSON, one read and one write in Redis, and as many calls as a bot makes.

It knows no rules, and answers every event with the next question. No webhook handler can do less.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from redis.asyncio import Redis

from tests.bench.peers.questionnaire import BY_ID, DONE, FIRST, STEPS, after, choices, prompt

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

LINE_SECRET = os.environ["LINE_CHANNEL_SECRET"].encode()
LINE_REPLY = os.environ["LINE_API_BASE_URL"] + "/v2/bot/message/reply"
LINE_HEADERS = {"Authorization": "Bearer " + os.environ["LINE_CHANNEL_ACCESS_TOKEN"]}
TELEGRAM_SECRET = os.environ["TELEGRAM_WEBHOOK_SECRET"].encode()
TELEGRAM = f"{os.environ['TELEGRAM_API_BASE_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}/"
JSON_HEADERS = {"Content-Type": "application/json"}


class Floor:
    """An ASGI application."""

    def __init__(self) -> None:
        """Connections are made at the first request, in the server's loop."""
        self._redis: Redis | None = None
        self._http: aiohttp.ClientSession | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if self._redis is None or self._http is None:
            self._redis = Redis.from_url(os.environ["REDIS_URL"])
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        status, answer = 200, b""
        if scope["path"] == "/line/webhook":
            status = await self._line(self._redis, self._http, dict(scope["headers"]), body)
        elif scope["path"] == "/telegram/webhook":
            status, answer = await self._telegram(self._redis, self._http, dict(scope["headers"]), body)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _line(self, redis: Redis, http: aiohttp.ClientSession, headers: dict[bytes, bytes], body: bytes) -> int:
        expected = base64.b64encode(hmac.digest(LINE_SECRET, body, hashlib.sha256))
        if not hmac.compare_digest(expected, headers.get(b"x-line-signature", b"")):
            return 401
        for event in json.loads(body)["events"]:
            answer = event["postback"]["data"].split(":")[-1] if "postback" in event else event["message"]["text"]
            step, said = await self._next(redis, "floor:" + event["source"]["userId"], answer)
            buttons = [
                {"type": "button", "action": {"type": "postback", "label": label[:40], "data": f"{step}:{value}"}}
                for value, label in choices(step)
            ]
            bubble = {
                "type": "bubble",
                "body": {
                    "type": "box",
                    "layout": "vertical",
                    "contents": [{"type": "text", "text": said, "wrap": True}, *buttons],
                },
            }
            message = {"type": "flex", "altText": said[:400], "contents": bubble}
            await _post(http, LINE_REPLY, {"replyToken": event["replyToken"], "messages": [message]}, LINE_HEADERS)
        return 200

    async def _telegram(
        self, redis: Redis, http: aiohttp.ClientSession, headers: dict[bytes, bytes], body: bytes
    ) -> tuple[int, bytes]:
        if not hmac.compare_digest(TELEGRAM_SECRET, headers.get(b"x-telegram-bot-api-secret-token", b"")):
            return 401, b""
        update = json.loads(body)
        query = update.get("callback_query")
        message = query["message"] if query else update["message"]
        chat = message["chat"]["id"]
        answer = query["data"].split(":")[-1] if query else message["text"]
        step, said = await self._next(redis, f"floor:{chat}", answer)
        keyboard = [[{"text": label, "callback_data": f"{step}:{value}"}] for value, label in choices(step)]
        parameters: dict[str, Any] = {"chat_id": chat, "text": said, "reply_markup": {"inline_keyboard": keyboard}}
        if not query:
            await _post(http, TELEGRAM + "sendMessage", parameters)
            return 200, b""
        await _post(http, TELEGRAM + "editMessageText", parameters | {"message_id": message["message_id"]})
        return 200, json.dumps({"method": "answerCallbackQuery", "callback_query_id": query["id"]}).encode()

    async def _next(self, redis: Redis, key: str, answer: str) -> tuple[str, str]:
        stored = await redis.get(key)
        state: dict[str, Any] = json.loads(stored) if stored else {"step": "", "answers": {}}
        if answer == "/start" or state["step"] not in BY_ID:
            step, answers = FIRST, {}
        else:
            answers = state["answers"] | {state["step"]: answer}
            step = after(state["step"])
        await redis.set(key, json.dumps({"step": step, "answers": answers}, ensure_ascii=False))
        return step, prompt(step, answers)


async def _post(
    http: aiohttp.ClientSession, url: str, content: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    async with http.post(url, data=body, headers=JSON_HEADERS | (headers or {})) as answer:
        json.loads(await answer.read())


app = Floor()
assert len(STEPS) == 19
assert DONE not in BY_ID
