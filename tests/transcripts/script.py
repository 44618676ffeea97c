"""What the officer does in the golden transcripts: the worked example, half tapped, half typed, as on a real day."""

from dataclasses import dataclass

from tests import worked_example


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button by its label."""

    label: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A message."""

    text: str


Step = Tapped | Typed

NONE, INITIAL, STANDARD, ADVANCED = "ไม่มี / ยังไม่เป็นอิเล็กทรอนิกส์", "เริ่มต้น", "มาตรฐาน", "สูง"

STEPS: tuple[Step, ...] = (
    Tapped("ยอมรับและเริ่ม"),
    Typed(worked_example.SERVICE),
    Typed(worked_example.AGENCY),
    Typed(worked_example.ASSESSOR),
    Tapped("ข้าม"),
    Tapped("อธิบายเพิ่ม"),
    Tapped("ธุรกรรมสำหรับเฉพาะพื้นที่หรือเฉพาะกลุ่ม"),
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
    Tapped("ยืนยันและดูผล"),
)
