"""Settings from the environment, validated at the start."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.credentials import SECONDS_TO_ANSWER, LineCredentials, TelegramCredentials, derived_webhook_secret
from bot.config.encryption_keys import UNENCRYPTED, read_keys, split_keys
from bot.config.web_address import read_web_address
from bot.errors import SettingsError
from bot.shared.redis_url import read_redis_address
from flows.operator_text import Joined, Text, Translatable
from flows.standard.value_faults import describe_fault

WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: Characters that tokens may have in an HTTP header.
VISIBLE_ASCII = re.compile(r"[!-~]+")

#: Characters that the query of a web address may have as they are.
ADDRESS_QUERY = re.compile(r"[A-Za-z0-9%&=+._~/:;,@!$()*?-]*")

REDIS_FORMS = Translatable(
    "REDIS_URL must be an address such as redis://host:6379/0, rediss://host:6379/0, unix:///path/redis.sock, "
    "redis+sentinel://host1:26379,host2:26379/service or redis+cluster://host1:6379,host2:6379; "
    "after a question mark only the options in docs/operate.md"
)
KEYS_FORM = Translatable(
    "must be one or more keys made by `radap new-key`, the newest first, separated by commas; "
    "while encryption is being turned on, `{word}` follows the last one",
    word=UNENCRYPTED,
)


class TelegramMode(StrEnum):
    """The way in which updates arrive: webhook, polling, or a webhook where PUBLIC_URL allows it."""

    WEBHOOK = "webhook"
    POLLING = "polling"
    AUTO = "auto"


class Switch(StrEnum):
    """On, off, or on where it is needed."""

    ON = "on"
    OFF = "off"
    AUTO = "auto"


def _is_redis_address(value: str) -> bool:
    try:
        read_redis_address(value)
    except ValueError:
        return False
    return True


def _read_notice_text(text: str) -> str:
    """Return the text without blanks around it. Raises ValueError unless it is one line of printable characters."""
    stripped = text.strip()
    if not all(character.isprintable() or character == "\u200b" for character in stripped):
        raise ValueError(Translatable("must be one line of text"))
    return stripped


def _read_privacy_url(text: str) -> str:
    """Return the address of a page, perhaps with a query; empty if not set. Raises ValueError unless it is HTTPS."""
    if not text:
        return ""
    page, mark, query = text.partition("?")
    address = read_web_address(page)
    if not address.startswith("https://") or not ADDRESS_QUERY.fullmatch(query):
        raise ValueError(Translatable("must be the web address of a page, which begins with https://"))
    return f"{address}{'/' if page.endswith('/') else ''}{mark}{query}"


def _folded(value: object) -> object:
    return value.strip().casefold() if isinstance(value, str) else value


AnyCase = BeforeValidator(_folded)
WebAddress = Annotated[str, AfterValidator(read_web_address)]
Days = Annotated[int, Field(ge=1, le=3650)]
#: Text of the privacy notice: a long one would push the welcome's button off the screen.
NoticeText = Annotated[str, AfterValidator(_read_notice_text), Field(max_length=120)]


class Settings(BaseSettings):
    """All settings (see docs/settings.md), created by `load_settings`."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", hide_input_in_errors=True, frozen=True)

    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: WebAddress | None = None
    redis_url: SecretStr | None = None
    encryption_keys: SecretStr | None = None
    metrics_token: SecretStr | None = None
    data_dir: Path | None = None
    criteria_file: Path | None = None
    chat_page: Annotated[Switch, AnyCase] = Switch.AUTO

    line_channel_secret: SecretStr | None = None
    line_channel_access_token: SecretStr | None = None
    line_api_base_url: WebAddress = "https://api.line.me"
    line_data_api_base_url: WebAddress = "https://api-data.line.me"

    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_base_url: WebAddress = "https://api.telegram.org"
    telegram_answer_seconds: Annotated[float, Field(ge=1, le=3600)] = SECONDS_TO_ANSWER
    telegram_mode: Annotated[TelegramMode, AnyCase] = TelegramMode.AUTO

    session_retention_days: Days = 180
    result_retention_days: Days = 365
    events_per_minute: Annotated[int, Field(ge=10, le=60_000)] = 300
    link_days: Annotated[int, Field(ge=0, le=3650)] = 0

    controller_name: NoticeText = ""
    controller_contact: NoticeText = ""
    legal_basis: NoticeText = ""
    privacy_url: Annotated[str, AfterValidator(_read_privacy_url)] = ""

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if bool(self.line_channel_secret) != bool(self.line_channel_access_token):
            lacking = "LINE_CHANNEL_ACCESS_TOKEN" if self.line_channel_secret else "LINE_CHANNEL_SECRET"
            raise ValueError(
                Translatable("LINE needs both of its settings: set {name} too (LINE Developers console)", name=lacking)
            )
        if self.telegram_mode is TelegramMode.WEBHOOK and not self.has_https:
            raise ValueError(
                Translatable("TELEGRAM_MODE=webhook needs PUBLIC_URL to begin with https://; or use polling")
            )
        secret = self.telegram_webhook_secret
        if secret and not WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError(Translatable("TELEGRAM_WEBHOOK_SECRET must be 1 to 256 of the characters A-Z a-z 0-9 _ -"))
        if self.redis_url and not _is_redis_address(self.redis_url.get_secret_value()):
            raise ValueError(REDIS_FORMS)
        return self

    @field_validator("encryption_keys")
    @classmethod
    def _check_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            if keys:
                read_keys(split_keys(keys.get_secret_value()))
        except ValueError:
            raise ValueError(KEYS_FORM) from None
        return keys

    @field_validator("metrics_token", "line_channel_secret", "line_channel_access_token", "telegram_bot_token")
    @classmethod
    def _check_visible(cls, secret: SecretStr | None) -> SecretStr | None:
        """Refuse other characters: a platform would reject such a token, or it would never equal a header's value."""
        if secret and not VISIBLE_ASCII.fullmatch(secret.get_secret_value()):
            raise ValueError(Translatable("must have nothing but letters, digits and signs of ASCII, and no space"))
        return secret

    @property
    def _key_words(self) -> list[str]:
        return split_keys(self.encryption_keys.get_secret_value()) if self.encryption_keys else []

    @property
    def stored_data_keys(self) -> tuple[bytes, ...]:
        """The keys that encrypt stored data, the newest first; empty where it is stored in plaintext."""
        return read_keys(self._key_words) if self.encryption_keys else ()

    @property
    def accepts_unencrypted(self) -> bool:
        """Return whether plaintext records are read: without keys, or while encryption is being turned on."""
        return not self.encryption_keys or UNENCRYPTED in self._key_words

    @property
    def base_url(self) -> str:
        """The base address of links: PUBLIC_URL, or this machine's."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def has_https(self) -> bool:
        """Return whether the platforms can call PUBLIC_URL."""
        return (self.public_url or "").startswith("https://")

    @property
    def line_webhook_url(self) -> str | None:
        """The address to which LINE sends events; None where LINE cannot call PUBLIC_URL."""
        return f"{self.base_url}/line/webhook" if self.has_https else None

    @property
    def line(self) -> LineCredentials | None:
        """The credentials of LINE; None where it is not configured."""
        if not self.line_channel_secret or not self.line_channel_access_token:
            return None
        return LineCredentials(
            self.line_channel_secret.get_secret_value(),
            self.line_channel_access_token.get_secret_value(),
            self.line_api_base_url,
            self.line_data_api_base_url,
        )

    @property
    def telegram(self) -> TelegramCredentials | None:
        """The credentials of Telegram; None where it is not configured."""
        if not self.telegram_bot_token:
            return None
        token, secret = self.telegram_bot_token.get_secret_value(), self.telegram_webhook_secret
        uses_webhook = self.telegram_mode is not TelegramMode.POLLING and self.has_https
        return TelegramCredentials(
            token,
            secret.get_secret_value() if secret else derived_webhook_secret(token),
            f"{self.telegram_api_base_url}/bot",
            f"{self.base_url}/telegram/webhook" if uses_webhook else None,
            self.telegram_answer_seconds,
        )

    @property
    def has_chat_page(self) -> bool:
        """Return whether the browser chat is on: where CHAT_PAGE says so, or no platform is configured."""
        configured = self.line is not None or self.telegram is not None
        return self.chat_page is Switch.ON or (self.chat_page is Switch.AUTO and not configured)

    @property
    def missing_notice(self) -> tuple[str, ...]:
        """The settings that the privacy notice still lacks, by their names in the environment."""
        names = ("controller_name", "controller_contact", "legal_basis", "privacy_url")
        return tuple(name.upper() for name in names if not getattr(self, name))

    @property
    def data_folder(self) -> Path:
        """The built-in Redis's data folder: DATA_DIR, else `var` in the checkout or in the working directory."""
        checkout = Path(__file__).resolve().parents[2]
        home = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
        return self.data_dir or home / "var"


class CriteriaSettings(BaseSettings):
    """The only setting of commands that just read the criteria, so that no other setting can stop them."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    criteria_file: Path | None = None


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the process's environment, or from a mapping.

    Raises SettingsError, which names every missing or wrong setting without its value.
    """
    try:
        if environment is None:
            return Settings()
        known = {name: environment[name.upper()] for name in Settings.model_fields if environment.get(name.upper())}
        return Settings.model_validate(known)
    except ValidationError as error:
        raise SettingsError([_sentence(detail) for detail in error.errors()]) from None


def _sentence(detail: ErrorDetails) -> Text:
    location, fault = detail["loc"], describe_fault(detail)
    return Joined("", (str(location[0]).upper(), ": ", fault, ".") if location else (fault, "."))
