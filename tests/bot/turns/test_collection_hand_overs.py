"""A service that is given to a collection, and handed over: its next owner may give it again."""

from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Wording
from flows.model.events import Retraction, Text
from tests import worked_example
from tests.bot.turns.test_collections import give_only
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.colleagues import offer, said, to_result, to_service
from tests.fakes.collections import CODE, TITLE, close_collection, contributions, given, make_collection

GIVEN = {worked_example.SERVICE: worked_example.LEVELS}


async def giving(turns: TurnHandler, store: Store) -> Officer:
    await make_collection(store)
    sender = Officer(turns)
    await to_result(sender)
    await sender.type(CODE)
    await sender.tap("agree")
    await give_only(sender)
    await sender.tap("close")
    assert await given(store) == GIVEN
    return sender


async def handed_over(turns: TurnHandler, sender: Officer) -> Officer:
    """Return the new owner of the service."""
    code = await offer(sender)
    recipient = Officer(turns, "test:2")
    await to_service(recipient)
    await recipient.type(code)
    await recipient.tap("accept")
    return recipient


async def test_a_service_that_is_handed_over_leaves_the_senders_and_joins_the_recipients(
    turns: TurnHandler, store: Store
) -> None:
    sender = await giving(turns, store)
    recipient = await handed_over(turns, sender)
    await recipient.type(CODE)
    await recipient.tap("agree")
    await give_only(recipient)
    await sender.type("/results")
    assert sorted(len(each.services) for each in await contributions(store)) == [0, 1]
    assert await given(store) == GIVEN
    await recipient.type("/results")
    await recipient.type("1")
    assert TITLE in said(recipient)


async def test_an_offered_service_stays_given_and_an_unsent_name_is_removed_meanwhile(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    await make_collection(store)
    sender = Officer(turns)
    await to_service(sender)
    await sender.send(Text(worked_example.SERVICE, "m1"))
    await sender.type(worked_example.AGENCY)
    await sender.tap("skip", "skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    await sender.type(CODE)
    await sender.tap("agree")
    await give_only(sender)
    await sender.tap("close")
    await offer(sender)
    assert set(await given(store)) == {worked_example.SERVICE}
    await sender.send(Retraction("m1"))
    assert set(await given(store)) == {say("review.empty")}


async def test_a_closed_collection_keeps_a_service_that_is_handed_over(turns: TurnHandler, store: Store) -> None:
    sender = await giving(turns, store)
    await close_collection(store)
    recipient = await handed_over(turns, sender)
    await sender.type("/results")
    assert await given(store) == GIVEN
    await recipient.type(CODE)
    assert TITLE not in said(recipient)


async def test_closing_is_told_at_the_next_message_that_has_a_reply(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    sender = await giving(turns, store)
    await close_collection(store)
    await sender.send(Retraction("another"))
    assert not sender.reply.messages
    await sender.type("/results")
    assert say("collect.closed", title=TITLE) in said(sender)
