"""Settings are checked at the start; what is wrong is named, secrets never are."""

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings

SECRET = "s3cret-value-never-shown"


def problem(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment)
    return str(caught.value)


def test_with_nothing_set_the_browser_chat_is_on() -> None:
    settings = load_settings({})
    assert (settings.port, settings.base_url) == (8000, "http://127.0.0.1:8000")
    assert settings.line is None
    assert settings.telegram is None
    assert settings.has_chat_page
    assert (settings.session_retention_days, settings.result_retention_days) == (180, 365)


def test_empty_variables_count_as_not_set() -> None:
    assert load_settings({"PORT": "", "LINE_CHANNEL_SECRET": ""}).line is None


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PUBLIC_URL": "radap.example.go.th"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://radap.example.go.th/?x=1"}, "PUBLIC_URL"),
        ({"CHAT_PAGE": "maybe"}, "CHAT_PAGE"),
        ({"TELEGRAM_MODE": "push"}, "TELEGRAM_MODE"),
        ({"SESSION_RETENTION_DAYS": "0"}, "SESSION_RETENTION_DAYS"),
        ({"LINE_CHANNEL_SECRET": SECRET}, "LINE_CHANNEL_ACCESS_TOKEN"),
        ({"LINE_CHANNEL_ACCESS_TOKEN": SECRET}, "LINE_CHANNEL_SECRET"),
        ({"TELEGRAM_BOT_TOKEN": SECRET, "TELEGRAM_MODE": "webhook"}, "PUBLIC_URL"),
        ({"TELEGRAM_WEBHOOK_SECRET": SECRET + "!"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"REDIS_URL": f"http://user:{SECRET}@host"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:notaport"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:99999"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host:26379"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host:0/main"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host,/main"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+cluster://:{SECRET}@host:6379/1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+cluster://:{SECRET}@host:6379?ssl_cert_reqs=none"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+ring://:{SECRET}@host:6379"}, "REDIS_URL"),
        ({"ENCRYPTION_KEYS": SECRET}, "ENCRYPTION_KEYS"),
        ({"EVENTS_PER_MINUTE": "0"}, "EVENTS_PER_MINUTE"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(environment: dict[str, str], named: str) -> None:
    text = problem(**environment)
    assert named in text
    assert SECRET not in text


def test_every_wrong_setting_is_named_at_once() -> None:
    text = problem(PORT="x", CHAT_PAGE="x")
    assert "PORT" in text
    assert "CHAT_PAGE" in text


def test_secrets_do_not_show_in_representations() -> None:
    settings = load_settings(
        {"TELEGRAM_BOT_TOKEN": SECRET, "LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": SECRET}
    )
    assert SECRET not in repr(settings)
    assert SECRET not in repr(settings.line)
    assert SECRET not in repr(settings.telegram)


@pytest.mark.parametrize(
    ("environment", "webhook"),
    [
        ({}, None),
        ({"PUBLIC_URL": "http://radap.example.go.th"}, None),
        ({"PUBLIC_URL": "https://radap.example.go.th/"}, "https://radap.example.go.th/telegram/webhook"),
        ({"PUBLIC_URL": "https://radap.example.go.th", "TELEGRAM_MODE": "polling"}, None),
    ],
)
def test_telegram_takes_the_webhook_where_the_public_address_allows_it(
    environment: dict[str, str], webhook: str | None
) -> None:
    telegram = load_settings({"TELEGRAM_BOT_TOKEN": "1:x", **environment}).telegram
    assert telegram is not None
    assert telegram.webhook_url == webhook
    assert len(telegram.webhook_secret) == 64


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https://exa mple.go.th",
        "https://a_b!.go.th",
        "https://radap.go.th:99999",
        "https://radap.go.th:x",
        "ftp://a",
    ],
)
def test_an_address_that_can_be_none_is_refused(address: str) -> None:
    assert "PUBLIC_URL" in problem(PUBLIC_URL=address)


@pytest.mark.parametrize(
    "address",
    ["https://radap.go.th", "http://127.0.0.1:8000", "https://[2001:db8::1]:8443", "https://xn--12c.th/radap"],
)
def test_an_address_that_can_be_one_is_taken(address: str) -> None:
    assert load_settings({"PUBLIC_URL": address}).base_url == address


@pytest.mark.parametrize(("switch", "is_on"), [("on", True), ("ON", True), ("off", False), ("Auto ", False)])
def test_the_chat_page_can_be_switched(switch: str, is_on: bool) -> None:
    assert load_settings({"TELEGRAM_BOT_TOKEN": "1:x", "CHAT_PAGE": switch}).has_chat_page is is_on
