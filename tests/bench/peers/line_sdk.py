"""LINE: the SDK's FastAPI example, grown to the assessment with its state in Redis.

It makes the messages that Radap sends (BENCH_MESSAGES: JSON by step) from the SDK's models.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Request
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    FlexBox,
    FlexBubble,
    FlexButton,
    FlexIcon,
    FlexImage,
    FlexMessage,
    FlexSeparator,
    FlexSpan,
    FlexText,
    MessageAction,
    PostbackAction,
    QuickReplyItem,
    ReplyMessageRequest,
    TextMessage,
    URIAction,
)
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import MessageEvent, PostbackEvent, TextMessageContent
from redis.asyncio import Redis

from tests.bench.peers.questionnaire import BY_ID, DONE, FIRST, accepts, after, prompt

MESSAGES = orjson.loads(Path(os.environ["BENCH_MESSAGES"]).read_bytes())
MODELS: dict[str, Any] = {
    "action": QuickReplyItem,
    "box": FlexBox,
    "bubble": FlexBubble,
    "button": FlexButton,
    "flex": FlexMessage,
    "icon": FlexIcon,
    "image": FlexImage,
    "message": MessageAction,
    "postback": PostbackAction,
    "separator": FlexSeparator,
    "span": FlexSpan,
    "text": FlexText,
    "uri": URIAction,
}


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    """Open the clients for the application's lifetime."""
    configuration = Configuration(
        access_token=os.environ["LINE_CHANNEL_ACCESS_TOKEN"], host=os.environ["LINE_API_BASE_URL"]
    )
    client = AsyncApiClient(configuration)
    application.state.api = AsyncMessagingApi(client)
    application.state.parser = WebhookParser(os.environ["LINE_CHANNEL_SECRET"])
    application.state.redis = Redis.from_url(os.environ["REDIS_URL"])
    yield
    await client.close()
    await application.state.redis.aclose()


async def callback(request: Request) -> str:
    """The webhook."""
    state = request.app.state
    signature, body = request.headers["X-Line-Signature"], (await request.body()).decode()
    try:
        events = state.parser.parse(body, signature)
    except InvalidSignatureError:
        raise HTTPException(status_code=400, detail="Invalid signature") from None
    for event in events:
        if isinstance(event, PostbackEvent):
            choice, text = event.postback.data, ""
        elif isinstance(event, MessageEvent) and isinstance(event.message, TextMessageContent):
            choice, text = "", event.message.text
        else:
            continue
        step, answers = await take(state.redis, f"line_sdk:{event.source.user_id}", choice, text)
        await state.api.reply_message(
            ReplyMessageRequest(reply_token=event.reply_token, messages=messages(step, answers))
        )
    return "OK"


async def take(redis: Redis, key: str, choice: str, text: str) -> tuple[str, dict[str, Any]]:
    """Store an answer and return the next step; return the same step for anything else."""
    stored = await redis.get(key)
    state: dict[str, Any] = orjson.loads(stored) if stored and text != "/start" else {"step": "", "answers": {}}
    step, answers = state["step"], state["answers"]
    *_, asked, value = ("", *choice.split(":"))
    if not step:
        step = FIRST
    elif step in BY_ID and asked == step and accepts(step, value):
        answers[step], step = value, after(step)
    elif text and step in BY_ID and BY_ID[step].typed:
        answers[step], step = text, after(step)
    await redis.set(key, orjson.dumps({"step": step, "answers": answers}))
    return step, answers


def messages(step: str, answers: dict[str, Any]) -> list[Any]:
    """Return the question as Radap asks it; at the end the result."""
    if step == DONE:
        return [TextMessage(text=prompt(step, answers))]
    return [build(message) for message in MESSAGES[step]]


def build(part: Any) -> Any:
    """Build the SDK's models of a message."""
    if isinstance(part, list):
        return [build(item) for item in part]
    if not isinstance(part, dict):
        return part
    fields = {name: build(value) for name, value in part.items()}
    model = MODELS.get(part.get("type", ""))
    return model(**fields) if model else fields


app = FastAPI(lifespan=lifespan)
app.add_api_route("/line/webhook", callback, methods=["POST"])
