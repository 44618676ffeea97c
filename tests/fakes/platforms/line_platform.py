"""LINE's part of the recording server: the answers of api.line.me."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.platforms.call import Answer
from tests.fakes.platforms.line_events import BOT_USER_ID
from tests.fakes.platforms.line_limits import line_limit_problems
from tests.fakes.platforms.line_menus import LineMenus

Body = dict[str, Any]

OPERATIONS = {
    ("POST", r"/v2/bot/message/reply"): "replyMessage",
    ("POST", r"/v2/bot/chat/loading/start"): "showLoadingAnimation",
    ("GET", r"/v2/bot/message/[^/]+/content"): "getMessageContent",
    ("GET", r"/v2/bot/info"): "getBotInfo",
    ("GET", r"/v2/bot/channel/webhook/endpoint"): "getWebhookEndpoint",
    ("PUT", r"/v2/bot/channel/webhook/endpoint"): "setWebhookEndpoint",
    ("POST", r"/v2/bot/channel/webhook/test"): "testWebhookEndpoint",
    ("POST", r"/v2/bot/richmenu"): "createRichMenu",
    ("GET", r"/v2/bot/richmenu/list"): "getRichMenuList",
    ("POST", r"/v2/bot/richmenu/[^/]+/content"): "setRichMenuImage",
    ("DELETE", r"/v2/bot/richmenu/[^/]+"): "deleteRichMenu",
    ("GET", r"/v2/bot/user/all/richmenu"): "getDefaultRichMenuId",
    ("POST", r"/v2/bot/user/all/richmenu/[^/]+"): "setDefaultRichMenu",
    ("GET", r"/v2/bot/profile/[^/]+"): "getProfile",
    ("GET", r"/v2/bot/group/[^/]+/member/[^/]+"): "getGroupMemberProfile",
    ("GET", r"/v2/bot/room/[^/]+/member/[^/]+"): "getRoomMemberProfile",
}
USER_ID = re.compile(r"U[0-9a-f]{32}")
FIRST_MESSAGE_ID = 600_000_000_000_000_000


def line_operation(verb: str, path: str) -> str:
    """LINE's name of an operation; for an address that LINE does not know, the address."""
    for (known_verb, pattern), name in OPERATIONS.items():
        if verb == known_verb and re.fullmatch(pattern, path):
            return name
    return f"{verb} {path}"


def refusal(status: int, message: str, *details: str) -> Answer:
    """An error as LINE words it."""
    body: Body = {"message": message}
    if details:
        body["details"] = [{"message": detail} for detail in details]
    return Answer(status, body)


@dataclass(slots=True)
class LinePlatform:
    """LINE's state: the used reply tokens, the delivered messages, the webhook's address.

    `uses_webhook` is the console's switch, `webhook_status` the status that LINE gets when it tests the webhook.
    `profiles` holds the users with a profile; others are answered with 404, as those who blocked the account. `files`
    holds what people sent, by the id of the message.
    """

    token: str
    profiles: dict[str, Body] = field(default_factory=dict)
    delivered: dict[str, list[Body]] = field(default_factory=dict)
    webhook: str | None = None
    uses_webhook: bool = True
    webhook_status: int = 200
    menus: LineMenus = field(default_factory=LineMenus)
    files: dict[str, bytes] = field(default_factory=dict)
    _sent: int = 0

    def answer(  # noqa: PLR0911 - one answer an operation
        self, method: str, path: str, headers: Mapping[str, str], body: Body
    ) -> Answer:
        """Return LINE's answer; messages of a successful reply are stored in `delivered` under its token."""
        if headers.get("authorization") != f"Bearer {self.token}":
            return refusal(401, "Authentication failed. Confirm that the access token is valid.")
        match method:
            case "replyMessage":
                return self._reply(body)
            case "showLoadingAnimation":
                return self._show_loading(body)
            case "getBotInfo":
                return Answer(200, bot_info())
            case "getProfile" | "getGroupMemberProfile" | "getRoomMemberProfile":
                return self._profile(path.rsplit("/", 1)[1])
        if method == "getMessageContent":
            return self._content(path.split("/")[-2])
        return self.menus.answer(method, path, body) or self._webhook(method, body)

    def _content(self, message: str) -> Answer:
        content = self.files.get(message)
        return Answer(200, content) if content is not None else refusal(404, "Not found")

    def _reply(self, body: Body) -> Answer:
        token, messages = str(body.get("replyToken", "")), body.get("messages")
        if not token or not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
            return refusal(400, "The request body has 1 error(s)", "replyToken and messages are needed")
        if problems := line_limit_problems(body):
            return refusal(400, f"The request body has {len(problems)} error(s)", *problems)
        if token in self.delivered:
            return refusal(400, "Invalid reply token")
        self.delivered[token] = messages
        return Answer(200, {"sentMessages": [self._sent_message(message) for message in messages]})

    def _sent_message(self, message: Body) -> Body:
        self._sent += 1
        quote = {"quoteToken": f"q{self._sent:031x}"} if message.get("type") in {"text", "sticker", "image"} else {}
        return {"id": str(FIRST_MESSAGE_ID + self._sent), **quote}

    def _show_loading(self, body: Body) -> Answer:
        if not USER_ID.fullmatch(str(body.get("chatId"))):
            return refusal(400, "The property, 'chatId', in the request body is invalid")
        if problems := line_limit_problems(body):
            return refusal(400, f"The request body has {len(problems)} error(s)", *problems)
        return Answer(202, {})

    def _profile(self, user: str) -> Answer:
        if user not in self.profiles:
            return refusal(404, "Not found")
        return Answer(200, {"userId": user, "displayName": "สมชาย", **self.profiles[user]})

    def _webhook(self, method: str, body: Body) -> Answer:
        if method == "setWebhookEndpoint":
            if not str(body.get("endpoint", "")).startswith("https://"):
                return refusal(400, "Invalid webhook endpoint URL")
            self.webhook = body["endpoint"]
            return Answer(200, {})
        if method == "testWebhookEndpoint":
            return self._webhook_test()
        if method != "getWebhookEndpoint" or self.webhook is None:
            return refusal(404, "Not found")
        return Answer(200, {"endpoint": self.webhook, "active": self.uses_webhook})

    def _webhook_test(self) -> Answer:
        status, at = self.webhook_status, "2026-01-02T03:04:05.678Z"
        is_fine = status == 200
        told = {"statusCode": status, "reason": "OK" if is_fine else "ERROR_STATUS_CODE", "detail": str(status)}
        return Answer(200, {"success": is_fine, "timestamp": at, **told})


def bot_info() -> Body:
    """The account as LINE describes it."""
    return {
        "userId": BOT_USER_ID,
        "basicId": "@000radap",
        "displayName": "ระดับ",
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }
