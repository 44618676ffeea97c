"""A chat written down so that a person can read it."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"/r/[A-Za-z0-9_-]{22}")
PORT = re.compile(r"127\.0\.0\.1:\d+")


@dataclass
class Transcript:
    """Lines of Markdown; what is different in every run (tokens, ports) is replaced."""

    title: str
    lines: list[str] = field(default_factory=list)

    def officer(self, does: str) -> None:
        self.lines.append(f"**เจ้าหน้าที่** {does}")

    def radap(self, says: str) -> None:
        quoted = "\n".join(f"> {line}".rstrip() for line in says.strip().splitlines())
        self.lines.append(quoted)

    def __str__(self) -> str:
        text = "\n\n".join((f"# {self.title}", *self.lines)) + "\n"
        return PORT.sub("127.0.0.1:8000", TOKEN.sub("/r/TOKEN", text))
