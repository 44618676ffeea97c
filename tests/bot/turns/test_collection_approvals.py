"""The approval of a service that is given to a collection."""

from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from tests.bot.turns.test_collections import give_only
from tests.fakes.approvals import Person
from tests.fakes.collections import CODE, contributions, make_collection


async def state(store: Store) -> str:
    ((service,),) = [each.services for each in await contributions(store)]
    return service.approval


async def test_the_state_of_an_approval_flows_in(turns: TurnHandler, store: Store) -> None:
    await make_collection(store)
    owner = await Person(turns, "test:1").to_result()
    await owner.type(CODE)
    await owner.tap("agree")
    await give_only(owner)
    await owner.tap("close")
    assert await state(store) == ""
    code = await owner.ask()
    assert await state(store) == "open"
    await Person(turns, "test:2").decide(code)
    assert await state(store) == "open"
    await owner.tap("close")
    assert await state(store) == "approved"
    await owner.change_level()
    assert await state(store) == ""
    second = await owner.ask()
    await Person(turns, "test:3").decide(second, "return", "ตรวจอีกครั้ง")
    await owner.tap("close")
    assert await state(store) == "returned"


async def test_an_approved_service_is_given_as_approved(turns: TurnHandler, store: Store) -> None:
    await make_collection(store)
    owner = await Person(turns, "test:1").to_result()
    await Person(turns, "test:2").decide(await owner.ask())
    await owner.type(CODE)
    await owner.tap("agree")
    await give_only(owner)
    assert await state(store) == "approved"
