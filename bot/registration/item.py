"""One thing that a platform holds for Radap: compared, and set where it differs."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from bot.finding import Finding, Status

Explain = Callable[[Exception], Finding | None]

NOT_SET = "Run `radap setup`."


@dataclass(frozen=True, slots=True)
class Item:
    """`wanted` says for the operator what the platform shall hold.

    `is_set` asks the platform whether it does, `set_it` brings it about; both may raise the platform's errors. An item
    that is `set_always` has a part that cannot be asked for.
    """

    subject: str
    wanted: str
    is_set: Callable[[], Awaitable[bool]]
    set_it: Callable[[], Awaitable[object]]
    set_always: bool = False


async def settle(items: Iterable[Item], explain: Explain, *, dry_run: bool) -> list[Finding]:
    """Set what differs, one after the other; an item that fails does not keep the others from being set."""
    return [await explained(item.subject, explain, partial(_settled, item, dry_run=dry_run)) for item in items]


async def inspect(items: Iterable[Item], explain: Explain) -> list[Finding]:
    """Compare, and set nothing."""
    return [await explained(item.subject, explain, partial(_inspected, item)) for item in items]


async def explained(subject: str, explain: Explain, run: Callable[[], Awaitable[Finding]]) -> Finding:
    """The finding about a subject, or the one that explains the platform's error; a fault of ours goes on."""
    try:
        return await run()
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        return replace(explanation, subject=subject)


async def _settled(item: Item, *, dry_run: bool) -> Finding:
    if not item.set_always and await item.is_set():
        return Finding(item.subject, Status.UNCHANGED, item.wanted)
    if dry_run:
        return Finding(item.subject, Status.WOULD_SET, item.wanted)
    await item.set_it()
    return Finding(item.subject, Status.SET, item.wanted)


async def _inspected(item: Item) -> Finding:
    if await item.is_set():
        return Finding(item.subject, Status.OK, item.wanted)
    return Finding(item.subject, Status.WARNING, f"should be: {item.wanted}", NOT_SET)
