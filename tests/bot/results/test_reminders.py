"""The calendar file, read by a parser that shares nothing with the one that wrote it."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from vobject.base import readComponents

from bot.storage.store import Store
from flows.i18n.dates import years_later
from flows.i18n.language import Language
from flows.model.result import Result
from tests import worked_example
from tests.fakes.web import HOSTILE, SITE
from tests.fakes.worked_result import TOKEN, publish, with_service_data


def event_of(answer: httpx.Response) -> Any:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (calendar,) = readComponents(answer.text, validate=True)  # type: ignore[no-untyped-call]
    return calendar.vevent


@pytest.mark.parametrize("language", [*Language])
async def test_without_a_date_it_is_a_year_after_the_assessment(
    client: httpx.AsyncClient, store: Store, result: Result, language: Language
) -> None:
    address = await publish(store, result)
    event = event_of(await client.get(f"{address}.ics?lang={language.value}"))
    assert event.dtstart.value == date(2025, 1, 1)
    assert event.dtend.value == date(2025, 1, 2)
    assert worked_example.SERVICE in event.summary.value
    assert event.url.value == f"{SITE}/r/{TOKEN}"
    assert f"{SITE}/r/{TOKEN}" in event.description.value
    assert event.dtstamp.value == datetime.fromtimestamp(worked_example.ASSESSED_AT, UTC)
    assert event.valarm.trigger.value == timedelta(hours=9)


async def test_the_day_is_the_readers_and_a_second_file_moves_the_event(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    address = await publish(store, result)
    first = event_of(await client.get(f"{address}.ics"))
    other = event_of(await client.get(f"{address}.ics?on=2026-10-01"))
    assert other.dtstart.value == date(2026, 10, 1)
    assert other.uid.value == first.uid.value
    assert TOKEN not in other.uid.value


@pytest.mark.parametrize("typed", ["tomorrow", "2024-01-01", "2023-12-31", "2034-01-02", "2024-02-30", "9999-12-31"])
async def test_what_is_no_later_day_is_refused(
    client: httpx.AsyncClient, store: Store, result: Result, typed: str
) -> None:
    answer = await client.get(f"{await publish(store, result)}.ics", params={"on": typed})
    assert (answer.status_code, answer.json()) == (400, {"problem": "date"})


@pytest.mark.parametrize("name", [HOSTILE, "ชื่อ\r\nATTENDEE:mailto:x@y.z", "ก;ข,ค\\n" * 60])
async def test_a_name_adds_no_line_to_the_calendar(
    client: httpx.AsyncClient, store: Store, result: Result, name: str
) -> None:
    answer = await client.get(f"{await publish(store, with_service_data(result, service=name))}.ics")
    event = event_of(answer)
    assert "attendee" not in event.contents
    assert name.replace("\r\n", "\n") in event.summary.value
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n")), "RFC 5545, 3.1"


async def test_a_closed_link_gives_no_reminder(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    closed = dataclasses.replace(result, open_until=1)
    assert (await client.get(f"{await publish(store, closed)}.ics")).status_code == 410
    assert (await client.get(f"/r/{'x' * 22}.ics")).status_code == 404


async def test_the_page_offers_a_year_later_and_any_other_day(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    answer = await client.get(await publish(store, result))
    assert f'href="{TOKEN}.ics?lang=th"' in answer.text
    assert "1 ปีต่อมา (1 ม.ค. 2568)" in answer.text
    assert '<input type="date" name="on" value="2025-01-01" min="2024-01-02" required>' in answer.text
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_leap_day_is_the_28th_of_a_common_year() -> None:
    assert years_later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
