"""A conversation's session as it is stored, with its list of finished assessments."""

from bot.storage.store import Store
from flows.model.finished import FinishedList
from flows.model.session import Session


async def stored_session(store: Store, conversation: str) -> Session | None:
    session = (await store.load(conversation)).session
    if session is None:
        return None
    entries = {item.assessment: item for item in await store.load_finished(conversation)}
    return session._replace(finished=FinishedList(entries))
