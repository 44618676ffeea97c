"""The rest of `radap doctor`: names of settings, metrics, the clock, JSON, and the operator's language."""

import json
import re
from pathlib import Path

import pytest
from aiohttp import web

from bot.cli.doctor import run_checks
from bot.config.operator_language import operator_translate
from bot.config.settings import load_settings
from bot.doctor.clock import check_clock
from bot.shared.report import Status
from tests.bot.platform_setup.test_setup import settings
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.running_server import running_server

THAI = operator_translate({"LANG": "th_TH.UTF-8"})
SECRET = "secret-value-never-shown"


async def test_misspelt_settings_are_named_without_their_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"TELEGRAM_BOT_TOEKN": SECRET, "DATA_DIR": str(tmp_path), "PATH": "/usr/bin"}
    assert await run_checks(load_settings({"DATA_DIR": str(tmp_path)}), environment=environment) == 0
    told = capsys.readouterr().out
    assert re.search(r"warning +TELEGRAM_BOT_TOEKN .*TELEGRAM_BOT_TOKEN\?", told)
    assert SECRET not in told


@pytest.mark.parametrize(("token", "status"), [("", "warning"), ("secret", "ok")])
async def test_metrics_that_everybody_can_read_are_found(
    token: str, status: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_server(tmp_path, METRICS_TOKEN=token) as server:
        given = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": server, "METRICS_TOKEN": token}
        assert await run_checks(load_settings(given)) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "  metrics  " in line]
    assert line.split()[0] == status


@pytest.mark.parametrize(
    ("date", "status", "text"),
    [
        ("Thu, 01 Jan 2015 00:00:00 GMT", Status.WARNING, "ahead of"),
        ("Wed, 01 Jan 2200 00:00:00 GMT", Status.WARNING, "behind"),
        (None, Status.OK, "agrees with"),
    ],
)
async def test_the_clock_is_compared_with_that_of_a_platform(date: str | None, status: Status, text: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={"Date": date} if date else {})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        (found,) = await check_clock(load_settings({"PUBLIC_URL": address}))
    finally:
        await runner.cleanup()
    assert found.status is status
    assert text in str(found.text)


async def test_a_clock_without_anything_to_compare_is_left_out() -> None:
    assert await check_clock(load_settings({})) == []
    assert await check_clock(load_settings({"PUBLIC_URL": "http://127.0.0.1:9"})) == []


async def test_json_has_english_names_and_statuses_and_texts_in_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with RecordingApi() as api:
        given = settings(api, DATA_DIR=str(tmp_path))
        assert await run_checks(given, as_json=True) == 1
        english_report = json.loads(capsys.readouterr().out)
        assert await run_checks(given, THAI, as_json=True) == 1
        thai_report = json.loads(capsys.readouterr().out)
    assert english_report["status"] == thai_report["status"] == "failed"
    sections = [section["section"] for section in english_report["sections"]]
    assert sections == ["Settings", "Database", "Public address", "This machine", "LINE", "Telegram"]
    for one, other in zip(english_report["sections"], thai_report["sections"], strict=True):
        assert [(check["check"], check["status"]) for check in one["checks"]] == [
            (check["check"], check["status"]) for check in other["checks"]
        ]
    remedies = {check["remedy"] for section in thai_report["sections"] for check in section["checks"]} - {""}
    assert remedies
    assert all(re.search(r"[ก-๙]", remedy) for remedy in remedies)


async def test_a_report_in_thai_has_no_english_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        assert await run_checks(settings(api, DATA_DIR=str(tmp_path)), THAI) == 1
    told = capsys.readouterr().out
    edition = "criteria of the standard"
    prose = [line for line in told.splitlines() if re.search(r"\b[a-z]{2,} (the|is|are|and|to|of) [a-z]", line)]
    assert [line for line in prose if edition not in line and "เกณฑ์" not in line] == []


@pytest.mark.parametrize(
    ("problem", "text"),
    [(503, "for now"), (500, "for now"), (403, "access token")],
)
async def test_what_line_answers_has_its_own_remedy(
    problem: int, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with RecordingApi() as api:
        api.fail_next("line", "getBotInfo", status=problem)
        assert await run_checks(settings(api, DATA_DIR=str(tmp_path))) == 1
    told = capsys.readouterr().out.split("LINE\n")[1]
    assert text in told


async def test_a_platform_that_refuses_connections_is_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = {"LINE_API_BASE_URL": "http://127.0.0.1:9", "TELEGRAM_API_BASE_URL": "http://127.0.0.1:9"}
    async with RecordingApi() as api:
        assert await run_checks(settings(api, DATA_DIR=str(tmp_path), **nobody)) == 1
    told = capsys.readouterr().out
    for platform in ("LINE", "Telegram"):
        assert f"{platform} did not answer" in told
    assert "did not accept" not in told
