"""A LINE group fills in one assessment together."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from flows.engine import Engine
from flows.i18n.wording import Catalogues
from tests.fakes.line_side import SOMCHAI, SOMSRI, Line, connected
from tests.fakes.passing_time import pass_minutes
from tests.fakes.platforms import line_events
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi


@pytest.fixture
async def line(redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    async with RecordingApi() as api, connected(api, redis, dialogue, catalogues) as line:
        api.line.profiles |= {SOMCHAI: {"displayName": "สมชาย"}, SOMSRI: {"displayName": "สมศรี"}}
        yield line


async def said(line: Line, event: dict[str, Any]) -> str:
    assert await line.deliver(event) == 200
    return str(line.replies(event))


async def in_group(line: Line, ids: Ids, user: str | None, text: str) -> str:
    return await said(line, line_events.line_text(ids, user, text, source="group"))


async def begun(line: Line, ids: Ids) -> None:
    join = line_events.line_join(ids)
    await said(line, join)
    await said(line, line_events.line_postback(ids, SOMCHAI, line.button(join, "agree"), source="group"))


async def test_one_message_explains_and_other_talk_is_left_alone(line: Line, ids: Ids) -> None:
    join = line_events.line_join(ids)
    assert "/answer" in await said(line, join)
    assert len(line.replies(join)) == 1
    assert await in_group(line, ids, SOMCHAI, "เริ่มประชุมกันเลย") == "[]"
    assert await in_group(line, ids, SOMCHAI, "มาตรฐาน") == "[]"


async def test_each_answer_shows_who_gave_it(line: Line, ids: Ids) -> None:
    await begun(line, ids)
    assert "สมศรี ตอบ ชื่อบริการ: ขออนุญาตก่อสร้าง" in await in_group(line, ids, SOMSRI, "/answer ขออนุญาตก่อสร้าง")
    assert "สมชาย ตอบ หน่วยงานรับผิดชอบ: เทศบาล" in await in_group(line, ids, SOMCHAI, "/ตอบ เทศบาล")
    assert "สมาชิกในกลุ่ม ตอบ" in await in_group(line, ids, None, "/answer ข้าม")
    asked = [call.path for call in line.api.calls_of("line", "getGroupMemberProfile")]
    assert len(asked) == len(set(asked)) == 2, "each name is asked for once"


async def test_a_name_is_cached_for_ten_minutes(line: Line, ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    await begun(line, ids)
    line.api.line.profiles[SOMCHAI]["displayName"] = "สมชาย ใจดี"
    assert "สมชาย ตอบ" in await in_group(line, ids, SOMCHAI, "/answer ขออนุญาตก่อสร้าง")
    await pass_minutes(10, monkeypatch)
    assert "สมชาย ใจดี ตอบ" in await in_group(line, ids, SOMCHAI, "/answer เทศบาล")


async def test_a_turn_succeeds_without_the_members_name(line: Line, ids: Ids) -> None:
    line.api.line.profiles.clear()
    await begun(line, ids)
    assert "สมาชิกในกลุ่ม ตอบ ชื่อบริการ" in await in_group(line, ids, SOMSRI, "/answer ขออนุญาตก่อสร้าง")
    line.api.drop_next("line", "getGroupMemberProfile")
    assert "สมาชิกในกลุ่ม ตอบ หน่วยงาน" in await in_group(line, ids, SOMSRI, "/answer เทศบาล")


async def test_private_and_group_assessments_are_separate(line: Line, ids: Ids) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await said(line, follow)
    await said(line, line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree")))
    await said(line, line_events.line_text(ids, SOMCHAI, "เรื่องส่วนตัวของสมชาย"))
    await begun(line, ids)
    assert "ส่วนตัวของสมชาย" not in await in_group(line, ids, SOMCHAI, "/results")
    await in_group(line, ids, SOMCHAI, "/answer เรื่องของกลุ่ม")
    private = line_events.line_text(ids, SOMCHAI, "/results")
    shown = await said(line, private)
    assert "เรื่องส่วนตัวของสมชาย" in shown
    assert "เรื่องของกลุ่ม" not in shown


async def test_only_the_starter_deletes(line: Line, ids: Ids) -> None:
    await begun(line, ids)
    await in_group(line, ids, SOMSRI, "/answer ขออนุญาตก่อสร้าง")
    assert "ผู้ที่เริ่มการประเมินเท่านั้น" in await in_group(line, ids, SOMSRI, "/delete")
    ask = line_events.line_text(ids, SOMCHAI, "/delete", source="group")
    await said(line, ask)
    yes = line.button(ask, "yes")
    assert "เท่านั้น" in await said(line, line_events.line_postback(ids, SOMSRI, yes, source="group"))
    done = await said(line, line_events.line_postback(ids, SOMCHAI, yes, source="group"))
    assert "ลบข้อมูลเรียบร้อย" in done or "ลบ" in done


async def test_a_room_without_user_ids_works(line: Line, ids: Ids) -> None:
    join = line_events.line_join(ids, source="room")
    await said(line, join)
    agree = line_events.line_postback(ids, None, line.button(join, "agree"), source="room")
    assert "สมาชิกในกลุ่ม เริ่มการประเมิน" in await said(line, agree)
