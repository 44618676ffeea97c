"""Runs a script: the steps that are the same for every chat here, the others by the chat."""

from collections.abc import Iterable
from typing import Protocol

from tests.transcripts.script import Action, NewEdition, Step, Unwritten, Waited
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import World


class Chat(Protocol):
    """A platform's implementation of the officers' actions."""

    async def begin(self) -> None: ...

    async def take(self, step: Action) -> None: ...


async def play(chat: Chat, steps: Iterable[Step], world: World, transcript: Transcript) -> None:
    """Run a whole chat, from its first contact."""
    await chat.begin()
    for step in steps:
        await _take(chat, step, world, transcript)


async def _take(chat: Chat, step: Step, world: World, transcript: Transcript) -> None:
    match step:
        case Waited():
            transcript.passing(f"ผ่านไป {step.hours} ชั่วโมง")
            await world.let_pass(step.hours)
        case NewEdition():
            transcript.passing("ผู้ดูแลเปลี่ยนไปใช้เกณฑ์ฉบับใหม่")
            await world.upgrade()
        case Unwritten():
            with transcript.unwritten(step.line):
                for inner in step.steps:
                    await chat.take(inner)
        case _:
            await chat.take(step)
