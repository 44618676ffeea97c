"""An officer gives services to a ministry's collection, changes and withdraws one, and leaves."""

from tests import worked_example
from tests.fakes.collections import CODE
from tests.transcripts.script import AGREE, CONFIRM, PASTED, TO_REVIEW, Script, Step, Tapped, Typed, Unwritten

#: The code is the first message; the agency that is typed is near to one of the coordinator's list.
JOIN: Script = (
    Typed(f"ช่วยรวมผลด้วยค่ะ รหัส {CODE}"),
    Tapped("ยินยอมและเลือกบริการ"),
    Typed("ส่วนงานทดลองอนุญาตขายสินค้า"),
    Tapped(worked_example.AGENCY),
    Tapped("เสร็จแล้ว"),
)
GIVE: Script = (Typed("ชุดรวม"), Typed("1"))
#: A second service is given by its number, then the first is withdrawn, then everything.
CHANGE: Script = (
    PASTED,
    Tapped("บันทึกทั้งหมด"),
    *GIVE,
    Typed("2"),
    Typed("ผลของฉัน"),
    Typed("1"),
    Typed("ชุดรวม"),
    Tapped("ถอนทั้งหมดและออก"),
    Typed("ชุดรวม"),
)
COLLECTION: tuple[Step, ...] = (*JOIN, Unwritten("ตอบจนถึงหน้าทบทวน", TO_REVIEW), CONFIRM, *GIVE, *CHANGE)

#: In the browser the first service comes from a table, too.
COLLECTION_WITH_TABLES: Script = (
    *JOIN,
    AGREE,
    Typed(f"{PASTED.text}\n{worked_example.SERVICE}\t{worked_example.AGENCY}\t3.1\tSISIASIIIIII"),
    Tapped("บันทึกทั้งหมด"),
    Typed("ชุดรวม"),
    Tapped("ให้ทุกบริการ"),
    Typed("2"),
    Tapped("ถอนทั้งหมดและออก"),
    Typed("ชุดรวม"),
)
