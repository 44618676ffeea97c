"""The report on a table in its stored batch."""

from flows.model.batch import Batch, batch_from_json, batch_to_json
from flows.model.messages import Entry, LinkPurpose, Message, Paragraph, ResultLink, Role, Section


def test_a_report_is_read_as_it_was_stored() -> None:
    message = Message(
        summary="อ่านตารางแล้ว",
        title="อ่านตารางแล้ว",
        blocks=(
            Paragraph("อ่านได้ 3 แถว"),
            Section("ต้องแก้ในตาราง", (Entry("แถวที่ 2"), Entry("ขอใบอนุญาต", detail="กลุ่ม 1 → 2"))),
            Paragraph("ไม่มีหน่วยงาน", Role.REMARK),
        ),
        links=(ResultLink("แม่แบบ", "a-token-of-22-letters_", LinkPurpose.TEMPLATE),),
    )
    batch = Batch("e", (), message)
    assert batch_from_json(batch_to_json(batch)) == batch
