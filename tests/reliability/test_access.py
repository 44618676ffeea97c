"""Nobody sees or changes another officer's data through any endpoint."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.channels.browser.cookies import COOKIE
from bot.storage.keys import session_key
from bot.storage.recent_events import WINDOW
from flows.model.session import Session
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
from tests.fakes.platforms.line_events import line_body, line_user_id, sign
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.running_server import running_server
from tests.fakes.services import plain_store

OWNER, STRANGER = 501, 502
OFFICERS: dict[str, Callable[[RecordingApi, Ids, int], Officer]] = {"line": LineOfficer, "telegram": TelegramOfficer}
SECRETIVE = "บริการลับเฉพาะ"
MOVES = ("=/start", "agree", f"={SECRETIVE}", f"={worked_example.AGENCY}", *ASSESSMENT[4:])


class Deployment:
    """A running server, its platforms, and its database."""

    def __init__(self, client: httpx.AsyncClient, api: RecordingApi, redis: Redis) -> None:
        self.client, self.api, self.redis, self.ids = client, api, redis, Ids()

    def officer(self, platform: str, number: int) -> Officer:
        return OFFICERS[platform](self.api, self.ids, number)

    async def post(self, call: Delivery, **headers: str) -> int:
        answer = await self.client.post(call.path, content=call.body, headers=call.headers | headers)
        return answer.status_code

    async def play(self, officer: Officer, *moves: str) -> None:
        for move in moves:
            assert await self.post(officer.act(move)) == 200

    async def everything(self) -> dict[bytes, bytes | str | None]:
        return {key: await self.redis.dump(key) async for key in self.redis.scan_iter()}

    async def record(self, officer: Officer) -> bytes | str | None:
        return await self.redis.get(session_key(officer.conversation))

    def shown(self) -> str:
        """Return everything that the platforms were asked to show so far."""
        return str([call.body for call in self.api.calls])


@pytest.fixture
async def deployment(tmp_path: Path, redis: Redis, redis_folder: Path) -> AsyncIterator[Deployment]:
    async with RecordingApi() as api:
        settings = platform_settings(api) | {"REDIS_URL": f"unix://{redis_folder}/redis.sock", "CHAT_PAGE": "on"}
        async with running_server(tmp_path, **settings) as server, httpx.AsyncClient(base_url=server) as client:
            yield Deployment(client, api, redis)


def foreign_tap(deployment: Deployment, platform: str, data: str) -> Delivery:
    """Send the data of the owner's button as a stranger."""
    if platform == "line":
        body = line_body(line_events.line_postback(deployment.ids, line_user_id(STRANGER), data))
        return Delivery("/line/webhook", body, body, sign(LINE_SECRET, body))
    update = telegram_updates.tap_update(deployment.ids, STRANGER, 3, data)
    body = telegram_updates.update_body(update)
    return Delivery("/telegram/webhook", body, body, telegram_updates.secret_headers(TELEGRAM_SECRET))


@pytest.mark.parametrize("platform", OFFICERS)
async def test_a_strangers_tap_on_the_owners_buttons_changes_and_shows_nothing(
    deployment: Deployment, platform: str
) -> None:
    owner, stranger = deployment.officer(platform, OWNER), deployment.officer(platform, STRANGER)
    await deployment.play(owner, *MOVES[:8])
    await deployment.play(stranger, *ASSESSMENT[:3])
    before, said = await deployment.record(owner), len(deployment.shown())
    for data in owner.buttons():
        assert await deployment.post(foreign_tap(deployment, platform, data)) == 200
    assert await deployment.record(owner) == before
    assert SECRETIVE not in deployment.shown()[said:]


@pytest.mark.parametrize("platform", OFFICERS)
async def test_a_stranger_lists_exports_and_deletes_only_own_data(deployment: Deployment, platform: str) -> None:
    owner, stranger = deployment.officer(platform, OWNER), deployment.officer(platform, STRANGER)
    await deployment.play(owner, *MOVES)
    before, said = await deployment.everything(), len(deployment.shown())
    await deployment.play(stranger, "=/start", "=/results", "=/export", "=/delete", "=ใช่")
    after = await deployment.everything()
    assert {key: after.get(key) for key in before} == before
    assert SECRETIVE not in deployment.shown()[said:]


@pytest.mark.parametrize("platform", OFFICERS)
@pytest.mark.parametrize("change", ["nothing", "wrong", "a near one", "empty", "not ASCII"])
async def test_a_call_without_signature_or_secret_changes_nothing(
    deployment: Deployment, platform: str, change: str
) -> None:
    owner = deployment.officer(platform, OWNER)
    await deployment.play(owner, *MOVES[:4])
    call, other = owner.act("=ข้อความปลอม"), owner.act("=/start")
    before = await deployment.everything()
    name = next(name for name in call.headers if name.startswith("x-"))
    near = {"line": other.headers[name], "telegram": TELEGRAM_SECRET[:-1]}[platform]
    proofs = {"wrong": "A" * 44, "a near one": near, "empty": "", "not ASCII": "é"}
    headers = {key: value for key, value in call.headers.items() if key != name}
    if change != "nothing":
        headers[name] = proofs[change]
    answer = await deployment.client.post(
        call.path, content=call.body, headers=[(key.encode(), value.encode()) for key, value in headers.items()]
    )
    assert answer.status_code == 401
    assert await deployment.everything() == before


async def test_an_old_signed_body_that_is_replayed_changes_nothing(deployment: Deployment) -> None:
    owner = deployment.officer("line", OWNER)
    await deployment.play(owner, "=/start", "agree")
    calls = []
    for number in range(WINDOW + 8):
        calls.append(owner.act("=/back" if number % 2 else f"=บริการที่ {number}"))
        assert await deployment.post(calls[-1]) == 200
    before = await session(deployment, owner)
    for call in calls:
        assert await deployment.post(call) == 200
    assert await session(deployment, owner) == before


async def session(deployment: Deployment, officer: Officer) -> Session:
    loaded = await plain_store(deployment.redis).load(officer.conversation)
    assert loaded.session is not None
    return loaded.session


async def test_a_browser_sees_its_own_conversation_only(deployment: Deployment) -> None:
    first = await deployment.client.get("/chat")
    own = first.headers["set-cookie"].partition(";")[0]
    deployment.client.cookies.clear()
    event = {"id": "event-0001", "kind": "text", "text": SECRETIVE}
    agree = {"id": "event-0002", "kind": "greeting"}
    for body in (agree, event):
        assert (await deployment.client.post("/chat/turn", json=body, headers={"cookie": own})).status_code == 200
    before = await deployment.everything()
    visitor = own.removeprefix(f"{COOKIE}=").partition(".")[0]
    for forged in (visitor, f"{visitor}.{'A' * 43}", own.removeprefix(f"{COOKIE}=")[:-1]):
        deployment.client.cookies.clear()
        answer = await deployment.client.post("/chat/turn", json=event, headers={"cookie": f"{COOKIE}={forged}"})
        assert answer.status_code == 403
    assert await deployment.everything() == before


async def test_the_browser_chat_cannot_open_a_platforms_conversation(deployment: Deployment) -> None:
    owner = deployment.officer("telegram", OWNER)
    await deployment.play(owner, *MOVES[:8])
    before = await deployment.record(owner)
    page = await deployment.client.get("/chat")
    cookie = page.headers["set-cookie"].partition(";")[0]
    for data in owner.buttons():
        body = {"id": f"event-{data[-4:]:x>8}".replace(":", "_"), "kind": "tap", "tap": data}
        answer = await deployment.client.post("/chat/turn", json=body, headers={"cookie": cookie})
        assert SECRETIVE not in answer.text
    assert await deployment.record(owner) == before


async def test_a_link_opens_its_own_result_and_nothing_near_it(deployment: Deployment) -> None:
    owner = deployment.officer("line", OWNER)
    await deployment.play(owner, *MOVES)
    assert isinstance(owner, LineOfficer)
    path = httpx.URL(owner.link()).path
    assert SECRETIVE in (await deployment.client.get(path)).text
    token = re.sub(r"^/r/|\.\w+$", "", path)
    last = "A" if token[-1] != "A" else "B"
    for near in (token[:-1], token[:-1] + last, token.swapcase(), token + "A", token[::-1]):
        for form in ("/r/{}", "/r/{}.json", "/r/{}.pdf", "/p/{}", "/x/{}.json"):
            answer = await deployment.client.get(form.format(near))
            assert answer.status_code == 404
    for other in (f"/p/{token}", f"/x/{token}.json"):
        assert (await deployment.client.get(other)).status_code == 404
