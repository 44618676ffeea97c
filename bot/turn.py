"""One turn: load, step, save with compare-and-set, and hand back what to say."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.departures import Departures
from bot.editions import Editions
from bot.errors import ConversationContended
from bot.incoming import Incoming
from bot.portfolio_record import portfolio_json
from bot.store import Store, StoredConversation, event_digest
from flows.dialogue import Dialogue, Step
from flows.event import Tap
from flows.language import Language
from flows.message import Message
from flows.moment import Moment
from flows.portfolio import newest_of_each_service
from flows.result import Result, result_from_json, result_to_json
from flows.session import Session

TOKEN_BYTES = 16
ATTEMPTS = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say, and in which language.

    `in_place` allows a channel with editable messages to edit the one that was tapped. `finished` is the token of the
    result that this turn brought about, where it did.
    """

    messages: tuple[Message, ...]
    in_place: bool
    language: Language
    finished: str = ""


class Turns:
    """Takes events one by one; safe to call from many tasks and many processes at once."""

    def __init__(self, dialogue: Dialogue, store: Store) -> None:
        """Take the conversation's rules and the store."""
        self._dialogue = dialogue
        self._store = store
        self._departures = Departures(store)
        self._editions = Editions(dialogue.rules.criteria, store)

    async def take(self, incoming: Incoming) -> Reply:
        """Apply an event once and return the answer; a repeated event gets the present question again.

        Raises StoreUnavailable, or ConversationContended when other events kept winning the race; in both cases
        the event had no effect and may be sent again.
        """
        moment = Moment(now=int(time.time()), token=secrets.token_urlsafe(TOKEN_BYTES))
        for _ in range(ATTEMPTS):
            loaded = await self._settled(incoming.conversation)
            await self._learn_editions_of(loaded)
            if loaded.has_applied(incoming.event_id):
                return Reply(self._present(incoming, loaded), _in_place(incoming, loaded), _language(incoming, loaded))
            step = self._step(incoming, loaded, moment)
            if step.wanted:
                views = {token: await self._store.views(token) for token in step.wanted}
                moment = replace(moment, results=await self._results(step.wanted), views=views)
                step = self._step(incoming, loaded, moment)
            if await self._keep(incoming, loaded, step):
                spoken = step.session.language if step.session else _language(incoming, loaded)
                return Reply(step.messages, _in_place(incoming, loaded), spoken, _finished(step))
        raise ConversationContended

    async def leave(self, conversation: str) -> None:
        """The officer blocked Radap, or a group removed it: the retention clock starts. Raises StoreUnavailable."""
        await self._departures.leave(conversation)

    async def move(self, before: str, after: str) -> None:
        """The platform gave a conversation another name. Raises StoreUnavailable."""
        await self._departures.move(before, after)

    def _step(self, incoming: Incoming, loaded: StoredConversation, moment: Moment) -> Step:
        return self._dialogue.step(
            loaded.session, incoming.event, moment, language=incoming.language, member=incoming.member
        )

    def _present(self, incoming: Incoming, loaded: StoredConversation) -> tuple[Message, ...]:
        """What a repeated event is answered with: the present question, or that everything was deleted."""
        if loaded.session is None:
            return self._dialogue.deleted(incoming.language or Language.THAI)
        return self._dialogue.present(loaded.session)

    async def _settled(self, conversation: str) -> StoredConversation:
        """The conversation; what an interrupted turn had still to delete is deleted first."""
        loaded = await self._store.load(conversation)
        return await self._delete_withdrawn(conversation, loaded) if loaded.withdrawn else loaded

    async def _delete_withdrawn(self, conversation: str, saved: StoredConversation) -> StoredConversation:
        """Delete the results; a record without a session then keeps only which events are done with."""
        await self._store.withdraw(saved.withdrawn)
        if saved.session is not None:
            return saved
        await self._store.save(conversation, saved, StoredConversation(events=saved.events))
        return await self._store.load(conversation)

    async def _learn_editions_of(self, loaded: StoredConversation) -> None:
        """Have the criteria at hand that the assessments were begun with, where they are not those in use."""
        assessments = (loaded.session.assessment, *loaded.session.parked) if loaded.session else ()
        for edition in {item.edition for item in assessments}:
            if not self._dialogue.knows(edition) and (criteria := await self._editions.find(edition)):
                self._dialogue.learn(criteria)

    async def _results(self, tokens: Sequence[str]) -> dict[str, Result | None]:
        stored = {token: await self._store.result(token) for token in tokens}
        return {token: result_from_json(token, text) if text else None for token, text in stored.items()}

    async def _keep_portfolio(self, session: Session, before: Session | None) -> None:
        """The page of all services shows what is finished now, in the language that is spoken now."""
        if before and (before.portfolio, before.finished, before.language) == (
            session.portfolio,
            session.finished,
            session.language,
        ):
            return
        tokens = newest_of_each_service(session.finished)
        await self._store.keep_portfolio(session.portfolio, portfolio_json(session.language, tokens))

    async def _keep(self, incoming: Incoming, loaded: StoredConversation, step: Step) -> bool:
        """A new result before the session, so that a link is told only when it opens; deletions after it.

        What is to be deleted stands in the saved record, so that a crash in between leaves it to the next turn.
        """
        for result in step.published:
            age = max(0, int(time.time()) - result.assessed_at)
            await self._store.publish(result.token, result_to_json(result), age)
        if step.session and step.session.portfolio:
            await self._keep_portfolio(step.session, loaded.session)
        if step.exported:
            await self._store.offer_export(step.exported.token, step.exported.text)
        new = StoredConversation(
            session=step.session,
            events=(*loaded.events, event_digest(incoming.event_id)),
            floor=_floor(incoming, loaded),
            withdrawn=step.withdrawn,
            has_left=loaded.has_left and not step.messages,
        )
        saved = await self._store.save(incoming.conversation, loaded, new)
        if saved and loaded.has_left and not new.has_left and step.session:
            await self._departures.come_back(step.session)
        if saved and saved.withdrawn:
            await self._delete_withdrawn(incoming.conversation, saved)
        return saved is not None


def _finished(step: Step) -> str:
    """A result that was only given another link, or other settings, does not stand in a message as the result."""
    pictured = {message.picture for message in step.messages}
    return next((result.token for result in step.published if result.token in pictured), "")


def _language(incoming: Incoming, loaded: StoredConversation) -> Language:
    return loaded.session.language if loaded.session else incoming.language or Language.THAI


def _in_place(incoming: Incoming, loaded: StoredConversation) -> bool:
    return isinstance(incoming.event, Tap) and (incoming.position or 0) > loaded.floor


def _floor(incoming: Incoming, loaded: StoredConversation) -> int:
    """What was typed, and an old message whose button was tapped, stand above the message that answers it."""
    if incoming.position is None or _in_place(incoming, loaded):
        return loaded.floor
    return max(loaded.floor, incoming.position)
