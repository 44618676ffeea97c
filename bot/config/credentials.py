"""Credentials and addresses of the chat platforms."""

from dataclasses import dataclass, field
from hashlib import blake2b

#: Time limit of a call to Telegram, which itself waits 60 seconds for the webhook's response.
SECONDS_TO_ANSWER = 10.0


@dataclass(frozen=True, slots=True)
class LineCredentials:
    """The credentials of a LINE Messaging API channel; the secrets stay out of `repr`."""

    channel_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    api_base_url: str
    data_api_base_url: str


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """The address to which Telegram sends updates, and the secret in their header."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TelegramCredentials:
    """The credentials of a Telegram bot; the secrets stay out of `repr`.

    `webhook_url` is None where updates are polled. `answer_seconds` is the time limit of a call to Telegram.
    """

    token: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base_url: str
    webhook_url: str | None
    answer_seconds: float = SECONDS_TO_ANSWER

    @property
    def webhook(self) -> WebhookAddress | None:
        """The webhook with its secret; None where updates are polled."""
        return WebhookAddress(self.webhook_url, self.webhook_secret) if self.webhook_url else None


def derived_webhook_secret(token: str) -> str:
    """Derive a webhook secret from the bot's token, the same in every worker, for operators who set none."""
    return blake2b(token.encode(), digest_size=32, person=b"radap webhook").hexdigest()
