"""Runs the script in the terminal: lines in, lines out."""

from collections.abc import Iterator

from bot.channels.terminal import TerminalChannel
from bot.config.data_files import load_catalogues
from bot.shared.links import Links
from bot.turns.turn_handler import TurnHandler
from flows.i18n.language import Language
from tests.transcripts.script import Tapped, Typed
from tests.transcripts.transcript import Transcript


async def play_in_terminal(turns: TurnHandler, steps: tuple[Tapped | Typed, ...], transcript: Transcript) -> None:
    channel = TerminalChannel(
        turns=turns, links=Links("http://127.0.0.1:8000"), language=Language.THAI, catalogues=load_catalogues()
    )
    lines = _typed(steps)

    async def read_line() -> str | None:
        line = next(lines, None)
        if line is not None:
            transcript.officer(f"พิมพ์ “{line}”")
        return line

    await channel.chat(read_line, transcript.radap)


def _typed(steps: tuple[Tapped | Typed, ...]) -> Iterator[str]:
    """Yield the lines to type: a terminal has no buttons, so that their labels are typed."""
    for step in steps:
        yield step.label if isinstance(step, Tapped) else step.text
