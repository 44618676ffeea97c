"""The worked example as a stored result."""

from bot.store import Store
from flows.criteria import Criteria
from flows.result import Result, result_to_json
from tests import worked_example

TOKEN = "a-token-of-22-letters_"


def worked_result(criteria: Criteria) -> Result:
    levels = [criteria.level_by_code[code].id for code in worked_example.LEVELS]
    return Result(
        token=TOKEN,
        edition=criteria.edition.id,
        language="th",
        service=worked_example.SERVICE,
        agency=worked_example.AGENCY,
        assessor=worked_example.ASSESSOR,
        description=worked_example.DESCRIPTION,
        assessed_at=worked_example.ASSESSED_AT,
        group=worked_example.GROUP,
        characteristic=worked_example.CHARACTERISTIC,
        levels=dict(zip(criteria.process_by_id, levels, strict=True)),
        shows_assessor=True,
    )


async def publish(store: Store, result: Result) -> str:
    """Store a result; the path of its page."""
    await store.publish(result.token, result_to_json(result))
    return f"/r/{result.token}"
