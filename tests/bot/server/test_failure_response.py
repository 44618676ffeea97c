"""Unexpected failures are counted once, logged without officers' texts, and answered by the kind of caller."""

import asyncio
import gc
import io
import json
import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from bot.observability.error_metrics import counted_errors
from bot.observability.logs import QUIET, start_logging
from bot.observability.metrics import Metrics
from tests.fakes.running_server import running_server

WRITTEN = "สมหญิง ใจดี"
TOKEN = "t" * 22
LINE = {
    "LINE_CHANNEL_SECRET": "secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "token",
    "LINE_API_BASE_URL": "http://127.0.0.1:9",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Capture the server's log."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    start_logging()
    (target,) = root.handlers
    assert isinstance(target, logging.StreamHandler)
    target.setStream(written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def counted(figures: str) -> list[str]:
    return [line for line in figures.splitlines() if line.startswith("radap_errors_total")]


async def fails(*_: object, **__: object) -> None:
    raise LookupError(WRITTEN)


@pytest.mark.parametrize(
    ("place", "method", "path", "kind"),
    [
        ("bot.results.lookup.ResultLookup._load", "GET", f"/r/{TOKEN}", "text/html; charset=utf-8"),
        ("bot.results.lookup.ResultLookup._load", "GET", f"/r/{TOKEN}?lang=en", "text/html; charset=utf-8"),
        ("bot.results.lookup.ResultLookup._load", "GET", f"/r/{TOKEN}.json", "application/json"),
        ("bot.results.portfolio_lookup.PortfolioLookup.find", "GET", f"/p/{TOKEN}", "text/html; charset=utf-8"),
        ("bot.channels.browser.channel.BrowserChannel._turn", "POST", "/chat/turn", "application/json"),
        ("bot.storage.store.Store.ping", "GET", "/readyz", "application/json"),
    ],
)
async def test_a_request_that_fails_is_answered_without_the_cause(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: io.StringIO,
    place: str,
    method: str,
    path: str,
    kind: str,
) -> None:
    monkeypatch.setattr(place, fails)
    async with running_server(tmp_path) as server, httpx.AsyncClient(base_url=server) as client:
        answer = await client.request(method, path)
        figures = (await client.get("/metrics")).text
    assert answer.status_code == 500
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "private, no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "LookupError" not in answer.text
    assert WRITTEN not in answer.text
    if kind.startswith("text/html"):
        assert "ระบบขัดข้อง" in answer.text
        assert "went wrong" in answer.text
    else:
        assert answer.json() == {"problem": "failed"}
    assert counted(figures) == ['radap_errors_total{kind="LookupError",logger="uvicorn.error"} 1.0']
    (line,) = [line for line in lines(log) if line["level"] == "ERROR"]
    assert (line["error"], line["request"]) == ("LookupError", answer.headers["x-request-id"])
    assert "in fails" in line["where"]
    assert WRITTEN not in json.dumps(line, ensure_ascii=False)


async def test_a_platforms_call_that_fails_gets_a_status_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.line.webhook.LineChannel.webhook", fails)
    async with running_server(tmp_path, **LINE) as server, httpx.AsyncClient(base_url=server) as client:
        answer = await client.post("/line/webhook", content=b"{}")
        figures = (await client.get("/metrics")).text
    assert (answer.status_code, answer.content) == (500, b"")
    assert counted(figures) == ['radap_errors_total{kind="LookupError",logger="uvicorn.error"} 1.0']


async def test_a_task_that_fails_unobserved_is_counted_and_logged_without_texts(
    log: io.StringIO,
) -> None:
    metrics = Metrics()
    with counted_errors(metrics):
        task = asyncio.create_task(fails(), name="forgotten")
        await asyncio.wait([task])
        del task
        gc.collect()
    assert counted(metrics.text(0).decode()) == ['radap_errors_total{kind="LookupError",logger="asyncio"} 1.0']
    (line,) = lines(log)
    assert line["event"] == "Task exception was never retrieved"
    assert "in fails" in line["where"]
    assert WRITTEN not in log.getvalue()


@pytest.mark.parametrize("logger", ["telegram.ext", "uvicorn.error", "a.library.nobody.knows"])
async def test_an_exception_counts_whichever_logger_reports_it(logger: str, log: io.StringIO) -> None:
    metrics = Metrics()
    with counted_errors(metrics):
        error = OSError(WRITTEN)
        error.__cause__ = KeyError(WRITTEN)
        logging.getLogger(logger).error("it failed", exc_info=error)
        logging.getLogger(logger).warning("odd", extra={"error": f"{WRITTEN} is the name of no class"})
        logging.getLogger(logger).info("nothing happened")
    logging.getLogger(logger).error("nobody counts any more")
    assert counted(metrics.text(0).decode()) == [
        f'radap_errors_total{{kind="OSError",logger="{logger}"}} 1.0',
        f'radap_errors_total{{kind="other",logger="{logger}"}} 1.0',
    ]
    first, *_ = lines(log)
    assert first["error"] == "OSError"
    assert first["where"].endswith("KeyError")
    assert WRITTEN not in json.dumps(first, ensure_ascii=False)


async def test_a_restart_of_the_built_in_redis_is_counted(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, httpx.AsyncClient(base_url=server) as client:
        async with Redis.from_url(f"unix://{tmp_path}/redis.sock") as redis:
            process = int((await redis.info("server"))["process_id"])
        os.kill(process, signal.SIGKILL)
        async with asyncio.timeout(60):
            while not (told := counted((await client.get("/metrics")).text)):
                await asyncio.sleep(0.02)
    assert told == ['radap_errors_total{kind="other",logger="radap.redis"} 1.0']


@pytest.mark.parametrize("ended_by", [ValueError, TimeoutError, asyncio.CancelledError])
async def test_a_failed_call_to_a_platform_is_not_counted_as_ok(
    ended_by: type[BaseException],
) -> None:
    metrics = Metrics()
    with pytest.raises(ended_by), metrics.platform_call("LINE", "reply"):
        raise ended_by
    figures = metrics.text(0).decode()
    assert f'{{call="reply",outcome="{ended_by.__name__}",platform="LINE"}} 1.0' in figures
    assert 'outcome="ok"' not in figures
