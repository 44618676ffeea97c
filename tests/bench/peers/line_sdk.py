"""LINE: the SDK's FastAPI example, grown to the assessment with its state in Redis."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    FlexBox,
    FlexBubble,
    FlexButton,
    FlexMessage,
    FlexText,
    PostbackAction,
    ReplyMessageRequest,
)
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import MessageEvent, PostbackEvent, TextMessageContent
from redis.asyncio import Redis

from tests.bench.peers.questionnaire import BY_ID, FIRST, accepts, after, choices, prompt


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    """The clients live as long as the application."""
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
            ReplyMessageRequest(reply_token=event.reply_token, messages=[message(step, answers)])
        )
    return "OK"


async def take(redis: Redis, key: str, choice: str, text: str) -> tuple[str, dict[str, Any]]:
    """The step after an answer, which is stored; the same step again where it is none."""
    stored = await redis.get(key)
    state: dict[str, Any] = json.loads(stored) if stored and text != "/start" else {"step": "", "answers": {}}
    step, answers = state["step"], state["answers"]
    asked, _, value = choice.partition(":")
    if not step:
        step = FIRST
    elif step in BY_ID and asked == step and accepts(step, value):
        answers[step], step = value, after(step)
    elif text and step in BY_ID and BY_ID[step].typed:
        answers[step], step = text, after(step)
    await redis.set(key, json.dumps({"step": step, "answers": answers}, ensure_ascii=False))
    return step, answers


def message(step: str, answers: dict[str, Any]) -> FlexMessage:
    """A bubble with the question and its buttons."""
    said = prompt(step, answers)
    buttons = [
        FlexButton(action=PostbackAction(label=label[:20], data=f"{step}:{value}", display_text=label), height="sm")
        for value, label in choices(step)
    ]
    body = FlexBox(layout="vertical", contents=[FlexText(text=said, wrap=True), *buttons])
    return FlexMessage(alt_text=said[:400], contents=FlexBubble(body=body))


app = FastAPI(lifespan=lifespan)
app.add_api_route("/line/webhook", callback, methods=["POST"])
