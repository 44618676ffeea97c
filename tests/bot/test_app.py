"""The server as a whole: its features by settings, its health checks, and its start-up report."""

from pathlib import Path

import httpx
import pytest

from bot.config.operator_language import operator_translate
from bot.config.settings import load_settings
from bot.server.startup_report import HALF_RESTORED, startup_report
from flows.standard.criteria import Criteria
from tests.fakes.running_server import running_server

BOTH = {
    "LINE_CHANNEL_SECRET": "line-secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "line-token",
    "LINE_API_BASE_URL": "http://127.0.0.1:9",
    "TELEGRAM_BOT_TOKEN": "1:telegram-token",
    "TELEGRAM_API_BASE_URL": "http://127.0.0.1:9",
}


async def statuses(server: str, *paths: str) -> list[int]:
    async with httpx.AsyncClient(base_url=server) as client:
        return [(await client.request("POST" if "webhook" in path else "GET", path)).status_code for path in paths]


async def test_without_any_setting_the_browser_chat_works_and_the_platforms_are_off(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        paths = ("/healthz", "/readyz", "/chat", "/line/webhook", "/telegram/webhook", "/nothing")
        assert await statuses(server, *paths) == [200, 200, 200, 404, 404, 404]


@pytest.mark.parametrize("path", ["/no-such-page", "/r/", "/static/none.css", "/chat/none"])
async def test_an_unknown_address_gets_the_404_page(tmp_path: Path, path: str) -> None:
    async with running_server(tmp_path) as server, httpx.AsyncClient() as client:
        answer = await client.get(f"{server}{path}")
    assert answer.status_code == 404
    assert "ไม่มีหน้านี้" in answer.text
    assert "This page was not found" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("switch", "status"), [("on", 303), ("off", 200)])
async def test_the_root_redirects_to_the_chat_or_shows_the_home_page(tmp_path: Path, switch: str, status: int) -> None:
    async with running_server(tmp_path, CHAT_PAGE=switch) as server, httpx.AsyncClient() as client:
        answer = await client.get(f"{server}/")
    assert answer.status_code == status
    assert answer.headers.get("location") == ("chat" if switch == "on" else None)
    assert ("Radap" in answer.text) is (switch == "off")


async def test_with_platforms_the_browser_chat_is_off_and_unsigned_calls_are_refused(tmp_path: Path) -> None:
    async with running_server(tmp_path, **BOTH, PUBLIC_URL="https://radap.example.go.th") as server:
        paths = ("/healthz", "/chat", "/line/webhook", "/telegram/webhook")
        assert await statuses(server, *paths) == [200, 404, 401, 401]


async def test_the_server_starts_without_telegram(tmp_path: Path) -> None:
    async with running_server(tmp_path, **BOTH) as server:
        assert await statuses(server, "/healthz", "/readyz", "/line/webhook") == [200, 200, 401]


async def test_without_redis_the_server_is_alive_but_not_ready(tmp_path: Path) -> None:
    async with running_server(tmp_path, REDIS_URL=f"unix://{tmp_path}/nobody.sock") as server:
        assert await statuses(server, "/healthz", "/readyz", "/r/" + "x" * 22) == [200, 503, 503]


def report(criteria: Criteria, **environment: str) -> str:
    return startup_report(load_settings(environment), criteria, "built-in Valkey")


def test_the_report_names_features_that_are_off_and_how_to_turn_them_on(criteria: Criteria) -> None:
    text = report(criteria)
    for name in ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "TELEGRAM_BOT_TOKEN", "PUBLIC_URL"):
        assert name in text
    assert "http://127.0.0.1:8000/chat" in text
    assert "built-in Valkey" in text
    assert "(draft)" in text


def test_the_report_is_in_the_operators_language(criteria: Criteria) -> None:
    translate = operator_translate({"LANG": "th_TH.UTF-8"})
    text = startup_report(load_settings({}), criteria, "Valkey", translate, [HALF_RESTORED])
    assert f"{criteria.edition.name.th} (ร่าง)" in text
    assert "การกู้คืนยังไม่เสร็จ ให้สั่ง `radap restore` อีกครั้ง" in text


@pytest.mark.parametrize(
    ("extra", "way"), [({}, "polling"), ({"PUBLIC_URL": "https://radap.example.go.th"}, "webhook")]
)
def test_the_report_names_features_that_are_on_and_contains_no_secret(
    criteria: Criteria, extra: dict[str, str], way: str
) -> None:
    text = report(criteria, **BOTH, **extra)
    assert "line-token" not in text
    assert "telegram-token" not in text
    assert f"by {way}" in text
    assert "CHAT_PAGE=on" in text
