"""Officers who hand a service over, through the turn handler."""

import re

from bot.storage.store import Store
from flows.collaboration.service import ServiceRecord
from flows.model.events import Greeting
from flows.model.link import Link, LinkKind
from flows.model.session import Session
from flows.model.shared_work import Offer
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer

CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
LEVELS = dict(zip("-ISA", ("none", "initial", "standard", "advanced"), strict=True))


async def to_service(officer: Officer) -> None:
    await officer.send(Greeting())
    await officer.tap("agree")


async def to_levels(officer: Officer, service: str = worked_example.SERVICE, assessor: str = "") -> None:
    """Answer everything before the levels."""
    await to_service(officer)
    await officer.type(service, worked_example.AGENCY)
    await (officer.type(assessor) if assessor else officer.tap("skip"))
    await officer.tap("skip", worked_example.CHARACTERISTIC)


async def to_result(officer: Officer, service: str = worked_example.SERVICE, assessor: str = "") -> None:
    await to_levels(officer, service, assessor)
    await officer.tap(*(LEVELS[code] for code in worked_example.LEVELS), "confirm")


async def offer(officer: Officer, choice: str = "unnamed") -> str:
    """Hand over the service on screen; return the code."""
    await officer.type("ส่งต่อให้เพื่อนร่วมงาน")
    await officer.tap(choice)
    return shown_code(officer)


def shown_code(officer: Officer) -> str:
    found = CODE.search(said(officer))
    assert found, "no code is shown"
    return found[0]


def said(officer: Officer) -> str:
    """All that the last reply says."""
    return str(officer.reply.messages)


async def session_of(store: Store, officer: Officer) -> Session:
    """The stored session, with its finished assessments."""
    session = (await store.load(officer.conversation)).session
    assert session is not None
    return session._replace(finished=session.finished.with_read("", await store.load_finished(officer.conversation)))


async def offer_of(store: Store, officer: Officer) -> Offer:
    (found,) = (await session_of(store, officer)).shared.offers
    return found


async def record_of(store: Store, token: str) -> ServiceRecord | None:
    found = await store.shared.find(Link(LinkKind.SERVICE, token))
    assert found is None or isinstance(found, ServiceRecord)
    return found


def services_held(session: Session) -> list[str]:
    """The names of the services that a conversation owns, or offers."""
    unfinished = {item.id: item.answers.get("service", "") for item in (session.assessment, *session.parked)}
    finished = {entry.assessment: entry.service for entry in session.finished.entries}
    return sorted(name for name in (unfinished | finished).values() if name)
