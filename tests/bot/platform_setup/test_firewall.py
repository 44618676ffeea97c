"""A firewall, proxy or login page that answers instead of a platform: it is reported as such, and nothing is lost."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.cli.doctor import run_checks
from bot.cli.setup import set_up
from bot.config.settings import Settings, load_settings
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Catalogues
from tests.bot.shared.test_outgoing_proxy import PUBLIC_URL, SETTINGS, greet
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.running_server import running_server
from tests.fakes.telegram_side import connected

PAGE = "<!doctype html><html><body>Please log in. Blocked by policy 4711.</body></html>"
REDIRECT = 302


@asynccontextmanager
async def firewall(status: int, page: str = PAGE) -> AsyncIterator[str]:
    """Yield the address of a firewall that answers every call with this status and a page, or redirects to a login."""

    async def serve(request: web.BaseRequest) -> web.StreamResponse:
        if status == REDIRECT and request.path != "/login":
            return web.Response(status=status, headers={"Location": "/login"})
        return web.Response(status=200 if status == REDIRECT else status, text=page, content_type="text/html")

    runner = web.ServerRunner(web.Server(serve))
    listener = socket.create_server(("127.0.0.1", 0))
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await runner.cleanup()


def settings(address: str, **more: str) -> Settings:
    return load_settings(environment(address) | more)


def environment(address: str) -> dict[str, str]:
    names = ("LINE_API_BASE_URL", "LINE_DATA_API_BASE_URL", "TELEGRAM_API_BASE_URL")
    return {"PUBLIC_URL": PUBLIC_URL, **SETTINGS, **dict.fromkeys(names, address)}


@pytest.mark.parametrize("status", [200, REDIRECT, 400, 401, 403, 404, 407, 511])
async def test_setup_and_doctor_say_so_in_a_sentence(
    status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with firewall(status) as address:
        assert await set_up(settings(address), dry_run=False) == 1
        told = capsys.readouterr().out
        assert await run_checks(settings(address, DATA_DIR=str(tmp_path))) == 1
    looked = capsys.readouterr().out
    for platform, host in (("LINE", "api.line.me"), ("Telegram", "api.telegram.org")):
        for text in (told, looked.partition("\nLINE\n")[2]):
            assert f"failed     {'account' if platform == 'LINE' else 'bot'}" in text
            assert "HTTPS_PROXY" in text
            if status < 500:
                assert f"{platform} was not reached: a firewall, proxy or login page" in text
                assert host in text
    for wrong in ("token", "TOKEN", "4711", "console", "BotFather"):
        assert wrong not in told
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("path", ["setWebhookEndpoint", "setDefaultRichMenu", "setRichMenuImage"])
async def test_settings_that_line_did_not_accept_are_not_reported_as_set(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page with status 200 instead of a response without content."""
    async with RecordingApi() as api:
        api.fail_next("line", path, status=200, body=PAGE)
        assert await set_up(settings(api.line_base_url), dry_run=False) == 1
    assert "LINE was not reached" in capsys.readouterr().out


@pytest.mark.parametrize("status", [200, REDIRECT, 403, 404, 502])
async def test_events_whose_reply_met_a_firewall_are_redelivered(status: int, tmp_path: Path) -> None:
    async with firewall(status) as address, running_server(tmp_path, **environment(address)) as server:
        assert await greet(server) == [503, 503]


@pytest.mark.parametrize("page", [PAGE, "Blocked"])
async def test_the_servers_log_has_a_line_with_the_remedy_and_no_traceback(
    page: str,
    turns: TurnHandler,
    catalogues: Catalogues,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.channels.telegram.connection.LONGEST_PAUSE", 0)
    async with RecordingApi() as api:
        for status in (200, 403):
            api.fail_next("telegram", "getMe", status=status, body=page)
        async with connected(api, turns, catalogues) as telegram:
            await telegram.channel.run()
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [(record.name, vars(record)["error"]) for record in warnings] == [("radap.telegram", "ForeignAnswer")] * 2
    assert all("HTTPS_PROXY" in vars(record)["remedy"] and record.exc_info is None for record in warnings)


@pytest.mark.parametrize(("status", "platform"), [(500, "LINE"), (429, "LINE"), (429, "Telegram")])
async def test_a_platforms_own_failure_is_not_blamed_on_the_account(
    status: int, platform: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with RecordingApi() as api:
        name, method = ("line", "getBotInfo") if platform == "LINE" else ("telegram", "getMe")
        parameters = {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 5}}
        body = parameters if platform == "Telegram" else None
        api.fail_next("line" if name == "line" else "telegram", method, status=status, body=body)
        assert await set_up(settings(api.line_base_url), dry_run=False) == 1
    told = capsys.readouterr().out
    assert f"{platform} cannot take it for now" in told
    assert "Try again" in told
    assert "console" not in told


async def test_a_platform_that_is_not_reached_is_reported_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert await set_up(settings("http://127.0.0.1:9"), dry_run=False) == 1
    told = capsys.readouterr().out
    assert "LINE did not answer (ClientConnectorError)" in told
    assert "Telegram did not answer (ClientConnectorError)" in told
    assert told.count("directly or by the proxy") == 2
