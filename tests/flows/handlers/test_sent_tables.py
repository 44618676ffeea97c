"""Tables of services in the conversation: a file or pasted rows, what is told of them, and their confirmation."""

import pytest

from flows.assessment.outcome import Link, LinkKind
from flows.engine import Engine
from flows.model.events import FileNotRead, FileTrouble, FileSent, Greeting, Retraction, Text
from flows.model.messages import Message, Paragraph, Section
from tests.fakes.talk import Talk

LEVELS = "SISIASI1-III"


def table(*rows: str, heading: str = "ชื่อบริการ\tหน่วยงาน\tกลุ่ม\tระดับทั้งหมด") -> str:
    return "\n".join((heading, *rows))


def row(service: str, group: str = "3.1", levels: str = "SISIASIIIIII", agency: str = "กรมตัวอย่าง") -> str:
    return "\t".join((service, agency, group, levels))


def words(*messages: Message) -> str:
    lines = []
    for message in messages:
        lines.append(message.title)
        for block in message.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            if isinstance(block, Section):
                lines += [block.title, *(f"{item.label} {item.detail}" for item in block.entries)]
    return "\n".join(lines)


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_service()


def test_pasted_rows_are_told_and_saved_at_once(talk: Talk) -> None:
    talk.type(table(row("ขอใบอนุญาต ก"), row("ขอใบอนุญาต ข", "4")))
    report, question = talk.messages
    assert "อ่านได้ 2 แถว" in words(report)
    assert question.title == "บันทึก 2 บริการจากตารางหรือไม่"
    assert talk.listed == ()
    step = talk.send(talk.tap_on("yes"))
    assert [item.service for item in talk.listed] == ["ขอใบอนุญาต ก", "ขอใบอนุญาต ข"]
    assert len({item.token for item in talk.listed} | {item.assessment for item in talk.listed}) == 4
    assert {result.token: result.service for result in step.published} == {
        item.token: item.service for item in talk.listed
    }
    assert talk.batches == {}
    assert "บันทึกแล้ว 2 บริการ" in talk.notices
    assert talk.state == "service"
