"""The page of a question to a colleague over HTTP: who may open it, what it shows, and what it stores."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import CodePages
from bot.collaboration.question_page import QuestionPage
from bot.errors import StoreUnavailable
from bot.shared.links import Links
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.keys import link_key
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.web.pages import WebPages
from flows.collaboration.codes import CodeTarget
from flows.collaboration.kinds import SharedKind
from flows.collaboration.question import ColleagueQuestion, QuestionState
from flows.collaboration.shared_record import Change, record_to_json
from flows.i18n.wording import Catalogues
from flows.model.link import Link, LinkKind
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.asked import Pair
from tests.fakes.web import BROWSER, HOSTILE, SITE
from tests.reported_cases import reported_case

HIDDEN_ID = re.compile(r'name="id" value="([^"]+)"')
WRONG_CODE = "0000-0000-0000-0000"


@pytest.fixture
async def client(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    pages = WebPages(catalogues)
    chats = ChatLinks(Links(SITE), has_chat_page=True)
    kinds = {SharedKind.QUESTION: QuestionPage(store, CriteriaEditions(criteria, store), pages, chats)}
    app = Starlette(routes=CodePages(store, pages, Links(SITE), kinds).routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=BROWSER) as client:
        yield client


@pytest.fixture
async def pair(turns: TurnHandler, store: Store) -> Pair:
    pair = Pair(turns, store)
    await pair.asked()
    return pair


async def filled(client: httpx.AsyncClient, code: str, **fields: str) -> dict[str, str]:
    """The fields of a form that was just opened, filled in."""
    found = HIDDEN_ID.search((await client.get(f"/k/{code}")).text)
    assert found
    return {"id": found[1], "answer": "standard", "name": "", "remark": "", **fields}


async def send(client: httpx.AsyncClient, code: str, fields: Mapping[str, str], **headers: str) -> httpx.Response:
    headers = {"origin": SITE, "sec-fetch-site": "same-origin", **headers}
    return await client.post(f"/k/{code}", data=dict(fields), headers=headers)


async def test_the_page_shows_the_question_and_what_each_level_requires(
    pair: Pair, client: httpx.AsyncClient, criteria: Criteria
) -> None:
    answer = await client.get(f"/k/{pair.code}")
    assert answer.status_code == 200
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    process = criteria.processes[0]
    requirements = [item.full.th for item in process.levels.values()]
    for shown in (worked_example.SERVICE, worked_example.AGENCY, process.name.th, "จะเก็บคำตอบ", *requirements):
        assert shown in answer.text
    english = (await client.get(f"/k/{pair.code}?lang=en")).text
    assert process.name.en in english
    assert "Radap stores your answer" in english


async def test_the_answer_reaches_the_owner(pair: Pair, client: httpx.AsyncClient) -> None:
    fields = await filled(client, pair.code, name="  สมชาย ", remark="ตามระเบียบ\r\nข้อ 5")
    answer = await send(client, pair.code, fields)
    assert (answer.status_code, "ขอบคุณ" in answer.text) == (200, True)
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    assert "สมชาย ตอบแล้ว" in pair.owner.notices
    await pair.owner.tap("use")
    assert (await pair.answers())["note_search"] == "ตามระเบียบ\nข้อ 5"


async def test_the_same_form_sent_twice_is_thanked_for_twice(pair: Pair, client: httpx.AsyncClient) -> None:
    fields = await filled(client, pair.code)
    answers = await asyncio.gather(*(send(client, pair.code, fields) for _ in range(2)))
    assert [(item.status_code, "ขอบคุณ" in item.text) for item in answers] == [(200, True)] * 2


async def test_another_answer_opens_nothing(pair: Pair, client: httpx.AsyncClient) -> None:
    first = await filled(client, pair.code)
    second = await filled(client, pair.code, answer="none", remark="ช้าไป")
    await send(client, pair.code, first)
    answer = await send(client, pair.code, second)
    assert answer.status_code == 404
    assert (await client.get(f"/k/{pair.code}")).status_code == 404
    record = await pair.record()
    assert record
    assert (record.answer, record.remark) == ("standard", "")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"answer": ""}, "กรุณาเลือกหนึ่งคำตอบ"),
        ({"answer": "excellent"}, "กรุณาเลือกหนึ่งคำตอบ"),
        ({"name": "12 34"}, "ตัวอักษร"),
        ({"name": "ก" * 201}, "201"),
        ({"remark": "ก" * 501}, "501"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_lost(
    pair: Pair, client: httpx.AsyncClient, fields: dict[str, str], problem: str
) -> None:
    sent = await filled(client, pair.code, name="สมชาย", remark="หมายเหตุเดิม") | fields
    answer = await send(client, pair.code, sent)
    assert answer.status_code == 422
    assert problem in answer.text
    for name in ("id", "name", "remark"):
        assert sent[name] in answer.text
    if "answer" not in fields:
        assert 'value="standard" required checked' in answer.text
    corrected = {**sent, "answer": "standard", "name": "สมชาย", "remark": ""}
    assert (await send(client, pair.code, corrected)).status_code == 200


async def test_a_form_without_its_id_is_taken_too(pair: Pair, client: httpx.AsyncClient) -> None:
    assert (await send(client, pair.code, {"answer": "initial"})).status_code == 200
    assert (await send(client, pair.code, {"answer": "initial"})).status_code == 404


async def test_what_people_type_is_escaped(pair: Pair, client: httpx.AsyncClient) -> None:
    answer = await send(client, pair.code, await filled(client, pair.code, name=HOSTILE, remark=HOSTILE, answer=""))
    assert "<script>" not in answer.text
    assert "49" not in re.sub(r"\d{4}", "", answer.text.partition("alert")[2][:80])


async def test_opening_changes_nothing_whoever_does_it(pair: Pair, client: httpx.AsyncClient, redis: Redis) -> None:
    key = link_key(Link(LinkKind.QUESTION, (await pair.known())[0].token))
    before, keys = await redis.get(key), set(await redis.keys())
    previews = reported_case("view-count-preview-programs")
    for headers in (*previews["counted_but_should_not"], *previews["not_counted_but_should"]):
        for method in ("GET", "HEAD"):
            assert (await client.request(method, f"/k/{pair.code}", headers=headers)).status_code == 200
    assert await redis.get(key) == before
    assert set(await redis.keys()) - keys <= {b"radap:{cookie}:key"}
    assert (await send(client, pair.code, await filled(client, pair.code))).status_code == 200


async def test_a_form_of_another_site_is_not_taken(pair: Pair, client: httpx.AsyncClient) -> None:
    fields = await filled(client, pair.code)
    assert (await send(client, pair.code, fields, origin="https://evil.example")).status_code == 403
    assert (await send(client, pair.code, fields, **{"sec-fetch-site": "cross-site"})).status_code == 403
    record = await pair.record()
    assert record
    assert record.state is QuestionState.OPEN


async def test_every_code_that_opens_nothing_gets_the_same_page(
    pair: Pair, client: httpx.AsyncClient, store: Store
) -> None:
    used = pair.code
    await send(client, used, await filled(client, used))
    withdrawn = await pair.ask()
    await pair.owner.type("/back")
    token = (await pair.known())[1].token
    await pair.owner.type("/delete", "ใช่")
    expired = "7KQ2-M9XA-04TC-WE5H"
    record = ColleagueQuestion("ก", "", "level_search", "draft-2568", "th", asked_at=1, open_until=2)
    await store.shared.publish(Link(LinkKind.QUESTION, token + "x"), record_to_json(record), 60)
    target = f'["{SharedKind.QUESTION.value}","{token}x"]'
    await store.shared.publish(Link(LinkKind.CODE, expired), target, 60)
    assert CodeTarget(SharedKind.QUESTION, token + "x") == await store.shared.find(Link(LinkKind.CODE, expired))
    pages = [await client.get(f"/k/{code}") for code in (used, withdrawn, expired, WRONG_CODE, "x", token)]
    assert [page.status_code for page in pages] == [404] * 6
    assert len({page.text for page in pages}) == 1
    posts = [await send(client, code, {"answer": "none"}) for code in (used, withdrawn, expired, WRONG_CODE)]
    assert [page.status_code for page in posts] == [404] * 4


class Unavailable:
    """Shared records that can be read and not changed."""

    def __init__(self, store: Store) -> None:
        self.shared = store.shared
        self.find = store.shared.find

    async def change(self, link: Link, change: Change) -> bool:
        raise StoreUnavailable("Redis does not answer.")


async def test_nothing_is_lost_while_the_database_is_down(
    pair: Pair, client: httpx.AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = await filled(client, pair.code, name="สมชาย", remark="ยาวมาก")
    working = store.shared
    monkeypatch.setattr(store, "shared", Unavailable(store))
    answer = await send(client, pair.code, fields)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "ยาวมาก" in answer.text
    assert "ลองอีกครั้ง" in answer.text or "ส่งอีกครั้ง" in answer.text
    monkeypatch.setattr(store, "shared", working)
    assert (await send(client, pair.code, fields)).status_code == 200
