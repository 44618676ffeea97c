"""A chat as readable text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

TOKEN = re.compile(r"/(r|x|p|o)/[A-Za-z0-9_-]{22}")
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")
TIME = re.compile(r"DATE เวลา \d\d:\d\d น\.")
PORT = re.compile(r"127\.0\.0\.1:\d+")
#: For how many days codes open.
AHEAD = (3, 14, 30)
THAI_TIME = timedelta(hours=7)
MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()


@dataclass
class Transcript:
    """Lines of Markdown; values that differ in every run (tokens, ports, today's date) are replaced."""

    title: str
    lines: list[str] = field(default_factory=list)
    actions: int = 0

    def officer(self, does: str, name: str = "") -> None:
        self.actions += 1
        self._write(f"**{name or 'เจ้าหน้าที่'}** {does}")

    def radap(self, says: str) -> None:
        quoted = "\n".join(f"> {line}".rstrip() for line in says.strip().splitlines())
        self._write(quoted)

    def silence(self) -> None:
        self._write("*(Radap ไม่ตอบ)*")

    def passing(self, what: str) -> None:
        self._write(f"*{what}*")

    @contextmanager
    def unwritten(self, line: str) -> Iterator[None]:
        """Replace the steps inside by the line, before the last message of Radap."""
        self._write(f"*({line})*")
        before = len(self.lines)
        yield
        last = next((text for text in reversed(self.lines[before:]) if text.startswith(">")), "")
        del self.lines[before:]
        self._write(last)

    def _write(self, text: str) -> None:
        self.lines.append(text)

    def __str__(self) -> str:
        text = "\n\n".join((f"# {self.title}", *self.lines)) + "\n"
        text = CODE.sub("CODE", PORT.sub("127.0.0.1:8000", TOKEN.sub(r"/\1/TOKEN", text)))
        for name in _today():
            text = text.replace(name, "DATE")
        return TIME.sub("DATE เวลา TIME น.", text)


def _today() -> tuple[str, ...]:
    """Return the dates that Radap writes today; a run over midnight may have begun yesterday.

    An offer ends in 3 days, a question to a colleague in 14, a request for approval in 30.
    """
    ahead = (days - late for days in AHEAD for late in (0, 1))
    days = [datetime.now(UTC) + THAI_TIME + timedelta(days=number) for number in (0, -1, *ahead)]
    return tuple(name for day in days for name in (_thai(day), day.strftime(f"{day.day} %b %Y")))


def _thai(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}"
