"""nginx and Caddy with the samples in deploy/, in front of two workers that the unit's command line started."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.assembly import make_store
from bot.config.data_files import load_criteria
from bot.config.encryption_keys import new_key
from bot.config.settings import Settings, load_settings
from tests.deploy.proxies import Proxy, StartProxy, installed, running_caddy, running_nginx
from tests.deploy.service import (
    Service,
    ordinary_user,
    public_folder,
    running_service,
    service_environment,
    state_folder,
)
from tests.deploy.unit_file import INSTALLED_IN, in_this_environment
from tests.fakes.ports import free_port
from tests.fakes.worked_result import TOKEN, publish, worked_result

METRICS_TOKEN = "a-word-of-prometheus"
SETTINGS = f"""
CHAT_PAGE=on
ENCRYPTION_KEYS={new_key()}
CONTROLLER_NAME="เทศบาลเมืองตัวอย่าง"
CONTROLLER_CONTACT=dpo@example.go.th
LEGAL_BASIS="ภารกิจของรัฐ (มาตรา 24 (4))"
PRIVACY_URL=https://www.example.go.th/privacy
METRICS_TOKEN={METRICS_TOKEN}
"""
#: Only the server has them: doctor would ask LINE.
PLATFORM = {"LINE_CHANNEL_SECRET": "secret", "LINE_CHANNEL_ACCESS_TOKEN": "token"}
QUERY = "words-of-a-query"
#: What no line of a log may hold.
PRIVATE = (TOKEN, QUERY, TOKEN[:8])
#: No worker to wait for.
IMPATIENT: dict[StartProxy, dict[str, str]] = {running_caddy: {"lb_try_duration 5s": "lb_try_duration 200ms"}}
TAKEN_WITHIN = 30.0
START = {"nginx": running_nginx, "Caddy": running_caddy}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with public_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def state(folder: Path) -> Path:
    return state_folder(folder)


@pytest.fixture(scope="module")
def environment_file(folder: Path) -> Path:
    file = folder / "radap.env"
    file.write_text(SETTINGS)
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def worker(folder: Path, state: Path, environment_file: Path) -> Iterator[Service]:
    """A worker with one result."""
    environment = service_environment(environment_file, free_port(), state) | PLATFORM
    with running_service(environment, folder / "worker.log") as worker:
        asyncio.run(publish_result(state, load_settings(environment)))
        yield worker


@pytest.fixture(params=START)
def start(request: pytest.FixtureRequest) -> StartProxy:
    return START[request.param]


@pytest.fixture
def proxy(start: StartProxy, folder: Path, worker: Service, tmp_path: Path) -> Iterator[Proxy]:
    with public_folder() as own, start(own, (worker.port, worker.port), {}) as proxy:
        yield proxy


async def publish_result(state: Path, settings: Settings) -> None:
    async with Redis.from_url(f"unix://{state}/redis.sock") as redis:
        await publish(make_store(settings, redis), worked_result(load_criteria(None)))


def test_the_chat_and_a_result_open_over_tls(proxy: Proxy) -> None:
    with proxy.client() as client:
        page = client.get("/chat")
        assert page.status_code == 200
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        event = {"id": "event-one", "kind": "greeting"}
        answer = client.post("/chat/turn", json=event, headers={"Origin": proxy.address})
        assert answer.status_code == 200
        assert answer.json()["messages"]
        for ending, kind in (("", "text/html"), (".pdf", "application/pdf"), (".json", "application/json")):
            result = client.get(f"/r/{TOKEN}{ending}")
            assert result.status_code == 200
            assert result.headers["content-type"].startswith(kind)
    assert httpx.get(proxy.address.replace("https", "http"), trust_env=False).status_code in {400, 301, 308}


def test_the_log_has_no_token_and_no_query(proxy: Proxy) -> None:
    with proxy.client() as client:
        for path in (
            f"/r/{TOKEN}",
            f"/p/{TOKEN}",
            f"/t/{TOKEN}.xlsx",
            f"/x/{TOKEN}.json",
            f"/o/{TOKEN}.pdf",
            f"/v/{TOKEN}",
            f"/c/live/{TOKEN}.{TOKEN}.csv",
            f"/k/{TOKEN}",
            f"/{TOKEN}",
        ):
            client.get(f"{path}?{QUERY}", headers={"Referer": f"{proxy.address}/r/{TOKEN}", "X-Word": QUERY})
        client.get(f"//r//{TOKEN}")
        client.get(f"/about?{QUERY}")
    log = proxy.until_logged("/about")
    assert "GET /r 200" in log or '"uri":"/r…"' in log
    assert [private for private in PRIVATE if private in log] == []


def test_the_log_has_no_token_where_no_worker_answers(start: StartProxy) -> None:
    with public_folder() as own, start(own, (free_port(), free_port()), IMPATIENT.get(start, {})) as proxy:
        with proxy.client() as client:
            assert client.get(f"/r/{TOKEN}?{QUERY}").status_code in {502, 503}
            assert client.post(f"/line/{TOKEN}?{QUERY}", content=b"x" * 100).status_code in {502, 503}
        log = proxy.until_logged("/line")
        assert "502" in log or "503" in log
        assert [private for private in PRIVATE if private in log] == []


def test_the_log_has_no_token_where_an_address_asks_too_often(worker: Service) -> None:
    """With nginx alone: Caddy has no such limit without a plugin."""
    changes = {"rate=50r/s": "rate=1r/m", "burst=200": "burst=2"}
    with public_folder() as own, running_nginx(own, (worker.port, worker.port), changes) as proxy:
        with proxy.client() as client:
            statuses = [client.get(f"/r/{TOKEN}?{QUERY}").status_code for _ in range(5)]
            assert statuses == [200, 200, 200, 429, 429]
            assert client.post("/line/webhook", content=b"{}").status_code != 429
        log = proxy.until_logged("/line")
        assert "GET /r 429" in log
        assert [private for private in PRIVATE if private in log] == []


def status_of(client: httpx.Client, place: str, content: bytes) -> int:
    """Return the status alone: whoever is refused before the whole body is read may not get the whole page."""
    with client.stream("POST", place, content=content) as answer:
        return answer.status_code


def test_long_bodies_are_refused(proxy: Proxy) -> None:
    with proxy.client() as client:
        json = {"Content-Type": "application/json"}
        assert client.post("/chat/turn", content=b"x" * 60 * 1024, headers=json).status_code == 400
        assert client.post("/chat/turn", content=b"x" * 65 * 1024, headers=json).status_code == 413
        table = b"x" * 2 * 1024 * 1024
        client.get("/chat")  # Only a visitor's file is read.
        assert status_of(client, "/chat/file?id=file-one", table) not in {413, 502}
        assert status_of(client, "/chat/file?id=file-two", table + b"x" * 200_000) == 413
        # A stranger is refused before the list is read, which Caddy may take for a failure of the server.
        assert status_of(client, "/c/000000000000/expected", table) != 413
        assert client.post("/line/webhook", content=b"x" * 500 * 1024).status_code not in {413, 502}
        assert client.post(f"/line/webhook?{QUERY}{TOKEN}", content=b"x" * 700 * 1024).status_code == 413
        client.get("/about")
    log = proxy.until_logged("/about")
    assert [private for private in PRIVATE if private in log] == []


def test_metrics_are_not_public(proxy: Proxy, worker: Service) -> None:
    assert "radap_turns" in metrics(worker)
    spellings = ("/metrics", "/metrics/", "/%6Detrics", "//metrics", "/./metrics", "/x/../metrics")
    # curl sends the path as it is; httpx would shorten it.
    options = ("--silent", "--show-error", "--location", "--path-as-is", "--cacert", str(proxy.certificate))
    token = ("--header", f"Authorization: Bearer {METRICS_TOKEN}")
    command = [installed("curl"), *options, *token, *(f"{proxy.address}{path}" for path in spellings)]
    answers = subprocess.run(command, capture_output=True, check=True)
    assert b"radap_" not in answers.stdout


def test_a_worker_that_closes_passes_its_calls_on(
    start: StartProxy, state: Path, environment_file: Path, worker: Service
) -> None:
    environment = service_environment(environment_file, free_port(), state)
    with (
        public_folder() as own,
        running_service(environment, own / "closing.log") as closing,
        start(own, (closing.port, worker.port), {}) as proxy,
        proxy.client() as client,
    ):
        assert [client.get("/chat").status_code for _ in range(4)] == [200] * 4
        with unfinished_call(closing):
            closing.process.terminate()
            until_closing(closing)
            assert [client.get(f"/r/{TOKEN}").status_code for _ in range(4)] == [200] * 4
            assert [greet(client, proxy, number) for number in range(4)] == [200] * 4
        assert closing.process.wait() == 0
        assert [client.get(f"/r/{TOKEN}").status_code for _ in range(4)] == [200] * 4
        assert [greet(client, proxy, number) for number in range(4, 8)] == [200] * 4


def greet(client: httpx.Client, proxy: Proxy, number: int) -> int:
    """Send an event, and return the status. Through Caddy as the chat page does: again, until a worker takes it."""
    end = time.monotonic() + TAKEN_WITHIN
    while True:
        status = client.post("/chat/turn", json={"id": f"greeting-{number}", "kind": "greeting"}).status_code
        if status < 500 or proxy.name == "nginx" or time.monotonic() > end:
            return status


def unfinished_call(worker: Service) -> socket.socket:
    """Open a call whose body does not come, so that the worker waits for it before it ends."""
    connection = socket.create_connection(("127.0.0.1", worker.port))
    head = b"POST /chat/turn HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    connection.sendall(head)
    while 'pool="chat"} 1.0' not in metrics(worker):
        pass
    return connection


def metrics(worker: Service) -> str:
    return httpx.get(f"{worker.address}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}).text


def until_closing(worker: Service) -> None:
    while httpx.get(f"{worker.address}/readyz").status_code != 503:
        pass


def test_doctor_is_green_behind_the_proxy(proxy: Proxy, state: Path, environment_file: Path) -> None:
    environment = service_environment(environment_file, free_port(), state) | {
        "PUBLIC_URL": proxy.address,
        "SSL_CERT_FILE": str(proxy.certificate),
    }
    command = [*ordinary_user(), in_this_environment(f"{INSTALLED_IN}/radap"), "doctor"]
    doctor = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    checks = [line for line in doctor.stdout.splitlines() if line.startswith("  ")]
    assert len(checks) > 8
    assert [line for line in checks if not line.startswith("  ok ")] == []
    assert f"{proxy.address}/readyz" in doctor.stdout
