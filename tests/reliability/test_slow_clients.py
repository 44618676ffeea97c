"""Malicious clients on real connections: slow or large requests hold no slots and little memory, and fill no log."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot.server.concurrency_limit import DEFAULT_POOL
from bot.server.http_protocol import MAX_HEAD_BYTES
from flows.i18n.wording import Catalogues
from tests.fakes.officers import ASSESSMENT, LINE_SECRET, TELEGRAM_SECRET, LineOfficer, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import sign
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.raw_client import WITHIN, RawClient, get, statuses
from tests.fakes.running_server import running_server
from tests.fakes.worker import running_worker

MEBIBYTE = 1024 * 1024
#: A large response that needs no assessment: the font, 90 kB.
LARGE = get("/static/Sarabun-Regular.ttf")
PACKED = get("/static/Sarabun-Regular.ttf", "Accept-Encoding: gzip")
EVIL = "evil.example"


@pytest.fixture
async def server(tmp_path: Path, api: RecordingApi) -> AsyncIterator[str]:
    async with running_server(tmp_path, CHAT_PAGE="on", **platform_settings(api)) as server:
        yield server


@pytest.fixture
async def client(server: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server, timeout=WITHIN) as client:
        yield client


ENDLESS_HEADS = {
    "many lines": (b"GET /healthz HTTP/1.1\r\n", b"X-Line: value\r\n" * 1000),
    "one line": (b"GET /healthz HTTP/1.1\r\nX-Line: ", b"v" * 16384),
    "one name": (b"GET /healthz HTTP/1.1\r\n", b"X" * 16384),
    "one path": (b"GET /", b"p" * 16384),
    "line ends": (b"", b"\r\n" * 8192),
    "trailers": (
        b"POST /line/webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n",
        b"X-Line: value\r\n" * 1000,
    ),
}


@pytest.mark.parametrize("before", ["nothing", "an answered request", "a request"])
async def test_an_endless_head_is_refused_after_any_requests(server: str, before: str) -> None:
    expected = [431] if before == "nothing" else [200, 431]
    for kind, (begin, on) in ENDLESS_HEADS.items():
        async with RawClient(server) as sender:
            answers = b""
            if before == "an answered request":
                assert await sender.send(get("/healthz"))
                answers += await sender.read_answers(1)
            await sender.send((get("/healthz") if before == "a request" else b"") + begin)
            await sender.send_on(on, 16 * MEBIBYTE)
            answers += await sender.read_to_end()
        assert statuses(answers) == expected, kind
        assert answers.lower().count(b"connection: close") == 1, kind


def head_of(size: int, *lines: str) -> bytes:
    """Return a request whose head has this many bytes."""
    head = "\r\n".join([*(lines or ["GET /healthz HTTP/1.1"]), "X-Line: "]).encode()
    return head + b"v" * (size - len(head) - 4) + b"\r\n\r\n"


async def test_a_head_may_have_64_kibibytes_and_no_more(server: str) -> None:
    assert MAX_HEAD_BYTES == 64 * 1024
    async with RawClient(server) as sender:
        for _ in range(2):
            assert await sender.send(head_of(MAX_HEAD_BYTES))
            assert statuses(await sender.read_answers(1)) == [200]
        await sender.send(head_of(MAX_HEAD_BYTES + 1))
        assert statuses(await sender.read_to_end()) == [431]


async def test_the_limit_is_for_each_head(server: str) -> None:
    trailers = b"X-Line: value\r\n" * (MAX_HEAD_BYTES * 2 // 3 // len(b"X-Line: value\r\n"))
    async with RawClient(server) as sender:
        post = head_of(MAX_HEAD_BYTES, "POST /line/webhook HTTP/1.1", "Content-Length: 8")
        assert await sender.send(post + b"unsigned")
        assert statuses(await sender.read_answers(1)) == [401]
        assert await sender.send(body_head("POST", "/line/webhook") + chunk(b"x") + b"0\r\n" + trailers + b"\r\n")
        assert statuses(await sender.read_answers(1)) == [401]
        assert await sender.send(head_of(MAX_HEAD_BYTES * 2 // 3))
        assert statuses(await sender.read_answers(1)) == [200]


async def test_a_secret_in_a_trailer_is_ignored(server: str) -> None:
    secret = f"X-Telegram-Bot-Api-Secret-Token: {TELEGRAM_SECRET}\r\n".encode()
    head, _, behind = body_head("POST", "/telegram/webhook").partition(secret)
    async with RawClient(server) as sender:
        assert await sender.send(head + behind + chunk(b"{}") + b"0\r\n" + secret + b"\r\n")
        assert statuses(await sender.read_answers(1)) == [401]


async def test_a_head_in_many_pieces_is_accepted(server: str) -> None:
    async with RawClient(server) as sender:
        for byte in get("/healthz", "Connection: close"):
            assert await sender.send(bytes([byte]))
        assert statuses(await sender.read_to_end()) == [200]


async def test_pipelined_requests_are_answered_in_their_order(server: str) -> None:
    post = b"POST /line/webhook HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
    async with RawClient(server) as sender:
        assert await sender.send((get("/healthz") + post + get("/nowhere")) * 100 + get("/chat", "Connection: close"))
        assert statuses(await sender.read_to_end()) == [200, 401, 404] * 100 + [200]


async def test_a_pipelined_request_does_not_time_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.server.uvicorn_server.KEEP_ALIVE_SECONDS", 0)
    async with running_server(tmp_path) as server, RawClient(server) as sender:
        assert await sender.send(get("/readyz") * 100)
        assert statuses(await sender.read_to_end()) == [200] * 100


def line_call(api: RecordingApi) -> tuple[bytes, bytes]:
    """Return the head and the body of a webhook call."""
    call = LineOfficer(api, Ids(), 1).act(ASSESSMENT[0])
    head = [f"POST {call.path} HTTP/1.1", f"Content-Length: {len(call.body)}"]
    head += [f"{name}: {value}" for name, value in call.headers.items()]
    return "\r\n".join(head).encode() + b"\r\n\r\n", call.body


@pytest.fixture
async def busy(server: str, api: RecordingApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RawClient]:
    """A connection whose first request is in flight until LINE answers."""
    monkeypatch.setattr("bot.channels.line.client.REPLY_TIMEOUT", WITHIN)
    async with RawClient(server) as sender:
        assert await sender.send(b"".join(line_call(api)))
        await api.wait_for(1)
        yield sender


@pytest.fixture
def released(api: RecordingApi) -> asyncio.Event:
    """The event that makes LINE answer."""
    return api.hold_next("line", "replyMessage")


async def test_pipelined_data_wait_and_reading_pauses(
    released: asyncio.Event, busy: RawClient, client: httpx.AsyncClient
) -> None:
    number = MAX_HEAD_BYTES * 2 // 3 // len(get("/healthz"))
    for _ in range(2):
        assert await busy.send(get("/healthz") * number)
        for _ in range(5):
            await client.get("/healthz")  # time for the server to read
    assert await busy.send(get("/healthz", "Connection: close"))
    released.set()
    assert statuses(await busy.read_to_end()) == [200] * (2 * number + 2)


async def test_too_much_pipelined_data_is_refused_after_the_response(
    released: asyncio.Event, busy: RawClient, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.http_protocol.MAX_HEAD_BYTES", 4096)
    assert await busy.send(get("/healthz") * 1000)
    for _ in range(5):
        await client.get("/healthz")
    released.set()
    assert statuses(await busy.read_to_end()) == [200, 431]


async def test_endless_pipelined_requests_are_closed_after_some_responses(server: str) -> None:
    async with RawClient(server) as sender:
        await sender.send_on(get("/healthz") * 10_000, 64 * MEBIBYTE)
        answers = statuses(await sender.read_to_end())
    assert answers[0] == 200
    assert len(answers) < 10_000
    assert set(answers) <= {200, 431}


async def test_garbage_is_refused_after_the_responses_to_earlier_requests(server: str) -> None:
    async with RawClient(server) as sender:
        assert await sender.send(get("/chat") + get("/healthz") + b"nonsense\r\n\r\n")
        answers = await sender.read_to_end()
    assert statuses(answers) == [200, 200]
    assert b"</html>" in answers
    async with RawClient(server) as sender:
        assert await sender.send(b"nonsense\r\n\r\n")
        assert statuses(await sender.read_to_end()) == [400]


async def test_no_other_protocol_is_supported(server: str) -> None:
    for protocol in ("h2c", "websocket"):
        async with RawClient(server) as sender:
            assert await sender.send(get("/healthz", "Connection: Upgrade", f"Upgrade: {protocol}"))
            answer = await sender.read_to_end()
        assert statuses(answer) == [200]
        assert b"connection: close" in answer.lower()


async def test_the_header_timeout_pauses_while_an_earlier_request_is_unanswered(
    server: str, api: RecordingApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.line.client.REPLY_TIMEOUT", WITHIN)
    released = api.hold_next("line", "replyMessage")
    head, body = line_call(api)
    async with RawClient(server) as sender:
        assert await sender.send(head + body[:-1])
        await asyncio.sleep(0)
        monkeypatch.setattr("bot.server.http_protocol.HEADER_TIMEOUT_SECONDS", 0.0)
        assert await sender.send(body[-1:] + b"GET /healthz HTTP/1.1\r\n")
        await api.wait_for(1)
        released.set()
        assert statuses(await sender.read_to_end()) == [200]


async def test_line_breaks_do_not_keep_a_connection_open(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with RawClient(server) as sender:
        assert await sender.send(get("/healthz"))
        assert statuses(await sender.read_answers(1)) == [200]
        monkeypatch.setattr("bot.server.http_protocol.HEADER_TIMEOUT_SECONDS", 0.1)
        assert await sender.send(b"\r\n")
        assert await sender.read_to_end() == b""


def body_head(method: str, path: str) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: radap",
        "Content-Type: application/json",
        f"X-Telegram-Bot-Api-Secret-Token: {TELEGRAM_SECRET}",
        "Transfer-Encoding: chunked",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


READ_BODIES = ["/line/webhook", "/telegram/webhook", "/chat/turn"]
UNREAD_BODIES = {
    ("GET", "/chat"): 200,
    ("GET", "/healthz"): 200,
    ("GET", "/metrics"): 200,
    ("GET", "/static/chat.css"): 200,
    ("GET", "/r/unknown"): 404,
    ("POST", "/r/unknown.pdf"): 405,
    ("POST", "/nowhere"): 404,
    ("POST", "/"): 405,
}


@pytest.mark.parametrize("path", READ_BODIES)
async def test_a_slow_body_is_answered_408_and_the_connection_is_closed(
    server: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.request_body.SECONDS_TO_SEND", 0.1)
    async with RawClient(server) as sender:
        assert await sender.send(body_head("POST", path))
        async with asyncio.timeout(WITHIN):
            while await sender.send(chunk(b" ")):
                await asyncio.sleep(0.02)
        answer = await sender.read_to_end()
    assert statuses(answer) == [408]
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("path", READ_BODIES)
async def test_an_endless_body_is_answered_413_and_the_connection_is_closed(server: str, path: str) -> None:
    async with RawClient(server) as sender:
        assert await sender.send(body_head("POST", path))
        await sender.send_on(chunk(b" " * 65536), 64 * MEBIBYTE)
        answer = await sender.read_to_end()
    assert statuses(answer) == [413]
    assert b"connection: close" in answer.lower()


async def test_a_response_does_not_wait_for_an_unread_body(server: str) -> None:
    for (method, path), status in UNREAD_BODIES.items():
        async with RawClient(server) as sender:
            assert await sender.send(body_head(method, path))
            assert statuses(await sender.read_to_end()) == [status], path


async def test_the_chat_page_names_what_was_wrong_with_a_body(
    server: str, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = await client.post("/chat/turn", content=b" " * 70_000, headers={"Content-Type": "application/json"})
    assert (large.status_code, large.json()) == (413, {"problem": "too-large"})
    monkeypatch.setattr("bot.web.request_body.SECONDS_TO_SEND", 0.1)
    async with RawClient(server) as sender:
        assert await sender.send(body_head("POST", "/chat/turn"))
        assert (await sender.read_to_end()).endswith(b'{"problem":"too-slow"}')


async def figure(client: httpx.AsyncClient, name: str) -> float:
    (line,) = (line for line in (await client.get("/metrics")).text.splitlines() if line.startswith(f"{name} "))
    return float(line.split()[1])


async def test_slow_readers_hold_no_slots(
    server: str, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a slow machine the last of them would come after the first were closed.
    monkeypatch.setattr("bot.server.write_timeout.WRITE_TIMEOUT", 600)
    pool, slots = DEFAULT_POOL
    async with AsyncExitStack() as stack:
        for _ in range(slots + 6):
            reader = await stack.enter_async_context(RawClient(server, receive_buffer=2048))
            assert await reader.send(LARGE * 100)
        async with asyncio.timeout(WITHIN):
            while await figure(client, "radap_asyncio_tasks") < slots:  # their answers wait for them
                await asyncio.sleep(0.02)
            while await figure(client, f'radap_http_requests_in_flight{{pool="{pool}"}}'):
                await asyncio.sleep(0.02)
        for path, status in {"/chat": 200, "/static/chat.css": 200, "/r/unknown": 404, "/nowhere": 404}.items():
            assert (await client.get(path)).status_code == status
        assert await figure(client, "radap_asyncio_tasks") >= slots


@pytest.mark.parametrize("requests", [LARGE * 100, LARGE * 40 + get("/healthz", "Connection: close")])
async def test_who_reads_nothing_is_closed(server: str, requests: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.server.write_timeout.WRITE_TIMEOUT", 0.2)
    async with RawClient(server, receive_buffer=2048) as reader:
        assert await reader.send(requests)
        await reader.is_closed()


async def test_a_client_that_reads_later_gets_everything(server: str, client: httpx.AsyncClient) -> None:
    async with RawClient(server, receive_buffer=2048) as reader:
        assert await reader.send(LARGE * 20 + get("/healthz", "Connection: close"))
        async with asyncio.timeout(WITHIN):
            while await figure(client, 'radap_http_requests_in_flight{pool="pages"}'):
                await asyncio.sleep(0.02)
        assert statuses(await reader.read_to_end()) == [200] * 21


@pytest.mark.usefixtures("redis")
async def test_a_client_that_leaves_without_reading_logs_no_error(tmp_path: Path, redis_folder: Path) -> None:
    """Runs in a process with the real server's event loop, whose transports raise errors on late writes."""
    settings = {"REDIS_URL": f"unix://{redis_folder}/redis.sock"}
    log, readers = tmp_path / "log", 20
    async with running_worker(log, settings) as worker, httpx.AsyncClient(base_url=worker.address) as client:
        async with AsyncExitStack() as stack:
            for _ in range(readers):
                reader = await stack.enter_async_context(RawClient(worker.address, receive_buffer=2048))
                assert await reader.send(PACKED * 200)
            waiting = 0.0
            for _ in range(200):  # in each round of the event loop every reader is given at least one answer
                waiting = await figure(client, "radap_asyncio_tasks")
            assert waiting >= readers
        async with asyncio.timeout(WITHIN):
            while await figure(client, "radap_asyncio_tasks") >= readers:
                await asyncio.sleep(0.02)
    assert "ERROR" not in log.read_text()
    assert "WARNING" not in log.read_text()


LED_NOWHERE = ["/r/token/", "/r/token.pdf/", "/p/token/", "/x/token.json/", "/metrics/", "/healthz/", "/chat/"]
LED_NOWHERE += ["/static", "/static/", "//evil.example/", "/line/webhook/", "/chat/turn/"]
LED_SOMEWHERE = ["/", "/chat", "/chat?lang=en", "/r/unknown", "/r/unknown.json", "/p/unknown", "/x/unknown.json"]
LED_SOMEWHERE += ["/static/chat.js", "/static/levels.css", "/readyz", "/metrics", "/line/webhook"]


async def test_an_address_with_a_trailing_slash_is_not_found(client: httpx.AsyncClient, catalogues: Catalogues) -> None:
    for path in LED_NOWHERE:
        answer = await client.get(f"{client.base_url}{path}", headers={"Host": EVIL})
        assert answer.status_code == 404, path
        for say in catalogues.all:
            assert say("page.nowhere_title") in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "private, no-store"
        assert "location" not in answer.headers


async def test_the_host_header_is_in_no_response(client: httpx.AsyncClient) -> None:
    headers = {"Host": EVIL, "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "http", "Forwarded": f"host={EVIL}"}
    for path in (*LED_NOWHERE, *LED_SOMEWHERE):
        for method in ("GET", "HEAD", "POST"):
            answer = await client.request(method, f"{client.base_url}{path}", headers=headers)
            assert EVIL not in answer.text + str(answer.headers), path
            assert answer.headers.get("location", "chat") == "chat", path


async def test_others_are_served_while_a_large_batch_is_handled(server: str, caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps({"destination": "U", "events": [{}] * 150_000}, separators=(",", ":")).encode()
    head = ["POST /line/webhook HTTP/1.1", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in sign(LINE_SECRET, body).items()]
    async with RawClient(server) as platform, RawClient(server) as other:
        delivered = asyncio.create_task(platform.read_answers(1))
        with caplog.at_level(logging.INFO, "radap.line"):
            assert await platform.send("\r\n".join(head).encode() + b"\r\n\r\n" + body[:-1])
            assert await other.send(get("/healthz")[:-1])
            assert await platform.send(body[-1:])
            assert await other.send(get("/healthz")[-1:])
            for _ in range(10):  # each takes some rounds of the event loop
                assert statuses(await other.read_answers(1)) == [200]
                assert await other.send(get("/healthz"))
            assert not delivered.done()
            assert statuses(await delivered) == [200]
    # Beside it the server tells that it has warmed up, sooner or later.
    (record,) = (record for record in caplog.records if "skipped" in record.message)
    assert vars(record)["number"] == 150_000


async def test_connections_to_a_full_server_get_retry_after_and_do_not_fill_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = 20
    with caplog.at_level(logging.INFO, "radap.server"):
        async with running_server(tmp_path) as server, AsyncExitStack() as stack:
            monkeypatch.setattr("bot.server.http_protocol.MAX_CONNECTIONS", 2)
            for _ in range(2):
                held = await stack.enter_async_context(RawClient(server))
                assert await held.send(get("/healthz"))
                assert statuses(await held.read_answers(1)) == [200]
            for _ in range(refused):
                async with RawClient(server) as late:
                    assert await late.send(get("/healthz"))
                    answer = await late.read_to_end()
                assert statuses(answer) == [503]
                assert b"retry-after: " in answer.lower()
                assert b"connection: close" in answer.lower()
            assert [record.message for record in caplog.records if record.name == "radap.server"] == [
                "connections refused"
            ]
    told = [record for record in caplog.records if record.name == "radap.server"]
    numbers = [vars(record)["refused"] for record in told]
    assert numbers == [{"too many connections": 1}, {"too many connections": refused - 1}]
    assert {record.levelname for record in told} == {"WARNING"}


async def test_garbage_does_not_fill_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.refusal_log.PERIOD", 0.0)
    nonsense = [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"v" * MAX_HEAD_BYTES] * 5
    with caplog.at_level(logging.INFO):
        async with running_server(tmp_path) as server:
            for request in nonsense:
                async with RawClient(server) as caller:
                    await caller.send(request)
                    await caller.read_to_end()
    told = [record for record in caplog.records if record.name == "radap.server"]
    assert {record.levelname for record in told} == {"INFO"}
    numbers = [number for record in told for number in vars(record)["refused"].items()]
    for reason in ("malformed request", "request head too large"):
        assert sum(number for name, number in numbers if name == reason) == 5
    assert "WARNING" not in {record.levelname for record in caplog.records}
