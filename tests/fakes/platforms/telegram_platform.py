"""Telegram's part of the recording server: the answers of api.telegram.org."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.platforms.call import Answer
from tests.fakes.platforms.telegram_chat import TelegramChat
from tests.fakes.platforms.telegram_limits import telegram_limit_problems
from tests.fakes.platforms.telegram_updates import bot_user
from tests.fakes.platforms.update_queue import OtherPoll, UpdateQueue

Parameters = dict[str, Any]

ADDRESSED = {"sendMessage", "sendDocument", "sendPhoto", "sendChatAction", "deleteMessage", "getChatAdministrators"} | {
    "editMessageText",
    "editMessageCaption",
    "editMessageReplyMarkup",
}
POLLING_WITH_WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def refusal(status: int, description: str) -> Answer:
    """An error as Telegram words it."""
    return Answer(status, {"ok": False, "error_code": status, "description": description})


def success(result: Any) -> Answer:
    """A result as Telegram wraps it."""
    return Answer(200, {"ok": True, "result": result})


@dataclass(slots=True)
class TelegramPlatform:
    """Telegram's state: the chats, the webhook, the commands, the pending updates.

    `trouble` is the last error that Telegram had with the webhook; `blocked` holds the chats whose user blocked the
    bot; `commands` the menus by scope type and language; `administrators` those of each group, as in ChatMember;
    `lost_topics` what Telegram says of a topic that is closed or deleted; `moved` the new ids of groups that became
    supergroups; `files` what people sent, by the file's id, and `file_path` where getFile says that it lies.
    """

    token: str
    chats: dict[int, TelegramChat] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    webhook: Parameters = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    administrators: dict[int, list[Parameters]] = field(default_factory=dict)
    lost_topics: dict[int, str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    file_path: str = "documents/{name}.xlsx"
    trouble: str = ""
    updates: UpdateQueue = field(default_factory=UpdateQueue)

    async def answer(self, token: str, method: str, parameters: Parameters) -> Answer:
        """Return Telegram's answer; messages are stored in `chats`."""
        if token != self.token:
            return refusal(401, "Unauthorized")
        if method == "getUpdates":
            return await self._get_updates(parameters)
        answers = self._methods()
        if method not in answers:
            return refusal(404, "Not Found")
        if method in ADDRESSED and (refused := self._refuse_chat(parameters)):
            return refused
        if problems := telegram_limit_problems(method, parameters):
            return refusal(400, f"Bad Request: {'; '.join(problems)}")
        return answers[method](parameters)

    def known_methods(self) -> set[str]:
        """The names of the methods that are answered."""
        return {"getUpdates", *self._methods()}

    def _methods(self) -> dict[str, Callable[[Parameters], Answer]]:
        return {
            "getMe": self._get_me,
            "getFile": self._get_file,
            "getChatAdministrators": lambda given: success(self.administrators.get(given["chat_id"], [])),
            "sendMessage": lambda given: success(self._chat(given).add("text", given)),
            "sendDocument": lambda given: success(self._chat(given).add("document", given)),
            "sendPhoto": lambda given: success(self._chat(given).add("photo", given)),
            "editMessageText": lambda given: self._edit(given, words=True),
            "editMessageCaption": lambda given: self._edit(given, words=True),
            "editMessageReplyMarkup": lambda given: self._edit(given, words=False),
            "deleteMessage": self._delete,
            "answerCallbackQuery": lambda _: success(result=True),
            "sendChatAction": lambda _: success(result=True),
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "setMyCommands": self._set_commands,
            "deleteMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "getMyDescription": lambda given: self._get_text("description", given),
            "getMyShortDescription": lambda given: self._get_text("short_description", given),
            "setMyDescription": lambda given: self._set_text("description", given),
            "setMyShortDescription": lambda given: self._set_text("short_description", given),
            "logOut": lambda _: success(result=True),
            "close": lambda _: success(result=True),
        }

    def _refuse_chat(self, parameters: Parameters) -> Answer | None:
        chat_id = parameters.get("chat_id")
        if chat_id is None or chat_id == "":
            return refusal(400, "Bad Request: chat_id is empty")
        if not isinstance(chat_id, int) or isinstance(chat_id, bool):
            return refusal(400, "Bad Request: chat not found")
        if chat_id in self.blocked:
            return refusal(403, "Forbidden: bot was blocked by the user")
        if chat_id in self.moved:
            moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat")
            return Answer(400, {**moved.body, "parameters": {"migrate_to_chat_id": self.moved[chat_id]}})
        if lost := self.lost_topics.get(parameters.get("message_thread_id", 0)):
            return refusal(400, f"Bad Request: {lost}")
        return None

    def chat(self, chat_id: int) -> TelegramChat:
        """Return a chat by its id; it is created at the first use."""
        return self.chats.setdefault(chat_id, TelegramChat(chat_id))

    def _chat(self, parameters: Parameters) -> TelegramChat:
        return self.chat(parameters["chat_id"])

    def _get_file(self, parameters: Parameters) -> Answer:
        name = str(parameters.get("file_id"))
        if name not in self.files:
            return refusal(400, "Bad Request: invalid file_id")
        path = self.file_path.format(name=name)
        return success({"file_id": name, "file_unique_id": name[-12:], "file_path": path})

    def file_content(self, token: str, path: str) -> Answer:
        """Return the content of a file behind the path that getFile told."""
        found = next((name for name in self.files if self.file_path.format(name=name) == path), None)
        if token != self.token or found is None:
            return refusal(404, "Not Found")
        return Answer(200, self.files[found])

    def _get_me(self, _: Parameters) -> Answer:
        abilities = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return success(bot_user() | abilities)

    def _edit(self, parameters: Parameters, *, words: bool) -> Answer:
        chat, message_id = self._chat(parameters), parameters.get("message_id")
        if message_id not in chat.messages:
            return refusal(400, "Bad Request: message to edit not found")
        before = chat.messages[message_id]
        if "text" in parameters and before.kind != "text":
            return refusal(400, "Bad Request: there is no text in the message to edit")
        after = chat.changed(message_id, parameters, words=words)
        if after == before:
            same = "specified new message content and reply markup are exactly the same as a current content"
            return refusal(400, f"Bad Request: message is not modified: {same} and reply markup of the message")
        return success(chat.put(after))

    def _delete(self, parameters: Parameters) -> Answer:
        if self._chat(parameters).messages.pop(parameters.get("message_id", 0), None) is None:
            return refusal(400, "Bad Request: message to delete not found")
        return success(result=True)

    def _set_webhook(self, parameters: Parameters) -> Answer:
        sticky = {name: self.webhook[name] for name in ("allowed_updates",) if name in self.webhook}
        self.webhook = sticky | parameters
        return Answer(200, {"ok": True, "result": True, "description": "Webhook was set"})

    def _delete_webhook(self, _: Parameters) -> Answer:
        self.webhook = {name: value for name, value in self.webhook.items() if name == "allowed_updates"}
        return Answer(200, {"ok": True, "result": True, "description": "Webhook was deleted"})

    def _webhook_info(self, _: Parameters) -> Answer:
        allowed = {name: value for name, value in self.webhook.items() if name == "allowed_updates"}
        info = {"url": self.webhook.get("url", ""), "has_custom_certificate": False}
        trouble = {"last_error_message": self.trouble, "last_error_date": 1_700_000_000} if self.trouble else {}
        return success(info | {"pending_update_count": self.updates.pending} | allowed | trouble)

    def _set_commands(self, parameters: Parameters) -> Answer:
        scope = parameters.get("scope", {}).get("type", "default")
        self.commands[scope, parameters.get("language_code", "")] = parameters.get("commands", [])
        return success(result=True)

    def _get_commands(self, parameters: Parameters) -> Answer:
        scope = parameters.get("scope", {}).get("type", "default")
        return success(self.commands.get((scope, parameters.get("language_code", "")), []))

    def _get_text(self, name: str, parameters: Parameters) -> Answer:
        return success({name: self.texts.get((name, parameters.get("language_code", "")), "")})

    def _set_text(self, name: str, parameters: Parameters) -> Answer:
        self.texts[name, parameters.get("language_code", "")] = parameters.get(name, "")
        return success(result=True)

    async def _get_updates(self, parameters: Parameters) -> Answer:
        if self.webhook.get("url"):
            return refusal(409, POLLING_WITH_WEBHOOK)
        if "allowed_updates" in parameters:
            self.webhook["allowed_updates"] = parameters["allowed_updates"]
        offset, limit = parameters.get("offset", 0), parameters.get("limit", 100)
        try:
            return success(await self.updates.fetch(offset, limit, parameters.get("timeout", 0)))
        except OtherPoll:
            return refusal(409, OTHER_POLL)
