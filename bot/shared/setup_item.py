"""One thing that a platform holds for Radap: compared, and set where it differs."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from bot.shared.report import CheckResult, Status

Explain = Callable[[Exception], CheckResult | None]

NOT_SET = "Run `radap setup`."

LATER = "Try again in some minutes; if it stays so, see whether a proxy on the way is the cause (HTTPS_PROXY)."


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


async def settle(items: Iterable[Item], explain: Explain, *, dry_run: bool) -> list[CheckResult]:
    """Set what differs, one after the other; an item that fails does not keep the others from being set."""
    return [await explained(item.subject, explain, partial(_settled, item, dry_run=dry_run)) for item in items]


async def inspect(items: Iterable[Item], explain: Explain) -> list[CheckResult]:
    """Compare, and set nothing."""
    return [await explained(item.subject, explain, partial(_inspected, item)) for item in items]


async def explained(subject: str, explain: Explain, run: Callable[[], Awaitable[CheckResult]]) -> CheckResult:
    """The finding about a subject, or the one that explains the platform's error; a fault of ours goes on."""
    try:
        return await run()
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        return replace(explanation, subject=subject)


def foreign_answer(platform: str, hosts: str) -> CheckResult:
    """What an operator reads where a page came instead of the platform's answer."""
    return CheckResult(
        "",
        Status.FAILED,
        f"{platform} was not reached: a firewall, proxy or login page on the way answered in its place",
        f"Have the network let this machine reach {hosts}, or name the way out in HTTPS_PROXY; then try again.",
    )


def unreachable(platform: str, hosts: str, kind: str) -> CheckResult:
    """What an operator reads where no answer came; `kind` is the class of the error."""
    return CheckResult(
        "",
        Status.FAILED,
        f"{platform} did not answer ({kind})",
        f"Check that this machine reaches {hosts}, directly or by the proxy of HTTPS_PROXY; then try again.",
    )


async def _settled(item: Item, *, dry_run: bool) -> CheckResult:
    if not item.set_always and await item.is_set():
        return CheckResult(item.subject, Status.UNCHANGED, item.wanted)
    if dry_run:
        return CheckResult(item.subject, Status.WOULD_SET, item.wanted)
    await item.set_it()
    return CheckResult(item.subject, Status.SET, item.wanted)


async def _inspected(item: Item) -> CheckResult:
    if await item.is_set():
        return CheckResult(item.subject, Status.OK, item.wanted)
    return CheckResult(item.subject, Status.WARNING, f"should be: {item.wanted}", NOT_SET)
