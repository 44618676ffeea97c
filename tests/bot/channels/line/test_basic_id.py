"""The account's id, which deep links need: asked once in the background, and again while LINE does not tell it."""

from pathlib import Path

import httpx
import pytest

from bot.channels.line import client as line_client
from bot.channels.line.client import open_line_client
from bot.config.credentials import LineCredentials
from bot.observability.metrics import Metrics
from tests.fakes.platforms.recording_api import LINE_TOKEN, RecordingApi
from tests.fakes.running_server import running_server


@pytest.mark.parametrize(
    ("status", "body"), [(500, None), (429, None), (200, b"<html>"), (200, b'{"basicId": "no id"}'), (401, None)]
)
async def test_it_is_asked_again_until_line_tells_it(
    api: RecordingApi, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes | None
) -> None:
    monkeypatch.setattr(line_client, "FIRST_PAUSE", 0)
    monkeypatch.setattr(line_client, "LONGEST_PAUSE", 0)
    api.fail_next("line", "getBotInfo", status=status, times=2, body=body)
    credentials = LineCredentials("secret", LINE_TOKEN, api.line_base_url, api.line_base_url)
    async with open_line_client(credentials, Metrics()) as client:
        assert client.basic_id is None
        await client.learn_basic_id()
        assert client.basic_id == "@000radap"
    assert len(api.calls_of("line", "getBotInfo")) == 3


async def test_the_server_starts_while_line_does_not_answer(api: RecordingApi, tmp_path: Path) -> None:
    released = api.hold_next("line", "getBotInfo")
    settings = {"LINE_CHANNEL_SECRET": "secret", "LINE_CHANNEL_ACCESS_TOKEN": LINE_TOKEN}
    async with running_server(tmp_path, **settings, LINE_API_BASE_URL=api.line_base_url) as server:
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{server}/readyz")).status_code == 200
        released.set()
