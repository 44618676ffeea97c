"""Outgoing calls go through the proxy, the only way out of many agencies' networks, unless NO_PROXY excepts them."""

from pathlib import Path

import httpx
import pytest

from bot.cli.doctor import run_checks
from bot.cli.setup import set_up
from bot.config.settings import load_settings
from bot.errors import SettingsError
from bot.shared.outgoing_proxy import proxy_for
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_body, line_user_id, sign
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi
from tests.fakes.platforms.recording_proxy import RecordingProxy
from tests.fakes.platforms.telegram_updates import secret_headers, update_body
from tests.fakes.running_server import running_server

LINE_SECRET, TELEGRAM_SECRET = "line-channel-secret", "telegram-webhook-secret"
PUBLIC_URL = "https://radap.example.go.th"
SETTINGS = {
    "LINE_CHANNEL_SECRET": LINE_SECRET,
    "LINE_CHANNEL_ACCESS_TOKEN": LINE_TOKEN,
    "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
}
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
#: Names that resolve only at the proxy.
NAMED = {
    "LINE_API_BASE_URL": "http://line.test",
    "LINE_DATA_API_BASE_URL": "http://line-data.test",
    "TELEGRAM_API_BASE_URL": "http://telegram.test",
}


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def hosts(api: RecordingApi) -> dict[str, str]:
    return dict.fromkeys(("line.test", "line-data.test", "telegram.test"), api.line_base_url)


def use(monkeypatch: pytest.MonkeyPatch, address: str, *, exceptions: str = "") -> None:
    monkeypatch.setenv("HTTP_PROXY", address)
    monkeypatch.setenv("HTTPS_PROXY", address)
    monkeypatch.setenv("NO_PROXY", exceptions)


async def greet(server: str) -> list[int]:
    """Send a greeting in each platform's chat."""
    ids = Ids()
    line = line_body(line_events.line_follow(ids, line_user_id(1)))
    telegram = update_body(telegram_updates.start_update(ids, 501))
    async with httpx.AsyncClient(base_url=server, trust_env=False, timeout=30) as client:
        answers = [
            await client.post("/line/webhook", content=line, headers=sign(LINE_SECRET, line)),
            await client.post("/telegram/webhook", content=telegram, headers=secret_headers(TELEGRAM_SECRET)),
        ]
    return [answer.status_code for answer in answers]


async def test_the_answers_in_both_chats_go_through_the_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with RecordingApi() as api, RecordingProxy(hosts(api)) as proxy:
        use(monkeypatch, proxy.address.replace("//", "//agency:secret@"))
        async with running_server(tmp_path, PUBLIC_URL=PUBLIC_URL, **SETTINGS, **NAMED) as server:
            await api.wait_for(2, platform="telegram", method="setMyCommands")
            assert await greet(server) == [200, 200]
    addresses = {call.rsplit("/", 1)[-1] for call in proxy.asked}
    assert {"getMe", "setWebhook", "setMyCommands", "sendMessage", "reply"} <= addresses
    assert proxy.credentials == {"Basic YWdlbmN5OnNlY3JldA=="}
    assert len(proxy.asked) == len(api.calls)
    assert api.telegram_chat(501)


async def test_setup_and_doctor_go_through_the_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = load_settings({"DATA_DIR": str(tmp_path), "PUBLIC_URL": "http://radap.test", **SETTINGS, **NAMED})
    async with (
        RecordingApi() as api,
        running_server(tmp_path) as server,
        RecordingProxy({**hosts(api), "radap.test": server}) as proxy,
    ):
        use(monkeypatch, proxy.address)
        await set_up(given, dry_run=False)
        assert len(proxy.asked) == len(api.calls)
        assert any("http://line-data.test/" in call for call in proxy.asked)
        capsys.readouterr()
        await run_checks(given)
    own = {"GET http://radap.test/readyz", "GET http://radap.test/metrics"}
    assert own <= set(proxy.asked)
    assert len(proxy.asked) == len(api.calls) + len(own)
    told = capsys.readouterr().out
    assert "did not answer" not in told
    assert "does not answer" not in told


async def test_https_calls_go_only_through_the_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with RecordingProxy() as proxy:
        use(monkeypatch, proxy.address)
        given = load_settings({"DATA_DIR": str(tmp_path / "doctor"), "PUBLIC_URL": PUBLIC_URL, **SETTINGS})
        assert await run_checks(given) == 1
        async with running_server(tmp_path / "server", PUBLIC_URL=PUBLIC_URL, **SETTINGS) as server:
            asked = [*proxy.asked]
            assert await greet(server) == [503, 503]
    names = ("api.line.me", "api.telegram.org", "radap.example.go.th")
    assert {f"CONNECT {name}:443" for name in names} == set(asked)
    assert {"CONNECT api.line.me:443", "CONNECT api.telegram.org:443"} <= set(proxy.asked[len(asked) :])
    assert capsys.readouterr().out.count("HTTPS_PROXY") == 2


async def test_no_proxy_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with RecordingApi() as api, RecordingProxy() as proxy:
        use(monkeypatch, proxy.address, exceptions="example.org, 127.0.0.1")
        addresses = dict.fromkeys(NAMED, api.line_base_url)
        given = {"PUBLIC_URL": "http://127.0.0.1:9", **SETTINGS, **addresses}
        await set_up(load_settings(given), dry_run=False)
        await run_checks(load_settings(given | {"DATA_DIR": str(tmp_path / "doctor")}))
        async with running_server(tmp_path / "server", **given | {"PUBLIC_URL": PUBLIC_URL}) as server:
            await api.wait_for(2, platform="telegram", method="setMyCommands")
            assert await greet(server) == [200, 200]
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("exceptions", "address", "is_direct"),
    [
        ("", "https://api.line.me", False),
        ("*", "https://api.line.me", True),
        ("line.me", "https://api.line.me", True),
        (".line.me", "https://api.line.me", True),
        ("api.line.me:8443", "https://api.line.me:8443", True),
        ("api.line.me:8443", "https://api.line.me", False),
        ("line.me", "https://api.line.me.example.org", False),
        ("127.0.0.1", "http://127.0.0.1:8081/bot", True),
        ("::1", "http://[::1]:8081", True),
    ],
)
def test_hosts_in_no_proxy_are_called_directly(
    monkeypatch: pytest.MonkeyPatch, exceptions: str, address: str, is_direct: bool
) -> None:
    use(monkeypatch, "proxy.example.go.th:3128", exceptions=exceptions)
    assert proxy_for(address) == (None if is_direct else "http://proxy.example.go.th:3128")


def test_a_proxy_for_one_kind_of_address_is_not_used_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.go.th:3128")
    assert proxy_for("https://api.line.me") == "http://proxy.example.go.th:3128"
    assert proxy_for("http://127.0.0.1:8081") is None


async def test_a_proxy_that_the_clients_cannot_speak_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, "socks5://agency:secret@proxy.example.go.th")
    with pytest.raises(SettingsError, match="HTTPS_PROXY") as caught:
        async with running_server(tmp_path, **SETTINGS):
            """It does not come to that."""
    assert "secret" not in str(caught.value)
