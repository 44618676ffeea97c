"""The worked example as a stored result."""

from collections.abc import Sequence
from dataclasses import replace

from bot.storage.keys import conversation_digest, link_key
from bot.storage.linked_records import VERSION
from bot.storage.portfolio_record import portfolio_to_json
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.model.finished import FinishedEntry, FinishedList
from flows.model.link import Link, LinkKind
from flows.model.result import Result, result_to_json
from flows.model.session import Assessment, Session
from flows.standard.criteria import Criteria
from tests import worked_example

TOKEN = "a-token-of-22-letters_"


def worked_result(criteria: Criteria) -> Result:
    levels = [criteria.level_by_code[code].id for code in worked_example.LEVELS]
    return Result(
        token=TOKEN,
        edition=criteria.edition.id,
        language="th",
        service_data={
            "service": worked_example.SERVICE,
            "agency": worked_example.AGENCY,
            "assessor": worked_example.ASSESSOR,
            "description": worked_example.DESCRIPTION,
        },
        assessed_at=worked_example.ASSESSED_AT,
        group=worked_example.GROUP,
        characteristic=worked_example.CHARACTERISTIC,
        levels=dict(zip(criteria.process_by_id, levels, strict=True)),
        shows_assessor=True,
    )


def with_service_data(result: Result, **answers: str) -> Result:
    """Return the result with other service data."""
    return replace(result, service_data={**result.service_data, **answers})


def result_key(token: str) -> str:
    """The key of a result in Redis."""
    return link_key(Link(LinkKind.RESULT, token))


async def publish(store: Store, result: Result) -> str:
    """Store a result, and return the path of its page."""
    await publish_text(store, result.token, result_to_json(result))
    return f"/r/{result.token}"


async def list_services(store: Store, page: str, results: Sequence[Result]) -> None:
    """Make a page of all services show these results in this order."""
    owner = f"test:owner-of-{page}"
    entries = {
        f"a{number}": FinishedEntry(f"a{number}", item.token, item.service, item.group, 0, 0, 0, number=-number)
        for number, item in enumerate(results)
    }
    session = Session(Language.THAI, Assessment("a", "e", "welcome"), finished=FinishedList(changed=entries))
    loaded = await store.load(owner)
    assert await store.save(owner, loaded, loaded._replace(session=session))
    text = portfolio_to_json(Language.THAI, conversation_digest(owner))
    await publish_text(store, page, text, LinkKind.PORTFOLIO)


async def publish_text(store: Store, token: str, text: str, kind: LinkKind = LinkKind.RESULT) -> None:
    """Store any text behind a link, replacing the record there."""
    link = Link(kind, token)
    there = await store.links.get(link) or VERSION.pack(0)
    assert await store.links.publish(link, text, store.result_seconds, VERSION.unpack_from(there)[0] + 1)
