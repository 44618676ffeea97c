"""Any input at every endpoint: no 5xx, no error in the log, and no change without the platform's signature or secret.

`make soak` tries 100,000 inputs; FUZZ_EXAMPLES sets how many each test tries.
"""

import copy
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.app import open_app
from bot.config.data_files import criteria_file
from bot.config.settings import load_settings
from flows.errors import CriteriaError
from flows.standard.criteria_parser import parse_criteria
from tests.fakes.officers import LINE_SECRET, TELEGRAM_SECRET, platform_settings
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_body, line_user_id, sign
from tests.fakes.platforms.recording_api import RecordingApi

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
IDS, CHAT = Ids(), 700
CRITERIA = json.loads(criteria_file().read_text("utf-8"))

fuzzed = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.generate, Phase.shrink]
)
strings = st.text(max_size=40) | st.sampled_from(
    [
        "",
        "\x00",
        "\ud83d",
        "\u202e",
        "{0}%s",
        "a" * 6000,
        "line",
        "user",
        "text",
        "-1",
        "../..",
        "<b>",
        "null",
        "U" * 33,
    ]
)
numbers = st.integers() | st.floats() | st.sampled_from([0, -1, 2**31, 2**53, 2**64, 10**30])
scalars = st.none() | st.booleans() | numbers | strings
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4), max_leaves=8
)
#: The value to change (by its index) and its replacement; None removes it.
changes = st.lists(st.tuples(st.integers(0, 10_000), st.none() | values.map(lambda value: (value,))), max_size=4)

LINE_EVENTS = [
    line_events.line_text(IDS, line_user_id(1), "ใช่"),
    line_events.line_postback(IDS, line_user_id(1), "abcdef:welcome:agree"),
    line_events.line_follow(IDS, line_user_id(2)),
    line_events.line_unfollow(IDS, line_user_id(2)),
    line_events.line_sticker(IDS, line_user_id(1)),
    line_events.line_image(IDS, line_user_id(1)),
    line_events.line_location(IDS, line_user_id(1)),
    line_events.line_unsend(IDS, line_user_id(1), "5"),
    line_events.line_join(IDS),
    line_events.line_text(IDS, line_user_id(3), "/start", source="group"),
    line_events.line_member_joined(IDS, line_user_id(4)),
]
TELEGRAM_UPDATES = [
    telegram_updates.text_update(IDS, CHAT, "ใช่"),
    telegram_updates.tap_update(IDS, CHAT, 5, "abcdef:welcome:agree"),
    telegram_updates.start_update(IDS, CHAT),
    telegram_updates.sticker_update(IDS, CHAT),
    telegram_updates.photo_update(IDS, CHAT, caption="ภาพ"),
    telegram_updates.document_update(IDS, CHAT, "แบบ.pdf"),
    telegram_updates.edited_message_update(IDS, CHAT, 3, "แก้"),
    telegram_updates.blocked_update(IDS, CHAT),
    telegram_updates.added_to_group_update(IDS, -9, CHAT),
    telegram_updates.text_update(IDS, -9, "/start@radap_bot", user=CHAT, kind="supergroup"),
]
CHAT_EVENTS = [
    {"id": "event-0001", "kind": "text", "text": "ใช่"},
    {"id": "event-0002", "kind": "tap", "tap": "abcdef:welcome:agree"},
    {"id": "event-0003", "kind": "greeting"},
]


def changed(original: Any, wanted: list[tuple[int, tuple[Any] | None]]) -> Any:
    """Return a copy with some values replaced."""
    whole = {"whole": copy.deepcopy(original)}
    for number, replacement in wanted:
        places = [(part, key) for part in parts(whole) for key in keys(part)]
        part, key = places[number % len(places)]
        if replacement is not None:
            part[key] = replacement[0]
        elif part is not whole:
            del part[key]
    return whole["whole"]


def parts(value: Any) -> list[Any]:
    """Return all objects and arrays in a value that are not empty."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict | list) and value else []) + [
        each for one in inner for each in parts(one)
    ]


def keys(part: Any) -> list[Any]:
    return list(part) if isinstance(part, dict) else list(range(len(part)))


def as_json(value: Any) -> bytes:
    """Return JSON as a sender may write it, including unpaired surrogates and NaN."""
    return json.dumps(value, ensure_ascii=True).encode()


@pytest.fixture
async def client(tmp_path: Path, redis: Redis, redis_folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with RecordingApi() as api:
        environment = platform_settings(api) | {
            "REDIS_URL": f"unix://{redis_folder}/redis.sock",
            "CHAT_PAGE": "on",
            "EVENTS_PER_MINUTE": "60000",
        }
        async with (
            open_app(load_settings(environment)) as app,
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://radap.example.go.th") as client,
        ):
            client.headers["cookie"] = (await client.get("/chat")).headers["set-cookie"].partition(";")[0]
            yield client


@pytest.fixture(autouse=True)
def only_faults(caplog: pytest.LogCaptureFixture) -> None:
    """Capture only errors: known problems are logged as warnings."""
    caplog.set_level(logging.ERROR)


def check(answer: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    faults = [vars(record).get("where", record.getMessage()) for record in caplog.records]
    caplog.clear()
    assert answer.status_code < 500
    assert not faults


def is_text(body: bytes) -> bool:
    """The SDK checks the signature of a text. Other bytes cannot be LINE's, and are refused before."""
    with suppress(UnicodeDecodeError):
        return bool(body.decode()) or not body
    return False


async def line(client: httpx.AsyncClient, body: bytes) -> httpx.Response:
    return await client.post("/line/webhook", content=body, headers=sign(LINE_SECRET, body))


@fuzzed
@given(st.sampled_from(LINE_EVENTS), changes)
async def test_a_changed_line_event_does_not_affect_the_rest_of_its_batch(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, redis: Redis, event: Any, wanted: Any
) -> None:
    good = line_events.line_follow(IDS, line_user_id(IDS.number() + 1000))
    before = await redis.dbsize()
    body = as_json({"destination": "U", "events": [changed(event, wanted), good]})
    answer = await line(client, body)
    check(answer, caplog)
    assert answer.status_code == 200
    assert await redis.dbsize() > before, "the good one took effect"


@fuzzed
@given(st.binary(max_size=200) | values.map(as_json) | st.just(line_body(LINE_EVENTS[0])), st.booleans())
async def test_any_body_at_lines_webhook(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, redis: Redis, body: bytes, signed: bool
) -> None:
    before = {key: await redis.get(key) async for key in redis.scan_iter("*:session")}
    answer = await client.post(
        "/line/webhook", content=body, headers=sign(LINE_SECRET if signed else "no secret", body)
    )
    check(answer, caplog)
    if not signed:
        assert answer.status_code == (401 if is_text(body) else 400)
        assert {key: await redis.get(key) async for key in redis.scan_iter("*:session")} == before


@fuzzed
@given(st.sampled_from(TELEGRAM_UPDATES), changes, st.booleans())
async def test_changed_telegram_updates(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, redis: Redis, update: Any, wanted: Any, signed: bool
) -> None:
    before = {key: await redis.get(key) async for key in redis.scan_iter("*:session")}
    headers = telegram_updates.secret_headers(TELEGRAM_SECRET if signed else "another")
    answer = await client.post("/telegram/webhook", content=as_json(changed(update, wanted)), headers=headers)
    check(answer, caplog)
    assert answer.status_code == (200 if signed else 401)
    if not signed:
        assert {key: await redis.get(key) async for key in redis.scan_iter("*:session")} == before


@fuzzed
@given(st.binary(max_size=200) | values.map(as_json))
async def test_any_body_at_telegrams_webhook_is_accepted_and_not_redelivered(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    headers = telegram_updates.secret_headers(TELEGRAM_SECRET)
    answer = await client.post("/telegram/webhook", content=body, headers=headers)
    check(answer, caplog)
    assert answer.status_code == 200


@fuzzed
@given(st.sampled_from(CHAT_EVENTS), changes, st.binary(max_size=60) | st.none(), strings)
async def test_any_body_at_the_chat_page(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, event: Any, wanted: Any, raw: bytes | None, kind: str
) -> None:
    body = as_json(changed(event, wanted)) if raw is None else raw
    content_type = "application/json" if len(kind) % 4 else kind.encode("ascii", "ignore").decode().strip("\x00\r\n ")
    safe = "".join(letter for letter in content_type if letter.isprintable())
    check(await client.post("/chat/turn", content=body, headers={"content-type": safe}), caplog)


@fuzzed
@given(
    st.sampled_from(["/r/", "/p/", "/x/", "/static/", "/", "/chat", "/metrics", "/line/", "/telegram/"]),
    st.text(max_size=30),
    st.dictionaries(st.sampled_from(["lang", "v", "x"]), strings, max_size=2),
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]),
    st.dictionaries(
        st.sampled_from(["accept-language", "if-none-match", "range", "accept-encoding", "user-agent", "host"]),
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
        max_size=3,
    ),
)
async def test_any_request_for_a_page(
    client: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    start: str,
    rest: str,
    query: dict[str, str],
    method: str,
    headers: dict[str, str],
) -> None:
    said = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    path = start + "".join(f"%{byte:02X}" for byte in rest.encode("utf-8", "replace"))
    check(await client.request(method, path, params=said, headers=headers), caplog)


@fuzzed
@given(changes)
def test_any_criteria_file_is_read_or_its_faults_are_named(wanted: Any) -> None:
    text = json.dumps(changed(CRITERIA, wanted), ensure_ascii=True)
    with suppress(CriteriaError):
        parse_criteria(text)
