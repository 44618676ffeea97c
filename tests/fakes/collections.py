"""A collection as the operator opens it, and what stands in its table after one read."""

import time
from collections.abc import Sequence

from bot.storage.contributions import Contributions
from bot.storage.shared_records import target_to_json
from bot.storage.store import Store
from flows.collaboration.codes import CodeTarget
from flows.collaboration.collection import CloseCollection, Collection
from flows.collaboration.contribution import Contribution, contribution_from_json
from flows.collaboration.expected_services import ExpectedAgency, ExpectedServices
from flows.collaboration.kinds import SharedKind
from flows.collaboration.shared_record import record_to_json
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.link import Link, LinkKind

TOKEN = "c" * 22
CODE = "7KQ2-M9XA-04TC-WE5H"
TITLE = "ผลประเมินของกระทรวง"
ORGANISER = "กองแผนงาน"


async def make_collection(
    store: Store,
    *,
    token: str = TOKEN,
    code: str = CODE,
    title: str = TITLE,
    until: int | None = None,
    expected: Sequence[str] = (),
) -> Collection:
    """Open a collection with its code; it ends in a week."""
    now = int(time.time())
    record = Collection(token, title, ORGANISER, "th", now, until or now + 7 * SECONDS_A_DAY, code)
    target = target_to_json(CodeTarget(SharedKind.COLLECTION, token))
    await store.shared.publish(Link(LinkKind.COLLECTION, token), record_to_json(record), 10**6)
    await store.shared.publish(Link(LinkKind.CODE, code), target, 10**6)
    if expected:
        listed = ExpectedServices(tuple(ExpectedAgency(name) for name in expected))
        await store.shared.publish(Link(LinkKind.EXPECTED, token), record_to_json(listed), 10**6)
    return record


async def close_collection(store: Store, token: str = TOKEN) -> None:
    """Close a collection as the operator does."""
    await store.shared.change(Link(LinkKind.COLLECTION, token), CloseCollection(int(time.time())))


async def contributions(store: Store, token: str = TOKEN) -> list[Contribution]:
    """What the conversations give, as the coordinator's page reads it."""
    found: Contributions = store.contributions
    texts = [store.links.decode_key(key, stored) for key, stored in (await found.read(token)).items()]
    return [contribution_from_json(text) for text in texts if text]


async def given(store: Store, token: str = TOKEN) -> dict[str, str]:
    """The levels of all services in the table, by their names."""
    return {row.service: row.levels for each in await contributions(store, token) for row in each.services}
