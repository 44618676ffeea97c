"""`radap setup`: the platforms' settings afterwards, and the operator's report."""

import pytest

from bot.cli.setup import set_up
from bot.config.settings import Settings, load_settings
from bot.errors import SettingsError
from flows.i18n.wording import Catalogues
from flows.understanding.reader import TextMatcher
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi

SECRET = "line-channel-secret"
TELEGRAM_SECRET = "telegram-secret"
PUBLIC_URL = "https://radap.example.go.th"


def settings(api: RecordingApi, **changes: str) -> Settings:
    return load_settings(
        {
            "PUBLIC_URL": PUBLIC_URL,
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": LINE_TOKEN,
            "LINE_API_BASE_URL": api.line_base_url,
            "LINE_DATA_API_BASE_URL": api.line_base_url,
            "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
            "TELEGRAM_API_BASE_URL": api.line_base_url,
            **changes,
        }
    )


def statuses(text: str) -> list[str]:
    """Return the status of every line with a result."""
    return [line[2:13].strip() for line in text.splitlines() if line.startswith("  ") and line[2:3].strip()]


async def test_everything_is_set_and_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        assert await set_up(settings(api), dry_run=False) == 0
        first = capsys.readouterr().out
        assert api.line.webhook == f"{PUBLIC_URL}/line/webhook"
        (menu,) = api.line.menus.menus
        assert api.line.menus.shown == menu
        assert menu in api.line.menus.images
        assert api.telegram.webhook["url"] == f"{PUBLIC_URL}/telegram/webhook"
        assert api.telegram.webhook["secret_token"] == TELEGRAM_SECRET
        assert {"message", "callback_query", "my_chat_member"} <= set(api.telegram.webhook["allowed_updates"])
        assert {code for _, code in api.telegram.commands} == {"", "th"}
        assert len(api.telegram.texts) == 4
        held = (dict(api.line.menus.menus), dict(api.telegram.texts), dict(api.telegram.commands))
        assert await set_up(settings(api), dry_run=False) == 0
        assert held == (api.line.menus.menus, api.telegram.texts, api.telegram.commands)
        again = statuses(capsys.readouterr().out)
    assert statuses(first).count("set") == 9
    # Telegram does not return a webhook's secret.
    assert again.count("set") == 1
    assert again.count("unchanged") == 8


async def test_a_dry_run_says_what_would_be_set_and_sets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        assert await set_up(settings(api), dry_run=True) == 0
        asked = {call.method for call in api.calls}
    assert all(method.startswith("get") or method == "testWebhookEndpoint" for method in asked)
    assert statuses(capsys.readouterr().out).count("would set") == 9


async def test_a_failure_of_one_platform_does_not_affect_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        given = settings(api, LINE_CHANNEL_ACCESS_TOKEN="no-such-token")
        assert await set_up(given, dry_run=False) == 1
        assert api.telegram.webhook["url"]
    told = capsys.readouterr().out
    assert "LINE_CHANNEL_ACCESS_TOKEN" in told
    for secret in ("no-such-token", SECRET, TELEGRAM_SECRET, TELEGRAM_TOKEN):
        assert secret not in told


async def test_an_item_that_fails_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        api.fail_next("telegram", "setWebhook", status=400)
        api.fail_next("line", "setWebhookEndpoint", status=500)
        assert await set_up(settings(api), dry_run=False) == 1
        assert api.line.menus.shown
        assert len(api.telegram.texts) == 4
    told = statuses(capsys.readouterr().out)
    assert told.count("failed") == 2


async def test_unreachable_platforms_are_reported_in_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        pass
    assert await set_up(settings(api), dry_run=False) == 1
    told = capsys.readouterr().out
    assert statuses(told) == ["failed", "failed"]
    assert TELEGRAM_TOKEN not in told


async def test_without_a_public_address_telegram_is_polled_and_line_needs_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with RecordingApi() as api:
        await set_up(settings(api), dry_run=False)
        capsys.readouterr()
        assert await set_up(settings(api, PUBLIC_URL=""), dry_run=False) == 1
        assert "url" not in api.telegram.webhook
    assert "PUBLIC_URL" in capsys.readouterr().out


async def test_a_menu_of_an_earlier_release_is_replaced_and_those_of_others_stay(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with RecordingApi() as api:
        await set_up(settings(api), dry_run=False)
        (menu,) = api.line.menus.menus.values()
        api.line.menus.menus |= {"richmenu-other": {**menu, "name": "the agency's own"}}
        menu["name"] = "Radap of another day"
        api.fail_next("line", "setRichMenuImage", status=500)
        assert await set_up(settings(api), dry_run=False) == 1
        assert api.line.menus.menus[api.line.menus.shown] == menu
        assert await set_up(settings(api), dry_run=False) == 0
        left = {known["name"] for known in api.line.menus.menus.values()}
    assert len(left) == 2
    assert "the agency's own" in left
    assert menu["name"] not in left


async def test_the_menu_covers_its_image_and_every_area_sends_a_command(catalogues: Catalogues) -> None:
    async with RecordingApi() as api:
        await set_up(settings(api), dry_run=False)
        (menu,) = api.line.menus.menus.values()
    reader, size = TextMatcher(catalogues), menu["size"]
    covered = [area["bounds"]["width"] * area["bounds"]["height"] for area in menu["areas"]]
    assert sum(covered) == size["width"] * size["height"]
    commands = [reader.command(area["action"]["text"]) for area in menu["areas"]]
    assert None not in commands
    assert len(set(commands)) == len(commands) == 6


async def test_a_setting_that_only_the_operator_can_turn_on_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        api.line.uses_webhook, api.line.webhook_status = False, 401
        assert await set_up(settings(api), dry_run=False) == 1
    told = capsys.readouterr().out
    assert "Use webhook" in told
    assert "LINE_CHANNEL_SECRET" in told


async def test_without_any_platform_the_settings_are_named() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        await set_up(load_settings({}), dry_run=True)
