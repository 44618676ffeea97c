"""Reads systemd's unit files."""

import sys
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
INSTALLED_IN = "/opt/radap/.venv/bin"


@dataclass(frozen=True)
class UnitFile:
    """The lines of a unit, in their order: a name may come several times."""

    lines: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, name: str) -> "UnitFile":
        text = (DEPLOY / name).read_text("utf-8")
        lines = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
        return cls(tuple((key, value) for key, _, value in lines))

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.lines if name == key]

    def one(self, key: str) -> str:
        (value,) = self.all(key)
        return value

    def environment(self, instance: str, state: Path) -> dict[str, str]:
        """The variables of `Environment=`, for a template's instance and a state folder in /var/lib's place."""
        words = [word.replace("%i", instance).replace("%S/radap", str(state)) for word in self.all("Environment")]
        return dict(word.split("=", 1) for word in words)

    def command(self) -> list[str]:
        """The command line, with the program of this environment."""
        program, *arguments = self.one("ExecStart").split()
        return [in_this_environment(program), *arguments]


def in_this_environment(text: str) -> str:
    assert INSTALLED_IN in text
    return text.replace(INSTALLED_IN, str(Path(sys.prefix) / "bin"))
