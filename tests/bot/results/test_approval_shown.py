"""The state of an approval on the page, the form, the sheets, the data, and the page of all services."""

import io
import json
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from redis.asyncio import Redis

from bot.storage.keys import link_key
from bot.storage.store import Store
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState
from flows.collaboration.shared_record import record_to_json
from flows.model.link import Link, LinkKind
from flows.model.result import Result
from flows.results.seen_result import seen_digest, seen_text
from tests.fakes.approvals import NAME, POSITION
from tests.fakes.worked_result import list_services, publish, with_service_data

REQUEST = Link(LinkKind.APPROVAL, "request-of-22-letters_")
REMARK = "อนุมัติเป็นการภายใน <b>"
NO_SIGNATURE = "ไม่ใช่ลายมือชื่ออิเล็กทรอนิกส์"
KINDS = ("", ".pdf", ".xlsx", ".json")
SCHEMA = Draft202012Validator(json.loads(Path("docs/result.schema.json").read_text("utf-8")))


def asked(result: Result, **changes: object) -> ApprovalRequest:
    """A request that was approved a minute ago."""
    seen, now = seen_text(result, "key", shows_private=False), int(time.time())
    decision = Approval(NAME, POSITION, REMARK, "line", now - 60, seen_digest(seen), seen)
    known = ApprovalRequest(result.token, "th", now - 120, now + 3600, state=ApprovalState.APPROVED, decision=decision)
    return replace(known, **changes)  # type: ignore[arg-type]


async def store_request(store: Store, request: ApprovalRequest) -> None:
    await store.shared._redis.delete(link_key(REQUEST))  # noqa: SLF001
    await store.shared.publish(REQUEST, record_to_json(request), 60)


async def shown(client: httpx.AsyncClient, address: str) -> dict[str, str]:
    """The text of each kind of file."""
    found = {}
    for kind in KINDS:
        answer = await client.get(f"{address}{kind}")
        assert answer.status_code == 200
        found[kind] = _text(kind, answer)
    return found


def _text(kind: str, answer: httpx.Response) -> str:
    if kind == ".pdf":
        with PdfDocument(answer.content) as document:  # type: ignore[no-untyped-call]
            return "\n".join(page.get_textpage().get_text_range() for page in document)
    if kind == ".xlsx":
        book = load_workbook(io.BytesIO(answer.content))
        return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value)
    return answer.text


@pytest.fixture
def approved(result: Result) -> Result:
    return replace(result, approval=REQUEST.token)


async def test_an_approval_is_on_the_page_and_in_every_file(
    client: httpx.AsyncClient, store: Store, approved: Result
) -> None:
    address = await publish(store, approved)
    await store_request(store, asked(approved))
    for kind, text in (await shown(client, address)).items():
        assert NAME in text, kind
        assert POSITION in text, kind
        if kind != ".json":
            assert NO_SIGNATURE in text, kind
            assert "ให้ความเห็นชอบแล้ว" in text, kind
        if kind == "":
            assert "&lt;b&gt;" in text
    data = (await client.get(f"{address}.json")).json()
    SCHEMA.validate(data)
    assert data["approval"]["state"] == "approved"
    assert data["approval"]["decision"] | {"decided_on": ""} == {
        "name": NAME,
        "position": POSITION,
        "remark": REMARK,
        "decided_on": "",
        "channel": "line",
        "process": None,
        "changes": [],
    }


async def test_a_later_change_is_told_everywhere(client: httpx.AsyncClient, store: Store, approved: Result) -> None:
    await store_request(store, asked(approved))
    await publish(store, approved)
    address = await publish(store, replace(approved, levels={**approved.levels, "search": "advanced"}))
    for kind, text in (await shown(client, address)).items():
        assert "ระดับสูงขึ้น" in text, kind
        assert "แก้ไขหลังให้ความเห็นชอบ" in text or kind == ".json", kind
    assert (await client.get(f"{address}.json")).json()["approval"]["state"] == "changed"


@pytest.mark.parametrize("state", ["waiting", "returned", "missing", "withdrawn", "expired"])
async def test_the_other_states(state: str, client: httpx.AsyncClient, store: Store, approved: Result) -> None:
    plain = await publish(store, replace(approved, approval=""))
    before = await shown(client, plain)
    address = await publish(store, approved)
    open_: dict[str, object] = {"state": ApprovalState.OPEN, "decision": None}
    now = int(time.time())
    changes: dict[str, dict[str, object]] = {
        "waiting": open_,
        "expired": open_ | {"open_until": now - 1},
        "withdrawn": {"state": ApprovalState.WITHDRAWN, "decision": None},
        "returned": {"state": ApprovalState.RETURNED, "process": "search"},
    }
    if state != "missing":
        await store_request(store, asked(approved, **changes[state]))
    found = await shown(client, address)
    if state in {"waiting", "returned"}:
        words = {"waiting": "รอความเห็นชอบ", "returned": "ส่งกลับให้แก้ไข"}
        assert all(words[state] in text for kind, text in found.items() if kind != ".json")
        data = json.loads(found[".json"])
        SCHEMA.validate(data)
        assert data["approval"]["state"] == state
    else:
        assert found == before


async def test_the_entity_tag_follows_the_request(client: httpx.AsyncClient, store: Store, approved: Result) -> None:
    address = await publish(store, approved)
    first = asked(approved, state=ApprovalState.OPEN, decision=None)
    await store_request(store, first)
    tags = [(await client.get(f"{address}{kind}")).headers["etag"] for kind in KINDS]
    await store_request(store, asked(approved))
    for kind, tag in zip(KINDS, tags, strict=True):
        answer = await client.get(f"{address}{kind}", headers={"if-none-match": tag})
        assert answer.status_code == 200, kind
        again = await client.get(f"{address}{kind}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


async def test_an_unreadable_request_hides_no_result(
    client: httpx.AsyncClient, store: Store, redis: Redis, approved: Result
) -> None:
    address = await publish(store, approved)
    await redis.set(link_key(REQUEST), b"eight-by" + b"nonsense", ex=60)
    assert (await client.get(address)).status_code == 200


async def test_one_more_read_only_where_approval_was_asked_for(
    client: httpx.AsyncClient, store: Store, redis: Redis, approved: Result
) -> None:
    async def reads(address: str) -> int:
        await client.get(f"{address}.json")
        before = int((await redis.info("stats"))["total_commands_processed"])
        await client.get(f"{address}.json")
        return int((await redis.info("stats"))["total_commands_processed"]) - before

    plain = await reads(await publish(store, replace(approved, approval="")))
    await store_request(store, asked(approved))
    assert await reads(await publish(store, approved)) == plain + 1


PAGE = "portfolio-of-22-letter"


async def test_the_page_of_all_services_shows_the_states_with_one_more_read(
    client: httpx.AsyncClient, store: Store, approved: Result, redis: Redis
) -> None:
    other = with_service_data(replace(approved, token="another-of-22-letters_", approval=""), service="บริการอื่น")
    for result in (approved, other):
        await publish(store, result)
    await list_services(store, PAGE, [approved, other])
    plain = {kind: (await client.get(f"/p/{PAGE}{kind}")).content for kind in ("", ".csv", ".json")}
    assert b'"approval":{' not in plain[".json"]
    await list_approval(store, approved)
    await store_request(store, asked(replace(approved, group="4")))
    page = (await client.get(f"/p/{PAGE}")).text
    assert "แก้ไขหลังให้ความเห็นชอบ" in page
    assert "กลุ่มบริการเปลี่ยนจาก 4" in page
    table = (await client.get(f"/p/{PAGE}.csv")).text.splitlines()
    assert table[0].count(",") == plain[".csv"].decode("utf-8-sig").splitlines()[0].count(",") + 5
    assert NAME in "".join(table)
    sheet = load_workbook(io.BytesIO((await client.get(f"/p/{PAGE}.xlsx")).content)).active
    assert sheet
    assert "แก้ไขหลัง" in str([*sheet.values])
    services = (await client.get(f"/p/{PAGE}.json")).json()["services"]
    assert [service.get("approval", {}).get("state") for service in services] == ["changed", None]
    await store.shared.delete(REQUEST)
    assert (await client.get(f"/p/{PAGE}")).content == plain[""]


async def list_approval(store: Store, result: Result) -> None:
    """List the request for approval in the entry of a result."""
    owner = f"test:owner-of-{PAGE}"
    loaded = await store.load(owner)
    assert loaded.session
    entries = await store.load_finished(owner)
    entry = next(item for item in entries if item.token == result.token)
    session = loaded.session.with_renewed(replace(entry, approval=REQUEST.token))
    assert await store.save(owner, loaded, loaded._replace(session=session))
