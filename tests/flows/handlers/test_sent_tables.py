"""Tables of services in the conversation: a file or pasted rows, what is told of them, and their confirmation."""

import json
from collections.abc import Sequence

import pytest

from flows.engine import Engine, Step
from flows.i18n.dates import day_of
from flows.model.batch import BATCH_SECONDS
from flows.model.events import Correction, FileNotRead, FileSent, FileTrouble, Greeting, Reference, Retraction, Text
from flows.model.finished import FinishedEntry
from flows.model.link import LinkKind
from flows.model.member import Member
from flows.model.messages import Message, Paragraph, Section
from flows.service_table.delimited_text import read_delimited
from flows.service_table.service_table import ServiceTable
from flows.service_table.table_event import TableRead
from tests import worked_example
from tests.fakes.talk import Talk

SOMCHAI, MALEE = Member("a1", "สมชาย"), Member("b2", "มาลี")
HEADING = "ชื่อบริการ\tหน่วยงาน\tกลุ่ม\tระดับทั้งหมด"
LEVELS = "SISIASIIIIII"


def row(service: str, group: str = "3.1", levels: str = LEVELS, agency: str = "กรมตัวอย่าง") -> str:
    return f"{service}\t{agency}\t{group}\t{levels}"


def table(*rows: str, heading: str = HEADING) -> str:
    return "\n".join([heading, *rows])


def words(messages: Sequence[Message]) -> str:
    lines = []
    for message in messages:
        lines.append(message.title)
        for block in message.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            if isinstance(block, Section):
                lines += [block.title, *(f"{item.label} {item.detail}" for item in block.entries)]
    return "\n".join(lines)


def read(talk: Talk, text: str) -> ServiceTable:
    return talk.dialogue.rules.tables.read([read_delimited(text)], today=day_of(talk.now), limit=500)


def send_file(talk: Talk, text: str, source: str = "file-1") -> Step:
    talk.send(FileSent(source))
    return talk.send(TableRead(source, read(talk, text)))


def services(talk: Talk) -> list[str]:
    return [entry.service for entry in talk.listed]


def entry_of(talk: Talk, service: str) -> FinishedEntry:
    return next(entry for entry in talk.listed if entry.service == service)


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_service()


def test_pasted_rows_are_told_and_saved_at_once(talk: Talk) -> None:
    talk.type(table(row("ขอใบอนุญาต ก"), row("ขอใบอนุญาต ข", "4")))
    report, question = talk.messages
    assert "อ่านได้ 2 แถว" in words([report])
    assert question.title == "บันทึก 2 บริการจากตารางหรือไม่"
    assert not talk.listed
    step = talk.send(talk.tap_on("yes"))
    assert services(talk) == ["ขอใบอนุญาต ก", "ขอใบอนุญาต ข"]
    assert len({name for entry in talk.listed for name in (entry.token, entry.assessment)}) == 4
    assert {item.token: item.service for item in step.published} == {e.token: e.service for e in talk.listed}
    assert talk.batches == {}
    assert "บันทึกแล้ว 2 บริการ" in talk.notices
    assert talk.state == "service"


def test_a_file_is_noted_without_a_reply_and_its_table_is_told(talk: Talk) -> None:
    step = talk.send(FileSent("file-1"))
    assert step.messages == ()
    assert step.session
    assert step.session.reading
    assert step.session.reading.source == "file-1"
    talk.send(TableRead("file-1", read(talk, table(row("ก บริการ")))))
    assert talk.messages[-1].title == "บันทึก 1 บริการจากตารางหรือไม่"
    assert talk.session
    assert talk.session.reading is None


def test_nothing_is_listed_published_or_changed_before_the_confirmation(talk: Talk) -> None:
    before = talk.answers
    step = send_file(talk, table(row("ก บริการ")))
    assert (step.published, step.renewed, talk.listed, talk.answers) == ((), (), (), before)
    assert step.drafted
    assert [item.service for item in step.drafted.rows] == ["ก บริการ"]


def test_a_result_of_a_table_has_everything_that_one_of_the_chat_has(dialogue: Engine) -> None:
    by_chat = Talk(dialogue).to_result()
    (asked,) = by_chat.published.values()
    by_table = Talk(dialogue).to_service()
    cells = (worked_example.SERVICE, worked_example.AGENCY, asked.group, worked_example.LEVELS)
    by_table.type(table("\t".join(cells)))
    by_table.tap("yes")
    (made,) = by_table.published.values()
    assert (made.service_data, made.group, made.levels) == (asked.service_data, asked.group, asked.levels)
    (entry,), (chat_entry,) = by_table.listed, by_chat.listed
    assert (entry.missing, entry.raises, entry.open) == (chat_entry.missing, chat_entry.raises, chat_entry.open)


def test_faulty_rows_are_named_with_their_place_and_the_others_can_be_saved(talk: Talk) -> None:
    talk.type(table(row("ดี"), row("กลุ่มผิด", "9"), row("สั้น", levels="SIS")))
    told = words(talk.messages[:1])
    assert "ต้องแก้ในตาราง 2 แถว" in told
    assert "แถวที่ 3" in told
    assert "แถวที่ 4" in told
    talk.tap("yes")
    assert services(talk) == ["ดี"]


def test_a_table_of_faults_alone_asks_nothing(talk: Talk) -> None:
    step = send_file(talk, table(row("กลุ่มผิด", "9")))
    assert len(talk.messages) == 1
    assert step.drafted
    assert step.drafted.rows == ()
    assert talk.session
    assert (talk.session.pending, talk.session.batch) == (None, None)


def test_many_faults_are_counted_not_all_listed(talk: Talk) -> None:
    talk.type(table(*(row(f"บริการ {n}", "9") for n in range(30))))
    (faults,) = [block for block in talk.messages[0].blocks if isinstance(block, Section)]
    assert len(faults.entries) == 9
    assert faults.entries[-1].label == "และอีก 22 รายการ"


def test_the_group_is_asked_once_for_all_rows_without_one(talk: Talk) -> None:
    talk.type(table(row("ก บริการ", ""), row("ข บริการ", "4"), row("ค บริการ", "")))
    assert talk.messages[-1].title == "2 บริการยังไม่มีกลุ่ม เป็นกลุ่มใด"
    talk.tap("1")
    assert talk.messages[-1].title == "บันทึก 3 บริการจากตารางหรือไม่"
    talk.tap("yes")
    assert {entry.service: entry.group for entry in talk.listed} == {"ก บริการ": "1", "ข บริการ": "4", "ค บริการ": "1"}


def test_rows_that_differ_are_asked_one_by_one(talk: Talk) -> None:
    talk.type(table(row("ก บริการ", ""), row("ข บริการ", "4"), row("ค บริการ", "")), "ต่างกัน")
    assert talk.messages[-1].title == "“ก บริการ” อยู่ในกลุ่มใด"
    talk.tap("1")
    assert talk.messages[-1].title == "“ค บริการ” อยู่ในกลุ่มใด"
    talk.tap("2")
    talk.tap("yes")
    assert [entry.group for entry in talk.listed] == ["1", "4", "2"]


def test_a_service_that_is_assessed_already_is_renewed_under_its_link(talk: Talk) -> None:
    talk.type(table(row("ขอ ใบอนุญาต"), row("อื่น ๆ")))
    talk.tap("yes")
    link, assessment = entry_of(talk, "ขอ ใบอนุญาต").token, entry_of(talk, "ขอ ใบอนุญาต").assessment
    talk.now += 1000
    send_file(talk, table(row("ขอ  ใบอนุญาต", levels="A" + LEVELS[1:]), row("อื่น ๆ"), row("ใหม่")))
    told = words(talk.messages)
    assert "ปรับผลเดิม 1 รายการ" in told
    assert "เหมือนผลเดิม 1 รายการ" in told
    assert "บริการใหม่ 1 รายการ" in told
    step = talk.send(talk.tap_on("yes"))
    assert len(talk.listed) == 3
    (renewed,) = step.renewed
    assert (renewed.token, renewed.assessed_at) == (link, talk.now)
    assert next(entry for entry in talk.listed if entry.assessment == assessment).token == link


def test_a_table_that_changes_nothing_asks_nothing(talk: Talk) -> None:
    talk.type(table(row("ก บริการ"), row("ข บริการ")))
    talk.tap("yes")
    step = send_file(talk, table(row("ก บริการ"), row("ข บริการ")))
    assert "เหมือนผลเดิม 2 รายการ" in words(talk.messages)
    assert step.drafted
    assert (step.drafted.rows, step.renewed, len(talk.messages)) == ((), (), 1)


def test_what_the_table_does_not_tell_stays_in_a_renewed_result(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    (before,) = talk.published.values()
    levels = "A" + worked_example.LEVELS[1:]
    talk.type(table(f"{worked_example.SERVICE}\t{levels}", heading="ชื่อบริการ\tระดับทั้งหมด"))
    talk.tap("yes")
    (after,) = talk.published.values()
    assert after.service_data == before.service_data
    assert (after.group, after.characteristic, after.notes) == (before.group, before.characteristic, before.notes)
    assert after.levels != before.levels


def test_the_result_on_screen_shows_what_the_table_changed(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    levels = "A" * 12
    talk.type(table(f"{worked_example.SERVICE}\t{levels}", heading="ชื่อบริการ\tระดับทั้งหมด"))
    talk.tap("yes", "close")
    assert talk.state == "result"
    assert {talk.answers[f"level_{item}"] for item in talk.published[talk.listed[0].token].levels} == {"advanced"}


def test_services_of_the_same_name_in_other_agencies_are_others(talk: Talk) -> None:
    talk.type(table(row("ขอใบอนุญาต", agency="เขต ก"), row("ขอใบอนุญาต", agency="เขต ข")))
    talk.tap("yes")
    assert len(talk.listed) == 2
    send_file(talk, table(row("ขอใบอนุญาต", levels="A" * 12, agency="เขต ข")))
    step = talk.send(talk.tap_on("yes"))
    (renewed,) = step.renewed
    assert renewed.service_data["agency"] == "เขต ข"


def test_a_row_id_of_this_conversation_names_its_assessment_and_another_one_says_nothing(dialogue: Engine) -> None:
    heading = HEADING + "\tรหัสแถวของ Radap"
    talk = Talk(dialogue).to_service()
    talk.type(table(row("ก บริการ"), row("ข บริการ")))
    talk.tap("yes")
    known = entry_of(talk, "ก บริการ")
    talk.type(table(row("ชื่อใหม่") + f"\t{known.assessment}", heading=heading))
    talk.tap("yes")
    assert entry_of(talk, "ชื่อใหม่").token == known.token
    other = Talk(dialogue).to_service()
    other.type(table(row("ของคนอื่น") + f"\t{known.assessment}", heading=heading))
    step = other.send(other.tap_on("yes"))
    assert (len(step.published), step.renewed) == (1, ())


def test_not_saving_changes_nothing_and_deletes_the_rows(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    assert len(talk.batches) == 1
    step = talk.send(talk.tap_on("no"))
    assert step.session
    assert (talk.listed, talk.batches, step.session.batch) == ((), {}, None)


def test_a_second_confirmation_saves_nothing_more(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    press = talk.tap_on("yes")
    talk.send(press)
    step = talk.send(press)
    assert (step.published, len(talk.listed)) == ((), 1)


def test_an_old_tables_button_saves_nothing_of_a_newer_one(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")), "file-1")
    old = talk.tap_on("yes")
    step = send_file(talk, table(row("ข บริการ")), "file-2")
    assert [link.kind for link in step.withdrawn] == [LinkKind.BATCH]
    assert talk.send(old).published == ()
    talk.tap("yes")
    assert services(talk) == ["ข บริการ"]


def test_a_table_waits_while_the_officer_looks_at_something_else(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    press = talk.tap_on("yes")
    talk.type("/results")
    talk.send(press)
    assert services(talk) == ["ก บริการ"]


def test_rows_that_are_stored_no_more_are_not_saved(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    talk.batches.clear()
    talk.now += BATCH_SECONDS
    talk.tap("yes")
    assert "ส่งตารางอีกครั้ง" in talk.notices
    assert talk.session
    assert (talk.session.batch, talk.session.pending) == (None, None)


def test_an_old_batch_is_forgotten_by_any_other_event(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    talk.type("/results")
    talk.now += BATCH_SECONDS
    step = talk.send(Greeting())
    assert step.session
    assert step.session.batch is None
    assert [link.kind for link in step.withdrawn] == [LinkKind.BATCH]


def test_unsending_the_file_removes_what_is_not_confirmed(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")), "file-1")
    step = talk.send(Retraction("file-1"))
    assert (step.messages, talk.batches) == ((), {})
    assert step.session
    assert (step.session.batch, step.session.pending) == (None, None)


def test_a_file_that_is_unsent_while_it_is_read_is_not_applied(talk: Talk) -> None:
    talk.send(FileSent("file-1"))
    talk.send(Retraction("file-1"))
    step = talk.send(TableRead("file-1", read(talk, table(row("ก บริการ")))))
    assert (step.messages, step.drafted) == ((), None)


def test_a_file_that_is_read_twice_is_applied_once(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    again = talk.send(TableRead("file-1", read(talk, table(row("ก บริการ")))))
    assert (again.messages, again.drafted) == ((), None)


def test_unsending_after_the_confirmation_leaves_the_results(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")), "file-1")
    talk.tap("yes")
    step = talk.send(Retraction("file-1"))
    assert (step.renewed, services(talk)) == ((), ["ก บริการ"])


def test_an_edited_pasted_table_replaces_the_one_before(talk: Talk) -> None:
    talk.send(Text(table(row("ก บริการ")), "m1"))
    talk.send(Correction("m1", table(row("ข บริการ"))))
    talk.tap("yes")
    assert services(talk) == ["ข บริการ"]


def test_the_next_message_tells_that_a_file_was_not_read(talk: Talk) -> None:
    talk.send(FileSent("file-1"))
    talk.type("/results")
    assert "กำลังอ่านอยู่" in talk.notices
    talk.now += 30
    talk.type("/results")
    assert "ไฟล์ที่ส่งมาไม่ได้อ่าน" in talk.notices
    talk.type("/results")
    assert "ไฟล์" not in talk.notices


def test_why_a_file_was_not_read_is_told(talk: Talk) -> None:
    talk.send(FileSent("file-1"))
    talk.send(FileNotRead("file-1", "table.file.too_large", {"size": "3", "limit": "2"}))
    assert "3 MiB" in talk.notices
    talk.send(FileSent("file-2"))
    talk.send(FileNotRead("file-2", FileTrouble.TOO_SLOW))
    assert "ไม่เสร็จในเวลา" in talk.notices


def test_no_file_is_read_before_the_officer_has_agreed(dialogue: Engine) -> None:
    talk = Talk(dialogue)
    talk.send(FileSent("file-1"))
    assert talk.session
    assert talk.session.reading is None
    talk.send(FileSent("file-2"))
    assert talk.session.reading is None
    assert "แตะปุ่มรับทราบ" in talk.notices
    talk.type(table(row("ก บริการ")))
    assert not talk.batches


def test_a_table_for_a_deleted_conversation_begins_none(talk: Talk) -> None:
    parsed = read(talk, table(row("ก บริการ")))
    talk.send(FileSent("file-1"))
    talk.type("/delete")
    talk.tap("yes")
    step = talk.send(TableRead("file-1", parsed))
    assert (step.session, step.messages) == (None, ())


def test_deleting_everything_deletes_the_rows(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    talk.type("/delete")
    step = talk.send(talk.tap_on("yes"))
    assert LinkKind.BATCH in {link.kind for link in step.withdrawn}
    assert talk.batches == {}


def test_an_export_has_the_rows_that_wait(talk: Talk) -> None:
    send_file(talk, table(row("ก บริการ")))
    step = talk.send(Text("/export"))
    assert step.exported
    assert "ก บริการ" in json.dumps(json.loads(step.exported.text)["batch"], ensure_ascii=False)


@pytest.mark.parametrize("text", ["ชื่อ\tบริการ\nของ\tเรา", "ก\tข", table(row("ก"))[:30]])
def test_a_text_with_tabs_that_is_no_table_is_an_answer(talk: Talk, text: str) -> None:
    talk.type(text)
    assert talk.state != "service"
    assert not talk.batches


def test_a_table_that_replies_to_another_message_is_a_table_all_the_same(talk: Talk) -> None:
    talk.send(Text(table(row("ก บริการ")), "m1", Reference()))
    talk.tap("yes")
    assert services(talk) == ["ก บริการ"]


def test_a_member_of_a_group_who_sends_a_table_starts_its_services(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=SOMCHAI).to_service()
    talk.member = MALEE
    send_file(talk, table(row("ก บริการ")))
    press = talk.tap_on("yes")
    assert "มาลี" in words(talk.messages)
    talk.member = SOMCHAI
    talk.type("ยืนยัน")
    assert (talk.listed, "มาลี" in talk.notices) == ((), True)
    talk.send(press)
    assert [entry.started_by for entry in talk.listed] == [MALEE.id]


def test_a_member_deletes_the_table_that_they_sent_and_no_other(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=SOMCHAI).to_service()
    talk.type("บริการของสมชาย")
    talk.member = MALEE
    send_file(talk, table(row("ก บริการ")))
    talk.type("/delete")
    assert "ตารางที่ยังไม่ได้บันทึก (1 บริการ)" in words(talk.messages)
    talk.tap("yes")
    assert talk.batches == {}
    assert talk.answers["service"] == "บริการของสมชาย"


def test_a_member_who_started_everything_but_the_table_does_not_delete_that(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=SOMCHAI).to_service()
    talk.member = MALEE
    send_file(talk, table(row("ก บริการ")))
    talk.member = Member("c3", "วิชัย")
    talk.type("/delete")
    assert talk.session
    assert talk.session.batch
    assert "เฉพาะ" in talk.notices


def test_five_hundred_services_are_saved_together(talk: Talk) -> None:
    send_file(talk, table(*(row(f"บริการที่ {n}") for n in range(500))))
    step = talk.send(talk.tap_on("yes"))
    assert (len(step.published), len(talk.listed)) == (500, 500)
    assert len({entry.assessment for entry in talk.listed}) == 500
    assert talk.listed[0].service == "บริการที่ 0"


def test_at_most_five_hundred_rows_are_read(talk: Talk) -> None:
    send_file(talk, table(*(row(f"บริการที่ {n}") for n in range(501))))
    assert talk.messages[-1].title == "บันทึก 500 บริการจากตารางหรือไม่"
    assert "500" in words(talk.messages[:1])
