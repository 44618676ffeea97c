"""The what-if dialog adds up suppositions, uses the same rules, and does not change the assessment."""

import pytest

from flows.engine import Engine
from flows.model.messages import Section
from flows.standard.gap import compute_gap
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_result()


def sections(talk: Talk) -> list[Section]:
    (message,) = talk.messages
    return [block for block in message.blocks if isinstance(block, Section)]


def counts(talk: Talk) -> tuple[str, str]:
    """What the present screen says of the processes that are missing, and of those to be raised."""
    told = {entry.label: entry.value for section in sections(talk) for entry in section.entries if not entry.press}
    return told["ต้องทำเพิ่ม"], told["ต้องยกระดับ"]


def supposed(talk: Talk) -> list[str]:
    return [entry.label for section in sections(talk) if section.title == "ที่สมมติไว้" for entry in section.entries]


def test_another_level_of_a_process(talk: Talk) -> None:
    before = (talk.answers, dict(talk.published))
    talk.tap("!what_if", "level_tracking", "initial")
    assert counts(talk) == ("จาก 1 เป็น 0", "2 (เท่าเดิม)")
    assert "สอดคล้อง" in [entry.value for section in sections(talk) for entry in section.entries]
    assert (talk.answers, talk.published) == before


def test_another_group(talk: Talk) -> None:
    talk.type("ถ้าปรับแล้วจะเป็นอย่างไร")
    talk.tap("group_1")
    assert counts(talk) == ("จาก 1 เป็น 0", "จาก 2 เป็น 0")
    assert "ถึงที่แนะนำแล้ว" in str(talk.messages[0].blocks)


def test_suppositions_add_up_by_typing(talk: Talk) -> None:
    talk.type("1", "2", "มาตรฐาน")
    assert counts(talk) == ("1 (เท่าเดิม)", "จาก 2 เป็น 1")
    talk.type("11", "มาตรฐาน", "9", "เริ่มต้น")
    assert counts(talk) == ("จาก 1 เป็น 0", "จาก 2 เป็น 0")
    talk.type("17")
    assert len(supposed(talk)) == 4
    talk.tap("close")
    assert talk.messages[-1].title == "ผลประเมิน"


def test_the_gap_of_all_suppositions_is_that_of_such_a_service(talk: Talk) -> None:
    levels = dict(zip(talk.dialogue.rules.criteria.process_by_id, ["advanced"] * 12, strict=True))
    talk.tap("!what_if", "group_4")
    for process, level in levels.items():
        talk.tap(f"level_{process}", level)
    gap = compute_gap(talk.dialogue.rules.criteria, "4", levels)
    assert (gap.missing, gap.raises) == ((), ())
    assert counts(talk) == ("จาก 1 เป็น 0", "จาก 2 เป็น 0")


def test_a_later_supposition_takes_the_place_of_an_earlier_one(talk: Talk) -> None:
    talk.tap("!what_if", "level_search", "none", "level_search", "initial", "group_1", "group_2")
    assert len(supposed(talk)) == 2
    assert "เริ่มต้น" in supposed(talk)[0]
    assert "กลุ่ม 2 " in supposed(talk)[1]


def test_what_is_as_it_is_already_is_no_supposition(talk: Talk) -> None:
    talk.tap("!what_if", "level_search", "none", "level_search", "standard")
    assert supposed(talk) == []


@pytest.mark.parametrize("how", ["tapped", "typed"])
def test_the_suppositions_are_cleared(talk: Talk, how: str) -> None:
    before = talk.tap("!what_if")
    talk.tap("level_search", "none", "group_1")
    if how == "tapped":
        talk.tap("clear")
    else:
        talk.type("เริ่มใหม่")
    assert talk.messages == (before,)
    assert talk.state == "result"


@pytest.mark.parametrize(
    ("typed", "group"), [("กลุ่ม 4", "4"), ("group 1", "1"), ("ระดับชาติ", "3.2"), ("กลุ่มที่ 3.2 ค่ะ", "3.2")]
)
def test_groups_by_name(talk: Talk, typed: str, group: str) -> None:
    talk.type("ถ้าปรับแล้วจะเป็นอย่างไร", typed)
    assert f"กลุ่ม {group} " in supposed(talk)[0]


def test_a_process_by_a_phrase_must_be_confirmed(talk: Talk) -> None:
    talk.tap("!what_if", "group_4")
    talk.type("ลองดูความมั่นคงปลอดภัยหน่อย", "ใช่", "มาตรฐาน")
    assert len(supposed(talk)) == 2


def test_an_old_what_if_button_after_a_new_assessment_changes_nothing(talk: Talk) -> None:
    talk.tap("!what_if")
    old = talk.tap_on("level_search")
    talk.tap("close", "!restart")
    talk.send(old)
    assert talk.state == "service"
