"""The subjects of the golden transcripts; each is run in LINE and in Telegram."""

from dataclasses import dataclass

from tests import worked_example
from tests.transcripts.members import MALEE, SOMCHAI
from tests.transcripts.script import (
    ADVANCED,
    AGREE,
    CONFIRM,
    INITIAL,
    LOCAL,
    NONE,
    SKIP,
    STANDARD,
    TABLES,
    TO_CHARACTERISTICS,
    TO_LEVELS,
    TO_RESULT,
    TO_REVIEW,
    TO_SERVICE,
    Blocked,
    NewEdition,
    Reworded,
    Sent,
    Step,
    Tapped,
    TookBack,
    Typed,
    Unwritten,
    Waited,
)

SEARCH = "การสืบค้นข้อมูล"
SERVICE = worked_example.SERVICE
LEVELS = Unwritten("ตอบจนถึงคำถามระดับข้อแรก", TO_LEVELS)
REVIEW = Unwritten("ตอบจนถึงหน้าทบทวน", TO_REVIEW)
RESULT = Unwritten("ตอบจนได้ผล", TO_RESULT)


@dataclass(frozen=True, slots=True)
class Point:
    """One transcript: its file's name, its title, and its actions."""

    name: str
    title: str
    steps: tuple[Step, ...]
    is_group: bool = False


POINTS = (
    Point("tables", "ส่งตารางบริการหลายรายการ", (Unwritten("รับทราบแล้ว", TO_SERVICE), *TABLES)),
    Point(
        "understanding",
        "พิมพ์อย่างไรก็เข้าใจ",
        (
            LEVELS,
            Typed("น่าจะมาตรฐานครับ"),
            Typed("ข้อ ๒ ค่ะ"),
            Typed("มาตราฐาน"),
            Typed("ใช่ค่ะ"),
            Typed("ยังไม่ถึงมาตรฐาน"),
            Typed("I think it is standard"),
            Sent("sticker"),
            Sent("picture"),
            Sent("location"),
        ),
    ),
    Point(
        "help",
        "อธิบาย และไม่แน่ใจ",
        (
            Unwritten("ตอบจนถึงกลุ่มการให้บริการ", TO_CHARACTERISTICS),
            Tapped("อธิบายเพิ่ม"),
            Tapped("ถามทีละข้อ"),
            Tapped("อธิบายเพิ่ม"),
            Tapped("ไม่แน่ใจ"),
            Unwritten("ตอบข้ออื่นจนได้กลุ่ม", (Tapped("ไม่ใช่"), Tapped("ไม่ใช่"), Tapped("ใช่"))),
            Tapped("อธิบายเพิ่ม"),
            Unwritten("ตอบทุกข้อเป็นมาตรฐาน", (Tapped(STANDARD),) * 12),
            Tapped("ไม่แน่ใจ"),
            CONFIRM,
            Tapped("ไม่ใช่"),
            CONFIRM,
        ),
    ),
    Point(
        "standard",
        "ตามมาตรฐาน: หลายลักษณะ กลุ่มที่เลือกเอง วันที่ประเมิน และเกี่ยวกับมาตรฐาน",
        (
            Unwritten("ตอบจนถึงกลุ่มการให้บริการ", TO_CHARACTERISTICS),
            Typed("มสพร. 6-5 คืออะไร"),
            Tapped("ตรงมากกว่าหนึ่งข้อ"),
            Typed("2"),
            Typed("ข้อ 3"),
            Tapped("เสร็จแล้ว"),
            Typed("ย้อนกลับ"),
            Typed("3 และ 4"),
            Typed("ย้อนกลับ"),
            Tapped("เลือกกลุ่มเอง"),
            Typed("4"),
            Typed("ความเสี่ยงสูง"),
            Unwritten("ตอบทุกข้อเป็นมาตรฐาน", (Tapped(STANDARD),) * 11),
            Typed("คอลเซ็นเตอร์ 24 ชั่วโมง"),
            Typed("ใช่"),
            Typed("แก้วันที่"),
            Typed("31 ก.พ. 67"),
            Typed("1 ม.ค. 2567"),
            CONFIRM,
        ),
    ),
    Point(
        "changing",
        "เปลี่ยนใจ",
        (
            LEVELS,
            Tapped(INITIAL),
            Typed("ย้อนกลับ"),
            Typed("ไปต่อ"),
            Tapped(INITIAL, earlier=SEARCH),
            Tapped(ADVANCED, earlier=SEARCH),
            Typed("ใช่"),
            Unwritten("ตอบทุกข้อเป็นมาตรฐาน", (Tapped(STANDARD),) * 11),
            Typed("แก้กลุ่ม"),
            Tapped("โครงสร้างพื้นฐานสำคัญ หรือมีความเสี่ยงสูง"),
            CONFIRM,
            Typed("/restart"),
            Typed("บริการที่สอง"),
            Tapped("ประเมินบริการอื่น", earlier="ผลประเมิน"),
        ),
    ),
    Point(
        "coming-back",
        "กลับมาทำต่อ",
        (
            LEVELS,
            Tapped(STANDARD),
            Waited(24),
            Typed("สวัสดีค่ะ"),
            Waited(600),
            Tapped(STANDARD),
            NewEdition(),
            Tapped(INITIAL),
            Typed("ใช่"),
        ),
    ),
    Point(
        "several-services",
        "หลายบริการ",
        (
            RESULT,
            Tapped("ประเมินบริการอื่น"),
            Typed("บริการที่สอง"),
            Typed("/results"),
            Typed("1"),
            Tapped("เปลี่ยนลิงก์"),
            Tapped("ประเมินอีกครั้ง"),
            Typed("8"),
            Tapped(STANDARD),
            CONFIRM,
            Typed("/results"),
            Typed("1"),
            Tapped("ประเมินต่อ"),
            Typed("/results"),
            Typed("1"),
            Tapped("ลบผลนี้"),
            Typed("ใช่"),
        ),
    ),
    Point(
        "sharing",
        "แชร์ผลและทุกบริการ",
        (
            RESULT,
            Typed("/results"),
            Typed("1"),
            Tapped("ตั้งค่าลิงก์"),
            Tapped("แสดงชื่อผู้ประเมิน"),
            Tapped("ปิดลิงก์"),
            Typed("เปิดได้ตลอด"),
            Tapped("เสร็จแล้ว"),
            Typed("/results"),
            Tapped("แชร์ทุกบริการในหน้าเดียว"),
            Tapped("ปิดหน้านี้"),
        ),
    ),
    Point("next-steps", "ทำต่ออย่างไร และเตือนให้ประเมินอีกครั้ง", (RESULT, Typed("ทำอย่างไร"), Typed("เตือนให้ประเมินอีกครั้ง"))),
    Point(
        "evidence",
        "หลักฐานและหมายเหตุ",
        (
            REVIEW,
            Tapped("หลักฐาน/หมายเหตุ"),
            Typed("1"),
            Typed("https://www.example.go.th/search"),
            Typed("13"),
            Typed("อยู่ระหว่างจัดทำระบบติดตามสถานะ"),
            Tapped("เสร็จแล้ว"),
            CONFIRM,
        ),
    ),
    Point(
        "what-if",
        "ถ้าเปลี่ยนระดับหรือกลุ่ม",
        (RESULT, Tapped("ถ้าปรับแล้วจะเป็นอย่างไร"), Typed("10"), Tapped(STANDARD), Typed("กลุ่ม 4")),
    ),
    Point(
        "group",
        "ช่วยกันในกลุ่ม",
        (
            Typed("มาตรฐานของเราดีนะ", by=MALEE),
            Tapped(AGREE.label, by=SOMCHAI),
            Typed(f"/answer {SERVICE}", by=MALEE),
            Typed("ใครรู้ชื่อส่วนงานบ้าง", by=SOMCHAI),
            Typed(f"/answer {worked_example.AGENCY}", by=SOMCHAI),
            Tapped(SKIP.label, by=MALEE),
            Tapped(SKIP.label, by=MALEE),
            Tapped(LOCAL.label, by=SOMCHAI),
            *(Tapped(level, by=name) for level, name in ((STANDARD, MALEE), (INITIAL, SOMCHAI))),
            Unwritten("มาลีตอบที่เหลือเป็นไม่มี", (Tapped(NONE, by=MALEE),) * 10),
            Tapped(CONFIRM.label, by=MALEE),
            Typed("/results", by=MALEE),
            Typed("/answer 1", by=MALEE),
            Tapped("ลบผลนี้", by=MALEE),
            Tapped("เปลี่ยนลิงก์", by=SOMCHAI),
        ),
        is_group=True,
    ),
    Point(
        "languages",
        "สองภาษา",
        (
            LEVELS,
            Tapped(STANDARD),
            Typed("/language"),
            Tapped("Initial"),
            Unwritten("answers all other questions", (Tapped("Standard"),) * 10),
            Tapped("Confirm and see the result"),
            Typed("ภาษา"),
        ),
    ),
    Point(
        "telling",
        "เล่าครั้งเดียว",
        (
            Unwritten(
                "ตอบจนถึงลักษณะของบริการ", (AGREE, Typed(SERVICE), Typed(worked_example.AGENCY), Tapped(SKIP.label))
            ),
            Typed(
                "ประชาชนกรอกคำขอในเว็บไซต์ ใบอนุญาตส่งให้ทางอีเมล ปีหน้าจะมีแอปให้ดาวน์โหลด\n"
                "จ่ายค่าธรรมเนียมเป็นเงินสดที่เคาน์เตอร์\nจ่ายค่าธรรมเนียมผ่าน Payment Gateway บนเว็บ"
            ),
            Typed("6"),
            Tapped(ADVANCED),
            Typed("8"),
            Tapped("ไม่ใช้ข้อนี้ ถามตามปกติ"),
            Tapped("ยืนยัน 2 ข้อ"),
            Unwritten("ตอบกลุ่มการให้บริการ", (LOCAL,)),
            Typed("เล่าบริการ"),
            Typed("เจ้าหน้าที่ช่วยเหลือทางเทคนิคในเวลาราชการ"),
            TookBack(),
            Typed("มาตรฐาน"),
            Typed("/describe"),
            Typed("วันนี้ฝนตก"),
        ),
    ),
    Point(
        "personal-data",
        "ข้อมูลส่วนบุคคล",
        (
            Unwritten("ยอมรับ", (AGREE,)),
            Typed("ชื่อที่พิมพ์ผิดช่อง"),
            Reworded("ขออนุญาตก่อสร้าง"),
            TookBack(),
            Typed("เทศบาลตัวอย่าง"),
            Typed("/export"),
            Blocked(),
            Typed("/delete"),
            Typed("ไม่"),
            Typed("ลบข้อมูล"),
            Typed("ใช่"),
            Typed("สวัสดี"),
        ),
    ),
)
