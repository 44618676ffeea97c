"""Understanding what is typed: a command, or one of the choices that are on offer."""

import re
import unicodedata
from collections.abc import Iterable

from flows.event import Command, Tap
from flows.message import Choice, Message
from flows.wording import Catalogues

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: What may stand around a typed answer without changing it. A minus alone is an answer (no level), so it is no edge.
EDGES = " \t\r\n.,;:!?()[]{}\"'“”‘’`*_ฯๆ…"
SPACES = re.compile(r"\s+")
LONGEST_ANSWER = 120


def normalise(text: str) -> str:
    """A typed answer in the form in which answers are compared: case, width, digits and edges do not count."""
    folded = unicodedata.normalize("NFKC", text).translate(THAI_DIGITS).casefold()
    shown = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    stripped = SPACES.sub(" ", shown).strip(EDGES)
    return "-" if stripped in {"-", "–", "—", "−"} else stripped


class Reader:
    """Reads typed text. It knows the words of every language, so that an officer may mix them."""

    def __init__(self, catalogues: Catalogues) -> None:
        """Take the catalogues; command words and polite particles come from them."""
        self._particles = tuple(sorted(map(normalise, catalogues.words("words.particles")), key=len, reverse=True))
        self._commands = {
            normalise(word): command for command in Command for word in catalogues.words(f"words.command.{command}")
        }

    def command(self, text: str) -> Command | None:
        """The command that the whole text is, such as `/back` or `ย้อนกลับ`."""
        if len(text) > LONGEST_ANSWER:
            return None
        answer = normalise(text)
        return self._commands.get(answer.removeprefix("/")) or self._commands.get(self._without_particles(answer))

    def choice(self, text: str, message: Message) -> Tap | None:
        """The one choice of a message that the whole text names by number, label or word; None for none or several."""
        if len(text) > LONGEST_ANSWER:
            return None
        answer = normalise(text)
        for candidate in (answer, self._without_particles(answer)):
            found = {choice.tap for choice in offered(message) if candidate in _forms(choice)}
            if len(found) == 1:
                return found.pop()
        return None

    def _without_particles(self, answer: str) -> str:
        for particle in self._particles:
            if answer.endswith(particle) and len(answer) > len(particle):
                return answer.removesuffix(particle).strip(EDGES)
        return answer


def offered(message: Message) -> Iterable[Choice]:
    """Everything in a message that can be chosen: choices, controls, and rows with a button behind them."""
    yield from message.choices
    yield from message.controls
    for block in message.blocks:
        for entry in getattr(block, "entries", ()):
            if entry.tap:
                yield Choice(label=entry.label, tap=entry.tap, number=entry.number)


def _forms(choice: Choice) -> set[str]:
    return {normalise(form) for form in (choice.label, choice.number, *choice.words) if form}
