"""The officers' actions in the golden transcripts; each chat implements them for its platform."""

from dataclasses import dataclass
from typing import Literal

from tests import worked_example


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button by its label, of the last message or the `earlier` one with this text; `by` names a group's member."""

    label: str
    by: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A message; `by` names the member in a group."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something other than text."""

    what: Literal["sticker", "picture", "location"]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file; `told` is what the transcript says of it."""

    told: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Waited:
    """Hours pass without an event."""

    hours: int


@dataclass(frozen=True, slots=True)
class NewEdition:
    """The operator starts Radap with another edition of the criteria."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """The message that was typed last is edited."""

    text: str


@dataclass(frozen=True, slots=True)
class TookBack:
    """The message that was typed last is unsent."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The officer blocks Radap and, later, comes back."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Steps that the transcript leaves out, with the line that replaces them."""

    line: str
    steps: tuple[Tapped | Typed, ...]


TABLE_HEADING = "ชื่อบริการ,หน่วยงาน,กลุ่ม,ระดับทั้งหมด"


def csv_of(*rows: str) -> bytes:
    """A table in CSV, as Excel writes it."""
    return "\r\n".join((TABLE_HEADING, *rows)).encode("utf-8-sig")


Script = tuple[Tapped | Typed, ...]
Action = Tapped | Typed | Sent | SentFile | Reworded | TookBack | Blocked
Step = Action | Waited | NewEdition | Unwritten

NONE, INITIAL, STANDARD, ADVANCED = "ไม่มี / ยังไม่เป็นอิเล็กทรอนิกส์", "ระดับเริ่มต้น", "ระดับมาตรฐาน", "ระดับสูง"
LEVELS = {"-": NONE, "I": INITIAL, "S": STANDARD, "A": ADVANCED}
AGREE, SKIP, CONFIRM = Tapped("รับทราบและเริ่มประเมิน"), Tapped("ข้าม"), Tapped("ยืนยันและดูผล")
LOCAL = Tapped("ธุรกรรมสำหรับเฉพาะพื้นที่หรือเฉพาะกลุ่ม")

#: The worked example, half tapped, half typed, as on a real day.
STEPS: Script = (
    AGREE,
    Typed(worked_example.SERVICE),
    Typed(worked_example.AGENCY),
    Typed(worked_example.ASSESSOR),
    SKIP,
    Tapped("อธิบายเพิ่ม"),
    LOCAL,
    Tapped(STANDARD),
    Typed("I"),
    Typed("อะไรนะ"),
    Typed("๒"),
    Tapped(INITIAL),
    Tapped(ADVANCED),
    Tapped(STANDARD),
    Typed("ระดับเริ่มต้น"),
    Typed("1"),
    Tapped(NONE),
    Tapped(INITIAL),
    Tapped(INITIAL),
    Tapped(INITIAL),
    CONFIRM,
)

#: The same, told at once.
TELLING: Script = (
    AGREE,
    Typed(worked_example.SERVICE),
    Typed(worked_example.AGENCY),
    SKIP,
    Typed(worked_example.TELLING),
    Tapped("ยืนยัน 13 ข้อ"),
    CONFIRM,
)

TO_SERVICE: Script = (AGREE,)
TO_CHARACTERISTICS: Script = (*TO_SERVICE, Typed(worked_example.SERVICE), Typed(worked_example.AGENCY), SKIP, SKIP)
TO_LEVELS: Script = (*TO_CHARACTERISTICS, LOCAL)
TO_REVIEW: Script = (*TO_LEVELS, *(Tapped(LEVELS[code]) for code in worked_example.LEVELS))
TO_RESULT: Script = (*TO_REVIEW, CONFIRM)

#: A table of services: one has a mistake, one has no group.
TABLE_ROWS = (
    "ขอใบอนุญาตก่อสร้าง,กรมตัวอย่าง,3.1,SISIASIIIIII",
    "แจ้งเรื่องร้องเรียน,กรมตัวอย่าง,9,SISIASIIIIII",
    "ขอหนังสือรับรอง,กรมตัวอย่าง,,IIIIIIIIIIII",
)
FIRST_TABLE = SentFile("ส่งไฟล์บริการ.csv 3 แถว", csv_of(*TABLE_ROWS))
CORRECTED_TABLE = SentFile(
    "แก้แถวที่ผิด เปลี่ยนระดับของบริการแรก แล้วส่งไฟล์บริการ.csv อีกครั้ง",
    csv_of("ขอใบอนุญาตก่อสร้าง,กรมตัวอย่าง,3.1,AISIASIIIIII", "แจ้งเรื่องร้องเรียน,กรมตัวอย่าง,1,SISIASIIIIII", TABLE_ROWS[2]),
)
PASTED = Typed("\n".join(row.replace(",", "\t") for row in (TABLE_HEADING, "จองคิว,กรมตัวอย่าง,1,SISIASIIIIII")))
TABLES: tuple[Tapped | Typed | SentFile, ...] = (
    FIRST_TABLE,
    Tapped("กลุ่ม 1 บริการข้อมูลพื้นฐาน"),
    Tapped("บันทึกทั้งหมด"),
    CORRECTED_TABLE,
    Tapped("บันทึกทั้งหมด"),
    CORRECTED_TABLE,
    PASTED,
    Tapped("ไม่บันทึก"),
    SentFile("ส่งไฟล์คู่มือ.pdf", b"%PDF-1.7"),
)
