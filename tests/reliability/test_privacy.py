"""Logs, metrics, responses to strangers and a dump of the database contain no name, text, user id or secret."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key
from bot.storage.keys import session_key
from tests import worked_example
from tests.fakes.officers import (
    ASSESSMENT,
    LINE_SECRET,
    TELEGRAM_SECRET,
    Delivery,
    LineOfficer,
    Officer,
    TelegramOfficer,
    platform_settings,
)
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_body, sign
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi
from tests.fakes.worker import Worker, running_worker

KEY, METRICS_TOKEN = new_key(), "metrics-token-of-the-operator"
LINE_NUMBER, TELEGRAM_NUMBER = 0xABCDEF0123456789, 987654321
NAME = "สมหญิง-ชื่อลับ"
WRITTEN = (worked_example.SERVICE, worked_example.AGENCY, NAME)
SECRETS = (LINE_SECRET, LINE_TOKEN, TELEGRAM_SECRET, TELEGRAM_TOKEN, KEY, METRICS_TOKEN, "password-of-redis")
MOVES = ("=/start", "agree", *(f"={text}" for text in WRITTEN), *ASSESSMENT[5:])


@dataclass
class Deployment:
    worker: Worker
    client: httpx.AsyncClient
    api: RecordingApi
    redis: Redis

    async def post(self, call: Delivery) -> httpx.Response:
        return await self.client.post(f"{self.worker.address}{call.path}", content=call.body, headers=call.headers)

    async def metrics(self) -> str:
        headers = {"authorization": f"Bearer {METRICS_TOKEN}"}
        answer = await self.client.get(f"{self.worker.address}/metrics", headers=headers)
        assert answer.status_code == 200
        return answer.text

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"{self.worker.address}{path}")


@pytest.fixture
async def deployment(tmp_path: Path, redis: Redis, redis_folder: Path) -> AsyncIterator[Deployment]:
    async with RecordingApi() as api:
        settings = platform_settings(api) | {
            "ENCRYPTION_KEYS": KEY,
            "METRICS_TOKEN": METRICS_TOKEN,
            "REDIS_URL": f"unix://{redis_folder}/redis.sock",
            "CHAT_PAGE": "on",
        }
        async with running_worker(tmp_path / "log", settings) as worker, httpx.AsyncClient(timeout=60) as client:
            yield Deployment(worker, client, api, redis)


async def play(deployment: Deployment, officer: Officer) -> None:
    for move in MOVES:
        assert (await deployment.post(officer.act(move))).status_code == 200


async def fail_in_every_way(deployment: Deployment, line: LineOfficer, telegram: TelegramOfficer) -> list[str]:
    """Cause every kind of failure, and return the responses to strangers."""
    ids, said = Ids(), []
    for status in (400, 401, 403, 429, 500):
        deployment.api.fail_next("line", "replyMessage", status=status)
        await deployment.post(line.act(f"={NAME}"))
        deployment.api.fail_next("telegram", "sendMessage", status=status)
        await deployment.post(telegram.act(f"={NAME}"))
    deployment.api.drop_next("line", "replyMessage")
    await deployment.post(line.act(f"={NAME}"))
    deployment.api.drop_next("telegram", "sendMessage")
    await deployment.post(telegram.act(f"={NAME}"))
    for officer in (line, telegram):
        call = officer.act(f"={NAME}")
        key = session_key(officer.conversation)
        stored = await deployment.redis.get(key)
        assert stored is not None
        for broken in (b"\x02" + NAME.encode(), stored[:30] if isinstance(stored, bytes) else b"", b"{"):
            await deployment.redis.set(key, broken)
            said.append((await deployment.post(call)).text)
    broken_event = line_events.line_text(ids, "U" + NAME, NAME)
    del broken_event["source"]["type"]
    body = line_body(broken_event, {"type": NAME})
    said.append(
        (
            await deployment.client.post(
                f"{deployment.worker.address}/line/webhook", content=body, headers=sign(LINE_SECRET, body)
            )
        ).text
    )
    odd = telegram_updates.update_body({"update_id": 1, "message": {"text": NAME}})
    headers = telegram_updates.secret_headers(TELEGRAM_SECRET)
    said.append(
        (
            await deployment.client.post(f"{deployment.worker.address}/telegram/webhook", content=odd, headers=headers)
        ).text
    )
    paths = (
        f"/r/{NAME}",
        f"/p/{NAME}",
        f"/x/{NAME}.json",
        f"/o/{NAME}.pdf",
        f"/{NAME}",
        f"/static/{NAME}",
        "/chat/turn",
    )
    return said + [(await deployment.get(path)).text for path in paths]


async def test_no_text_and_no_secret_reaches_operators_or_strangers(deployment: Deployment, tmp_path: Path) -> None:
    line = LineOfficer(deployment.api, Ids(), LINE_NUMBER)
    telegram = TelegramOfficer(deployment.api, Ids(), TELEGRAM_NUMBER)
    await play(deployment, line)
    await play(deployment, telegram)
    token = httpx.URL(line.link()).path.removeprefix("/r/").removesuffix(".pdf")
    page = await deployment.get(f"/r/{token}")
    assert NAME not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    answers = await fail_in_every_way(deployment, line, telegram)
    log, metrics = (tmp_path / "log").read_text("utf-8"), await deployment.metrics()
    assert log.count("event failed") >= 8
    assert "radap_errors_total" in metrics
    user_ids = (line_events.line_user_id(LINE_NUMBER), str(TELEGRAM_NUMBER))
    for planted in (*WRITTEN, "ชื่อลับ", token, *user_ids, *SECRETS):
        for place in (log, metrics, *answers):
            assert planted not in place
            assert planted.encode("unicode_escape").decode() not in place


async def test_log_lines_of_a_request_contain_the_id_in_its_response(deployment: Deployment, tmp_path: Path) -> None:
    officer = LineOfficer(deployment.api, Ids(), LINE_NUMBER)
    deployment.api.fail_next("line", "replyMessage", status=500)
    answer = await deployment.post(officer.act("=/start"))
    assert answer.status_code == 503
    (line,) = [line for line in (tmp_path / "log").read_text().splitlines() if "event failed" in line]
    assert f'"request": "{answer.headers["x-request-id"]}"' in line


async def test_metrics_require_the_token(deployment: Deployment) -> None:
    assert (await deployment.get("/metrics")).status_code == 401
    wrong = {"authorization": "Bearer wrong"}
    assert (await deployment.client.get(f"{deployment.worker.address}/metrics", headers=wrong)).status_code == 401
    metrics = await deployment.metrics()
    names = ("process_resident_memory_bytes", "radap_turns_total", "radap_redis_keys", "radap_http_requests_in_flight")
    for name in names:
        assert f"# TYPE {name.removesuffix('_total')}" in metrics or f"# TYPE {name}" in metrics


async def test_metrics_count_turns_errors_and_results(deployment: Deployment) -> None:
    officer = LineOfficer(deployment.api, Ids(), LINE_NUMBER)
    await play(deployment, officer)
    call = officer.act("=/results")
    assert [(await deployment.post(call)).status_code for _ in range(2)] == [200, 200]
    metrics = await deployment.metrics()
    for line in (
        'radap_turns_total{channel="line",outcome="applied"} ' + f"{len(MOVES) + 1}.0",
        'radap_turns_total{channel="line",outcome="repeated"} 1.0',
        'radap_conversations_started_total{channel="line"} 1.0',
        'radap_assessments_completed_total{channel="line"} 1.0',
        'radap_platform_calls_total{call="reply",outcome="ok",platform="LINE"} ',
        'radap_turn_duration_seconds_count{channel="line"} ',
    ):
        assert line in metrics
