"""An officer who asks a colleague, and the colleague: two conversations on one store."""

from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.collaboration.codes import find_code
from flows.collaboration.question import ColleagueQuestion
from flows.model.events import ButtonPress, Retraction, Text
from flows.model.link import Link, LinkKind
from flows.model.messages import Message, Paragraph, Role
from flows.model.session import Session
from flows.model.shared_work import AskedQuestion
from tests.bot.turns.test_turn_handler import Officer

OWNER, COLLEAGUE = "test:1", "test:2"


class Person(Officer):
    """An officer who knows what was said, and whose messages have ids that can be unsent."""

    async def say(self, *texts: str) -> str:
        """Type, each as a message of its own; return all that was replied to the last."""
        for text in texts:
            await self.send(Text(text, f"{self.conversation}/{self.count + 1}"))
        return self.said

    async def unsend(self, ago: int = 0) -> None:
        await self.send(Retraction(f"{self.conversation}/{self.count - ago}"))

    async def tap_later(self, question: str, choice: str) -> None:
        """Tap a button of a message further up."""
        await self.send(ButtonPress(self.reply.assessment, question, choice))

    @property
    def said(self) -> str:
        return "\n".join(map(words, self.reply.messages))

    @property
    def notices(self) -> str:
        blocks = [block for message in self.reply.messages for block in message.blocks]
        return "\n".join(block.text for block in blocks if isinstance(block, Paragraph) and block.role is Role.NOTICE)

    async def to_result(self) -> None:
        await self.to_levels()
        await self.tap(*["standard"] * 12, "confirm")


def words(message: Message) -> str:
    """Everything that a message says."""
    return str(message)


class Pair:
    """The two, and what is stored of them."""

    def __init__(self, turns: TurnHandler, store: Store) -> None:
        self.store = store
        self.owner, self.colleague = Person(turns, OWNER), Person(turns, COLLEAGUE)
        self.code = ""

    async def asked(self) -> str:
        """Ask about the first process; return the code."""
        await self.owner.to_levels()
        return await self.ask()

    async def ask(self) -> str:
        await self.owner.say("ถามเพื่อนร่วมงาน")
        (self.code,) = {link.token for link in self.owner.reply.messages[0].links}
        assert self.code in {find_code(str(block)) for block in self.owner.reply.messages[0].blocks}
        return self.code

    async def answered(self, *, name: str = "", remark: str = "", level: str = "advanced") -> None:
        """The colleague answers in the chat."""
        await self.colleague.say(self.code)
        await self.colleague.tap(level)
        await (self.colleague.say(name) if name else self.colleague.tap("skip"))
        await (self.colleague.say(remark) if remark else self.colleague.tap("skip"))

    async def session(self, conversation: str = OWNER) -> Session:
        session = (await self.store.load(conversation)).session
        assert session is not None
        return session

    async def known(self) -> tuple[AskedQuestion, ...]:
        return (await self.session()).shared.questions

    async def record(self, token: str = "") -> ColleagueQuestion | None:
        token = token or (await self.known())[0].token
        found = await self.store.shared.find(Link(LinkKind.QUESTION, token))
        assert found is None or isinstance(found, ColleagueQuestion)
        return found

    async def answers(self) -> dict[str, str]:
        return dict((await self.session()).assessment.answers)
