"""A chat as readable text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

TOKEN = re.compile(r"/(r|x|p|o)/[A-Za-z0-9_-]{22}")
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
PORT = re.compile(r"127\.0\.0\.1:\d+")
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
        text = PORT.sub("127.0.0.1:8000", CODE.sub("CODE", TOKEN.sub(r"/\1/TOKEN", text)))
        for name in _today():
            text = text.replace(name, "DATE")
        return text


def _today() -> tuple[str, ...]:
    """Return today's date as Radap writes it; a run over midnight may have begun yesterday. Codes open for 30 days."""
    days = [datetime.now(UTC) + THAI_TIME - timedelta(days=ago) for ago in (0, 1, -30, -29)]
    return tuple(name for day in days for name in (_thai(day), day.strftime(f"{day.day} %b %Y")))


def _thai(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}"
