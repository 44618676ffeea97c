"""The what-if dialog uses the same rules, and does not change the assessment."""

import pytest

from flows.engine import Engine
from flows.model.messages import Section
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_result()


def values(talk: Talk) -> dict[str, str]:
    blocks = talk.messages[0].blocks
    return {entry.label: entry.value for block in blocks if isinstance(block, Section) for entry in block.entries}


def test_another_level_of_a_process(talk: Talk) -> None:
    before = (talk.answers, dict(talk.published))
    talk.tap("!what_if", "level_tracking", "initial")
    told = values(talk)
    assert (told["ต้องทำเพิ่ม"], told["ต้องยกระดับ"]) == ("จาก 1 เป็น 0", "2 (เท่าเดิม)")
    assert told["กระบวนการตามที่แนะนำ"] == "สอดคล้อง"
    assert (talk.answers, talk.published) == before


def test_another_group(talk: Talk) -> None:
    talk.type("ถ้าปรับแล้วจะเป็นอย่างไร")
    talk.tap("group_1")
    told = values(talk)
    assert (told["ต้องทำเพิ่ม"], told["ต้องยกระดับ"]) == ("จาก 1 เป็น 0", "จาก 2 เป็น 0")
    assert "ถึงที่แนะนำแล้ว" in str(talk.messages[0].blocks)


def test_one_supposition_after_the_other_by_typing(talk: Talk) -> None:
    talk.type("1", "2", "มาตรฐาน")
    assert values(talk)["ต้องยกระดับ"] == "จาก 2 เป็น 1"
    talk.type("17")
    assert values(talk)["ต้องยกระดับ"] == "จาก 2 เป็น 7"
    talk.tap("close")
    assert talk.messages[-1].title == "ผลประเมิน"


@pytest.mark.parametrize(
    ("typed", "group"), [("กลุ่ม 4", "4"), ("group 1", "1"), ("ระดับชาติ", "3.2"), ("กลุ่มที่ 3.2 ค่ะ", "3.2")]
)
def test_groups_by_name(talk: Talk, typed: str, group: str) -> None:
    talk.type("ถ้าปรับแล้วจะเป็นอย่างไร", typed)
    assert f"กลุ่ม {group} " in talk.messages[0].title


def test_a_process_by_a_phrase_must_be_confirmed(talk: Talk) -> None:
    talk.type("ถ้าปรับแล้วจะเป็นอย่างไร", "ลองดูความมั่นคงปลอดภัยหน่อย", "ใช่", "มาตรฐาน")
    assert values(talk)["ต้องยกระดับ"] == "จาก 2 เป็น 1"


def test_an_old_what_if_button_after_a_new_assessment_changes_nothing(talk: Talk) -> None:
    talk.tap("!what_if")
    old = talk.tap_on("level_search")
    talk.tap("close", "!restart")
    talk.send(old)
    assert talk.state == "service"
