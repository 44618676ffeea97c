"""The workbook to fill in many services: empty for everybody, filled behind the link of all services."""

from datetime import date

import httpx
import pytest
from redis.asyncio import Redis

from bot.sheets.sheet_reader import CHAT_LIMITS, read_sheets
from bot.turns.turn_handler import TurnHandler
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.wording import Catalogues
from flows.service_table.service_table import ServiceTable
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_portfolio_page import assess, officer, shared
from tests.bot.turns.test_turn_handler import Officer

__all__ = ["officer"]


@pytest.fixture
def reader(criteria: Criteria, catalogues: Catalogues) -> TableReader:
    return TableReader(criteria, catalogues, TEXT_COLUMNS)


def read(reader: TableReader, content: bytes) -> ServiceTable:
    return reader.read(read_sheets(content, CHAT_LIMITS), today=date(2026, 11, 30), limit=CHAT_LIMITS.rows)


@pytest.mark.parametrize("language", ["th", "en"])
async def test_everybody_gets_the_empty_one(client: httpx.AsyncClient, reader: TableReader, language: str) -> None:
    answer = await client.get(f"/template?lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="radap-template-{language}.xlsx"'
    table = read(reader, answer.content)
    assert (table.rows, table.faults, table.has_headings) == ((), (), True)
    known = {"if-none-match": answer.headers["etag"]}
    assert (await client.get(f"/template?lang={language}", headers=known)).status_code == 304


async def test_the_filled_one_reads_back_as_the_services_of_the_page(
    officer: Officer, client: httpx.AsyncClient, criteria: Criteria, reader: TableReader
) -> None:
    await officer.type("/restart", "งานที่มีชื่อผู้ประเมิน", worked_example.AGENCY, worked_example.ASSESSOR)
    await officer.tap("skip", worked_example.CHARACTERISTIC, "no", *["standard"] * 12, "confirm")
    address = await shared(officer)
    services = (await client.get(f"{address}.json")).json()["services"]
    table = read(reader, (await client.get(f"{address}.template.xlsx")).content)
    assert table.faults == ()
    assert [row.service for row in table.rows] == [service["service"] for service in services]
    assert [row.group for row in table.rows] == [service["group"] for service in services]
    for row, service in zip(table.rows, services, strict=True):
        levels = {process: criteria.level_by_id[level].code for process, level in row.levels.items()}
        assert levels == service["levels"]
        assert "assessor" not in row.service_data, "the page does not show it either"
    ids = [row.row_id for row in table.rows]
    assert len(set(ids)) == len(services)
    for name in ids:
        assert (await client.get(f"/r/{name}")).status_code == 404, "a row id opens nothing"


async def test_a_corrected_service_is_in_the_next_one(
    officer: Officer, client: httpx.AsyncClient, criteria: Criteria, reader: TableReader
) -> None:
    address = await shared(officer)
    first = await client.get(f"{address}.template.xlsx")
    assert (
        await client.get(f"{address}.template.xlsx", headers={"if-none-match": first.headers["etag"]})
    ).status_code == 304
    await assess(officer, criteria, "บริการแรก", "AAAAAAAAAAAA")
    table = read(reader, (await client.get(f"{address}.template.xlsx")).content)
    (row,) = (row for row in table.rows if row.service == "บริการแรก")
    assert {*row.levels.values()} == {"advanced"}


async def test_an_unknown_link_has_no_template(client: httpx.AsyncClient) -> None:
    assert (await client.get("/p/portfolio-of-22-letter.template.xlsx")).status_code == 404


async def test_a_pasted_list_of_names_is_a_template_for_an_hour(
    turns: TurnHandler, client: httpx.AsyncClient, redis: Redis, reader: TableReader
) -> None:
    officer = Officer(turns)
    await officer.type("/start")
    await officer.tap("agree")
    names = ["ขออนุญาตขายสินค้า", "=1+2 ตลาด", "ต่ออายุใบอนุญาต"]
    reply = await officer.type("\n".join(names))
    (link,) = reply.messages[0].links
    answer = await client.get(f"/t/{link.token}.xlsx")
    table = read(reader, answer.content)
    assert [row.service for row in table.unfilled] == names
    (key,) = [key async for key in redis.scan_iter(match="*batch*")]
    assert 0 < await redis.ttl(key) <= 60 * 60
    await officer.type("/delete")
    await officer.tap("yes")
    assert (await client.get(f"/t/{link.token}.xlsx")).status_code == 404


async def test_an_unknown_list_has_no_template(client: httpx.AsyncClient) -> None:
    assert (await client.get("/t/template-of-22-letters.xlsx")).status_code == 404
