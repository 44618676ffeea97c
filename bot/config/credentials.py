"""What a chat platform is connected with."""

from dataclasses import dataclass, field
from hashlib import blake2b

#: Telegram waits sixty for the webhook's answer.
SECONDS_TO_ANSWER = 10.0


@dataclass(frozen=True, slots=True)
class LineCredentials:
    """A LINE Messaging API channel; the secrets stay out of `repr`."""

    channel_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    api_base_url: str
    data_api_base_url: str


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram shall send updates, and the secret it shall send along."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TelegramCredentials:
    """A Telegram bot; `webhook_url` is None where updates are polled. The secrets stay out of `repr`.

    A call that is not answered within `answer_seconds` is given up.
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
    """A secret that every worker derives alike from the bot's token, for operators who set none."""
    return blake2b(token.encode(), digest_size=32, person=b"radap webhook").hexdigest()
