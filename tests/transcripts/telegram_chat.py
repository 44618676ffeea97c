"""The script played in Telegram: webhook updates in, what the chat then shows out."""

from urllib.parse import unquote

import httpx

from tests.platforms.ids import Ids
from tests.platforms.recording_api import RecordingApi, VisibleMessage
from tests.platforms.telegram_updates import Update, secret_headers, start_update, tap_update, text_update, update_body
from tests.transcripts.script import Step, Tapped
from tests.transcripts.transcript import Transcript

SECRET = "telegram-webhook-secret"
CHAT = 4242


class TelegramChatOfOfficer:
    """One officer in a private chat with the bot."""

    def __init__(self, server: str, api: RecordingApi) -> None:
        self._server = server
        self._api = api
        self._ids = Ids()

    async def play(self, steps: tuple[Step, ...], transcript: Transcript) -> None:
        async with httpx.AsyncClient() as client:
            transcript.officer("พิมพ์ “/start”")
            await self._deliver(client, start_update(self._ids, CHAT), transcript)
            for step in steps:
                if isinstance(step, Tapped):
                    transcript.officer(f"แตะ **{step.label}**")
                    message, data = self._button(step.label)
                    update = tap_update(self._ids, CHAT, message.message_id, data)
                else:
                    transcript.officer(f"พิมพ์ “{step.text}”")
                    update = text_update(self._ids, CHAT, step.text)
                await self._deliver(client, update, transcript)

    async def _deliver(self, client: httpx.AsyncClient, update: Update, transcript: Transcript) -> None:
        before = {message.message_id: message for message in self._api.telegram_chat(CHAT)}
        answer = await client.post(
            f"{self._server}/telegram/webhook",
            content=update_body(self._api.number_message(update)),
            headers=secret_headers(SECRET),
        )
        assert answer.status_code == 200
        changed = [message for message in self._api.telegram_chat(CHAT) if before.get(message.message_id) != message]
        assert changed, "the chat did not change"
        for message in changed:
            transcript.radap(("(แก้ข้อความเดิม)\n" if message.message_id in before else "") + written(message))

    def _button(self, label: str) -> tuple[VisibleMessage, str]:
        message = self._api.telegram_chat(CHAT)[-1]
        (data,) = {button["callback_data"] for button in message.buttons if bears(button["text"], label)}
        return message, data


def bears(text: str, label: str) -> bool:
    """Buttons bear marks and numbers before their label."""
    return text.split(maxsplit=1)[-1] == label or text == label


def written(message: VisibleMessage) -> str:
    rows = (message.markup or {}).get("inline_keyboard", [])
    keyboard = [
        " ".join(f"[{button['text']}]" + (f"({unquote(button['url'])})" if "url" in button else "") for button in row)
        for row in rows
    ]
    return "\n".join((message.text, *keyboard))
