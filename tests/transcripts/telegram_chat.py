"""A chat in Telegram: webhook updates in, what the chat then shows out."""

import re
from urllib.parse import unquote

from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.recording_api import VisibleMessage
from tests.fakes.platforms.telegram_updates import ChatKind, Update, secret_headers, update_body
from tests.transcripts.members import NUMBERS
from tests.transcripts.script import (
    Action,
    Blocked,
    Reworded,
    Sent,
    SentFile,
    Tapped,
    TookBack,
    Typed,
)
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import TELEGRAM_SECRET, World

OFFICER, GROUP = 4242, -100_4242
FILE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class TelegramChatOfOfficer:
    """One officer in a private chat with the bot, or a group."""

    def __init__(self, world: World, transcript: Transcript, *, is_group: bool = False) -> None:
        self._world = world
        self._transcript = transcript
        self._ids = world.ids
        self._officer = OFFICER + world.people
        world.people += len(NUMBERS)
        self._chat = GROUP if is_group else self._officer
        self._kind: ChatKind = "supergroup" if is_group else "private"
        self._typed: Update = {}

    async def begin(self) -> None:
        if self._kind == "private":
            self._transcript.officer("พิมพ์ “/start”")
            await self._deliver(telegram_updates.start_update(self._ids, self._chat))
        else:
            self._transcript.officer("เพิ่ม Radap เข้ากลุ่ม")
            await self._deliver(telegram_updates.added_to_group_update(self._ids, self._chat, self._officer))

    async def take(self, step: Action) -> None:
        match step:
            case Tapped():
                self._transcript.officer(f"แตะ **{step.label}**{' ในข้อความก่อนหน้า' * bool(step.earlier)}", step.by)
                message, data = self._button(step)
                update = telegram_updates.tap_update(
                    self._ids, self._chat, message.message_id, data, user=self._user(step.by), kind=self._kind
                )
                await self._deliver(_named(update, "callback_query", step.by))
            case Typed():
                self._transcript.officer(f"พิมพ์ “{step.text}”", step.by)
                user = self._user(step.by)
                update = telegram_updates.text_update(self._ids, self._chat, step.text, user=user, kind=self._kind)
                self._typed = _named(update, "message", step.by)
                await self._deliver(self._typed)
            case Sent():
                self._transcript.officer(f"ส่ง {step.what}")
                await self._deliver(self._sent(step))
            case SentFile():
                self._transcript.officer(step.told)
                update = telegram_updates.document_update(self._ids, self._chat, "บริการ.csv")
                document = update["message"]["document"]
                self._world.api.telegram.files[document["file_id"]] = step.content
                await self._deliver(update)
            case _:
                await self._happen(step)

    async def _happen(self, step: Reworded | TookBack | Blocked) -> None:
        match step:
            case Reworded():
                self._transcript.officer(f"แก้ข้อความที่พิมพ์ล่าสุดเป็น “{step.text}”")
                number = self._typed["message"]["message_id"]
                await self._deliver(telegram_updates.edited_message_update(self._ids, self._chat, number, step.text))
            case TookBack():
                self._transcript.passing("Telegram ไม่แจ้งบอตเมื่อมีการลบข้อความ")
            case Blocked():
                self._transcript.officer("บล็อก แล้วกลับมาอีกครั้ง")
                await self._deliver(telegram_updates.blocked_update(self._ids, self._chat))
                await self._deliver(telegram_updates.start_update(self._ids, self._chat))

    def _user(self, name: str) -> int:
        return self._officer + NUMBERS[name] - 1

    def _sent(self, step: Sent) -> Update:
        if step.what == "sticker":
            return telegram_updates.sticker_update(self._ids, self._chat)
        if step.what == "picture":
            return telegram_updates.photo_update(self._ids, self._chat)
        update = telegram_updates.text_update(self._ids, self._chat, "")
        del update["message"]["text"]
        update["message"]["location"] = {"latitude": 13.7563, "longitude": 100.5018}
        return update

    async def _deliver(self, update: Update) -> None:
        before = {message.message_id: message for message in self._world.api.telegram_chat(self._chat)}
        body = update_body(self._world.api.number_message(update))
        await self._world.deliver("/telegram/webhook", body, secret_headers(TELEGRAM_SECRET))
        shown = self._world.api.telegram_chat(self._chat)
        changed = [message for message in shown if before.get(message.message_id) != message]
        if not changed:
            self._transcript.silence()
        for message in changed:
            edited = "(แก้ข้อความเดิม)\n" if message.message_id in before else ""
            self._transcript.radap(edited + written(message))

    def _button(self, step: Tapped) -> tuple[VisibleMessage, str]:
        *earlier, message = (shown for shown in self._world.api.telegram_chat(self._chat) if shown.buttons)
        if step.earlier:
            message = next(shown for shown in reversed(earlier) if step.earlier in shown.text)
        (data,) = {
            button["callback_data"]
            for button in message.buttons
            if "callback_data" in button and bears(button["text"], step.label)
        }
        return message, data


def _named(update: Update, kind: str, name: str) -> Update:
    if name:
        update[kind]["from"]["first_name"] = name
    return update


def bears(text: str, label: str) -> bool:
    """Return whether a button has this label, after its mark and number."""
    return f" {text}".endswith(f" {label}")


def written(message: VisibleMessage) -> str:
    rows = (message.markup or {}).get("inline_keyboard", [])
    keyboard = [
        " ".join(f"[{button['text']}]" + (f"({unquote(button['url'])})" if "url" in button else "") for button in row)
        for row in rows
    ]
    file = [f"[ไฟล์ {FILE_DATE.sub('DATE', message.file.name)}]"] if message.file else []
    return "\n".join((*file, message.text, *keyboard))
