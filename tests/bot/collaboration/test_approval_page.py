"""The page of a request for approval over HTTP: who may open it, what it shows, and what it stores."""

import pytest
from redis.asyncio import Redis

from bot.storage.keys import link_key
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.collaboration.approval import ApprovalState
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.link import Link, LinkKind
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.approvals import NAME, POSITION, Person, Site, approval_site, entry_of, request_of
from tests.fakes.services import make_turns, plain_store
from tests.fakes.web import HOSTILE
from tests.reported_cases import reported_case


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis, session_seconds=9000, result_seconds=90_000)


@pytest.fixture
def turns(dialogue: Engine, store: Store) -> TurnHandler:
    return make_turns(dialogue, store)


@pytest.fixture
async def owner(turns: TurnHandler) -> Person:
    return await Person(turns, "test:owner").to_result(assessor="นายผู้ประเมิน", evidence="หนังสือลับ")


@pytest.fixture
async def site(store: Store, criteria: Criteria, catalogues: Catalogues):  # type: ignore[no-untyped-def]
    async with approval_site(store, criteria, catalogues) as site:
        yield site


async def test_the_page_shows_the_result_at_one_look_and_nothing_private(owner: Person, site: Site) -> None:
    code = await owner.ask()
    page = (await site.client.get(f"/k/{code}")).text
    for shown in (worked_example.SERVICE, worked_example.AGENCY, "การติดตามสถานะและการแจ้งเตือน", "ไม่ใช่ลายมือชื่อ"):
        assert shown in page
    assert "นายผู้ประเมิน" not in page
    assert "หนังสือลับ" not in page
    entry = await owner.turns._reader._store.load_finished(owner.conversation)  # noqa: SLF001
    assert entry[-1].token not in page, "the page of the result shows the evidence"
    english = (await site.client.get(f"/k/{code}?lang=en")).text
    assert "not an electronic signature" in english


async def test_with_the_owners_consent_the_page_shows_assessor_and_evidence(owner: Person, site: Site) -> None:
    code = await owner.ask("ask_private")
    page = (await site.client.get(f"/k/{code}")).text
    assert "นายผู้ประเมิน" in page
    assert "หนังสือลับ" in page
    assert "/r/" in page


async def test_a_decision_is_stored_once_and_the_owner_learns_it(owner: Person, site: Site, store: Store) -> None:
    code = await owner.ask()
    fields = await site.fields(code) | {"decision": "approve", "name": f" {NAME}  ", "position": POSITION}
    first, second = await site.send(code, fields), await site.send(code, fields)
    assert [first.status_code, second.status_code] == [200, 200]
    assert "บันทึกความเห็นแล้ว" in first.text
    assert "บันทึกความเห็นแล้ว" in second.text
    request = await request_of(store, code)
    assert request
    assert request.decision
    assert (request.decision.name, request.decision.channel) == (NAME, "page")
    assert request.decision.digest == fields["seen"]
    other = await site.send(code, fields | {"id": "another", "name": "คนอื่น"})
    assert other.status_code == 404
    assert (await request_of(store, code)) == request
    assert (await site.client.get(f"/k/{code}")).status_code == 404
    await owner.type("/start")
    assert f"{NAME} ({POSITION}) ให้ความเห็นชอบ" in owner.said
    assert (await site.send(code, fields)).status_code == 404, "the code is deleted once its owner knows"


async def test_a_result_is_returned_to_a_process(owner: Person, site: Site, store: Store) -> None:
    code = await owner.ask()
    sent = await site.decide(code, decision="return", process="security", remark="ตรวจอีกครั้ง\nด้วย")
    assert sent.status_code == 200
    request = await request_of(store, code)
    assert request
    assert request.decision
    assert (request.state, request.process, request.decision.remark) == (
        ApprovalState.RETURNED,
        "security",
        "ตรวจอีกครั้ง\nด้วย",
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "พิมพ์ชื่อ"),
        ({"name": "…"}, "พิมพ์ชื่อ"),
        ({"position": " \u200b"}, "พิมพ์ตำแหน่ง"),
        ({"decision": ""}, "เลือกความเห็น"),
        ({"decision": "approve_remark", "remark": ""}, "พิมพ์หมายเหตุ"),
        ({"decision": "return", "remark": "-"}, "พิมพ์หมายเหตุ"),
        ({"decision": "return", "remark": "ดู", "process": "unknown"}, "เลือกกระบวนการ"),
        ({"name": "ก" * 101}, "ยาวเกิน 100"),
        ({"remark": "ก" * 501}, "ยาวเกิน 500"),
    ],
)
async def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    given: dict[str, str], told: str, owner: Person, site: Site, store: Store
) -> None:
    code = await owner.ask()
    answer = await site.decide(code, **({"remark": HOSTILE} | given))
    assert answer.status_code == 422
    assert told in answer.text
    assert "<script>alert" not in answer.text
    if "remark" not in given:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    if "position" not in given:
        assert POSITION in answer.text
    request = await request_of(store, code)
    assert request
    assert request.decision is None


async def test_a_result_that_changed_meanwhile_is_shown_again(owner: Person, site: Site, store: Store) -> None:
    code = await owner.ask()
    fields = await site.fields(code)
    await owner.tap("close")
    await owner.change_level()
    given = {"decision": "approve_remark", "remark": "ดี", "name": NAME, "position": POSITION}
    again = await site.send(code, fields | given)
    assert again.status_code == 409
    assert "แก้ผลนี้ระหว่างที่ท่านอ่าน" in again.text
    assert NAME in again.text
    request = await request_of(store, code)
    assert request
    assert request.decision is None
    now = await site.fields(code)
    assert now["seen"] != fields["seen"]
    assert (await site.send(code, fields | given | {"seen": now["seen"]})).status_code == 200


async def test_the_second_page_shows_what_changed(owner: Person, site: Site) -> None:
    await site.decide(await owner.ask())
    await owner.type("/start")
    await owner.change_level()
    page = (await site.client.get(f"/k/{await owner.ask()}")).text
    assert "ระดับสูงขึ้น: " in page
    assert NAME in page


async def test_no_code_but_the_right_one_opens_the_page(owner: Person, site: Site, store: Store, redis: Redis) -> None:
    code = await owner.ask()
    entry = await entry_of(store, owner)
    guessed = [code[:-1] + ("0" if code[-1] != "0" else "1"), entry.token, entry.approval, "", "x" * 400]
    for wrong in guessed:
        assert (await site.client.get(f"/k/{wrong}")).status_code == 404
        assert (await site.send(wrong, {"decision": "approve"})).status_code == 404
    for kind in ("r", "p", "x", "o"):
        assert (await site.client.get(f"/{kind}/{code}")).status_code == 404
        assert (await site.client.get(f"/{kind}/{entry.approval}")).status_code == 404
    assert (await site.client.get(f"/k/{code}")).status_code == 200
    await owner.tap("withdraw")
    assert (await site.client.get(f"/k/{code}")).status_code == 404
    assert not await redis.exists(link_key(Link(LinkKind.CODE, code))) or (
        await redis.strlen(link_key(Link(LinkKind.CODE, code))) == 1
    )


async def test_an_expired_request_takes_no_decision(
    owner: Person, site: Site, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await owner.ask()
    fields = await site.fields(code) | {"decision": "approve", "name": NAME, "position": POSITION}
    request = await request_of(store, code)
    assert request
    monkeypatch.setattr("bot.collaboration.code_pages.time.time", lambda: request.open_until)
    assert (await site.client.get(f"/k/{code}")).status_code == 404
    assert (await site.send(code, fields)).status_code == 404
    after = await request_of(store, code)
    assert after
    assert after.decision is None


async def test_other_sites_and_other_bodies_decide_nothing(owner: Person, site: Site, store: Store) -> None:
    code = await owner.ask()
    fields = await site.fields(code) | {"decision": "approve", "name": NAME, "position": POSITION}
    assert (await site.send(code, fields, origin="https://evil.example")).status_code == 403
    assert (await site.send(code, fields, **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await site.client.post(f"/k/{code}", json=fields)).status_code == 415
    assert (await site.send(code, {"name": "ก" * 30_000})).status_code == 413
    assert (await site.client.put(f"/k/{code}")).status_code == 405
    request = await request_of(store, code)
    assert request
    assert request.decision is None


async def test_previews_and_head_use_nothing_up(owner: Person, site: Site, store: Store) -> None:
    code = await owner.ask()
    before = await request_of(store, code)
    previews = reported_case("view-count-preview-programs")
    for headers in (*previews["counted_but_should_not"], *previews["not_counted_but_should"]):
        assert (await site.client.get(f"/k/{code}", headers=headers)).status_code == 200
    head = await site.client.head(f"/k/{code}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["cache-control"] == "private, no-store"
    assert "form-action 'self'" in head.headers["content-security-policy"]
    assert await request_of(store, code) == before
    assert (await site.decide(code)).status_code == 200
