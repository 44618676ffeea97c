"""The settings, validated at the start."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from bot.config.credentials import SECONDS_TO_ANSWER, LineCredentials, TelegramCredentials, derived_webhook_secret
from bot.config.encryption_keys import UNENCRYPTED, read_keys, split_keys
from bot.config.ephemeral_disk import check_disk
from bot.config.folders import default_data_folder
from bot.config.secret_files import read_secret_files
from bot.config.setting_types import (
    AnyCase,
    Days,
    LogFormat,
    LogLevel,
    NoticeText,
    PrivacyUrl,
    Switch,
    TelegramMode,
    WebAddress,
)
from bot.errors import SettingsError
from bot.shared.redis_url import read_redis_address
from flows.operator_text import Text, Translatable
from flows.standard.value_faults import describe_fault

WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: Characters that tokens may have in an HTTP header.
VISIBLE_ASCII = re.compile(r"[!-~]+")

REDIS_FORMS = Translatable(
    "REDIS_URL must be an address such as redis://host:6379/0, rediss://host:6379/0, unix:///path/redis.sock, "
    "redis+sentinel://host1:26379,host2:26379/service or redis+cluster://host1:6379,host2:6379; "
    "after a question mark only options that Radap knows, such as ssl_ca_certs"
)
KEYS_FORM = Translatable(
    "must be one or more keys made by `radap new-key`, the newest first, separated by commas; "
    "while encryption is being turned on, `{word}` follows the last one",
    word=UNENCRYPTED,
)


def _is_redis_address(value: str) -> bool:
    try:
        read_redis_address(value)
    except ValueError:
        return False
    return True


class Settings(BaseModel):
    """All settings (see docs/settings.md), created by `load_settings`."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: WebAddress | None = None
    redis_url: SecretStr | None = None
    encryption_keys: SecretStr | None = None
    metrics_token: SecretStr | None = None
    data_dir: Path | None = None
    #: Set by systemd; it may hold several folders.
    state_directory: str | None = None
    criteria_file: Path | None = None
    guidance_file: Path | None = None
    chat_page: Annotated[Switch, AnyCase] = Switch.AUTO
    log_level: Annotated[LogLevel, AnyCase] = LogLevel.INFO
    log_format: Annotated[LogFormat, AnyCase] = LogFormat.AUTO

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
    #: A year and a half: the next yearly assessment still finds the last one.
    result_retention_days: Days = 550
    events_per_minute: Annotated[int, Field(ge=10, le=60_000)] = 300
    link_days: Annotated[int, Field(ge=0, le=3650)] = 0

    controller_name: NoticeText = ""
    controller_contact: NoticeText = ""
    legal_basis: NoticeText = ""
    privacy_url: PrivacyUrl = ""

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
        """The built-in database's data folder: DATA_DIR, else systemd's, else the one of this installation."""
        return self.data_dir or default_data_folder(self.state_directory)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the process's environment, or from a mapping.

    An empty variable counts as not set. Raises SettingsError, which names every missing or wrong setting without its
    value.
    """
    given = os.environ if environment is None else environment
    secrets, problems = read_secret_files(given)
    known = {
        name: text for name in Settings.model_fields if (text := secrets.get(name.upper()) or given.get(name.upper()))
    }
    settings, wrong = _validated(known, is_complete=not problems)
    problems += wrong
    if settings and not settings.redis_url and not settings.data_dir:
        problems += check_disk(given)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings


def criteria_path() -> Path | None:
    """Return CRITERIA_FILE, the only setting of commands that just read the criteria: no other one can stop them."""
    name = os.environ.get("CRITERIA_FILE")
    return Path(name) if name else None


def _validated(known: Mapping[str, str], *, is_complete: bool) -> tuple[Settings | None, list[Text]]:
    """Return the settings, or None, and what is wrong. What belongs together is checked where all could be read."""
    try:
        return Settings.model_validate(known), []
    except ValidationError as error:
        details = [detail for detail in error.errors() if detail["loc"] or is_complete]
        return None, [_sentence(detail) for detail in details]


def _sentence(detail: ErrorDetails) -> Text:
    location, fault = detail["loc"], describe_fault(detail)
    if not location:
        return Translatable("{fault}.", fault=fault)
    return Translatable("{name}: {fault}.", name=str(location[0]).upper(), fault=fault)
