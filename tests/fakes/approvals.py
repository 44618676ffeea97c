"""An officer who asks for approval, and a head who decides in a chat or on the page, in one application."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from bot.collaboration.approval_page import ApprovalPage
from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import CodePages
from bot.shared.links import Links
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.web.pages import WebPages
from flows.collaboration.approval import ApprovalRequest
from flows.collaboration.codes import CodeTarget, find_code
from flows.collaboration.kinds import SharedKind
from flows.i18n.wording import Catalogues
from flows.model.events import Text
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.messages import Paragraph
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.web import BROWSER, SITE, result_routes

LEVELS = dict(zip("-ISA", ("none", "initial", "standard", "advanced"), strict=True))
NAME, POSITION = "นางสาวสมศรี ใจดี", "ผู้อำนวยการกองตัวอย่าง"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Person(Officer):
    """Somebody in a private chat."""

    def __init__(self, turns: TurnHandler, conversation: str) -> None:
        super().__init__(turns, conversation)

    @property
    def said(self) -> str:
        """All that the last reply says."""
        return "\n".join([line for message in self.reply.messages for line in (message.title, *_texts(message.blocks))])

    async def to_result(self, *, assessor: str = "", evidence: str = "") -> "Person":
        await self.type("/start")
        await self.tap("agree")
        await self.type(worked_example.SERVICE, worked_example.AGENCY)
        await (self.type(assessor) if assessor else self.tap("skip"))
        await self.tap("skip", worked_example.CHARACTERISTIC, *(LEVELS[code] for code in worked_example.LEVELS))
        if evidence:
            await self.tap("!notes", "note_search")
            await self.send(Text(evidence, "evidence-source"))
            await self.tap("close")
        await self.tap("confirm")
        return self

    async def ask(self, choice: str = "ask") -> str:
        """Ask for approval of the result; the code."""
        await self.type("ขอความเห็นชอบ")
        await self.tap(choice)
        return find_code(self.said)

    async def decide(self, code: str, choice: str = "approve", remark: str = "", process: str = "-") -> "Person":
        """Decide with a code, up to the confirmation."""
        await self.type(code)
        await self.tap(choice)
        if choice == "return":
            await self.tap(process)
        if choice != "approve":
            await self.send(Text(remark, f"remark of {self.conversation}"))
        await self.send(Text(NAME, f"name of {self.conversation}"))
        await self.send(Text(POSITION, f"position of {self.conversation}"))
        await self.tap("confirm")
        return self

    async def change_level(self, process: str = "search", level: str = "advanced") -> None:
        """Correct the result on screen."""
        await self.tap("!back", f"level_{process}", level, "confirm")


def _texts(blocks: tuple[object, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


class Site:
    """The pages of results and of codes, as a browser sees them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def fields(self, code: str) -> dict[str, str]:
        """The hidden fields of the page of a code."""
        page = await self.client.get(f"/k/{code}")
        assert page.status_code == 200, page.text
        return dict(FIELD.findall(page.text))

    async def send(self, code: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return await self.client.post(f"/k/{code}", data=fields, headers={"origin": SITE, **headers})

    async def decide(self, code: str, **fields: str) -> httpx.Response:
        """Open the page and decide."""
        return await self.decide_from(await self.client.get(f"/k/{code}"), code, **fields)

    async def decide_from(self, page: httpx.Response, code: str, **fields: str) -> httpx.Response:
        """Decide on a page that was opened before."""
        given = {"decision": "approve", "name": NAME, "position": POSITION} | fields
        return await self.send(code, dict(FIELD.findall(page.text)) | given)


@asynccontextmanager
async def approval_site(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[Site]:
    links, pages = Links(SITE), WebPages(catalogues)
    chats = ChatLinks(links, has_chat_page=True)
    page = ApprovalPage(store, CriteriaEditions(criteria, store), pages, catalogues, chats)
    codes = CodePages(store, pages, links, {SharedKind.APPROVAL: page})
    app = Starlette(routes=[*result_routes(store, criteria, catalogues, links), *codes.routes()])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=BROWSER) as client:
        yield Site(client)


async def entry_of(store: Store, person: Officer) -> FinishedEntry:
    """The entry of the newest result."""
    return (await store.load_finished(person.conversation))[-1]


async def request_of(store: Store, code: str) -> ApprovalRequest | None:
    """The request that a code opens."""
    target = await store.shared.find(Link(LinkKind.CODE, code))
    if not isinstance(target, CodeTarget):
        return None
    record = await store.shared.find(Link(LinkKind.APPROVAL, target.token))
    assert record is None or isinstance(record, ApprovalRequest)
    return record
