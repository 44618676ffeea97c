"""A setting that a platform holds for Radap: compared with the wanted value, and applied where it differs."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from bot.shared.report import CheckResult, Status
from flows.operator_text import Text, Translatable

#: Returns the result that explains a platform's error, or None for an error that is not the platform's.
Explain = Callable[[Exception], CheckResult | None]

NOT_SET = Translatable("Run `radap setup`.")

TRY_LATER = Translatable("Try again in some minutes. If it still fails, check the proxy (HTTPS_PROXY).")


@dataclass(frozen=True, slots=True)
class SetupItem:
    """One setting: its `subject`, and the `wanted` value as the operator reads it.

    `is_current` asks the platform whether it holds the wanted value, and `apply` sets it. Both may raise the platform's
    errors. `always_apply` is for an item with a part that the platform does not show.
    """

    subject: Text
    wanted: Text
    is_current: Callable[[], Awaitable[bool]]
    apply: Callable[[], Awaitable[object]]
    always_apply: bool = False


async def apply_all(items: Iterable[SetupItem], explain: Explain, *, dry_run: bool) -> list[CheckResult]:
    """Apply the items that differ, one after the other. An item that fails does not stop the others."""
    return [await catch_errors(item.subject, explain, partial(_apply, item, dry_run=dry_run)) for item in items]


async def check_all(items: Iterable[SetupItem], explain: Explain) -> list[CheckResult]:
    """Compare every item and change nothing."""
    return [await catch_errors(item.subject, explain, partial(_check, item)) for item in items]


async def catch_errors(subject: Text, explain: Explain, run: Callable[[], Awaitable[CheckResult]]) -> CheckResult:
    """Return the result of `run`, or the one that explains a platform's error. Other errors are raised."""
    try:
        return await run()
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        return replace(explanation, subject=subject)


def foreign_answer(platform: str, hosts: Text) -> CheckResult:
    """Return the result for a web page that came instead of the platform's response."""
    return CheckResult(
        "",
        Status.FAILED,
        Translatable(
            "{platform} was not reached: a firewall, proxy or login page answered in its place", platform=platform
        ),
        Translatable("Allow this machine to reach {hosts}, or set HTTPS_PROXY. Then try again.", hosts=hosts),
    )


def unreachable(platform: str, hosts: Text, kind: str) -> CheckResult:
    """Return the result for a missing response; `kind` is the class of the error."""
    return CheckResult(
        "",
        Status.FAILED,
        Translatable("{platform} did not answer ({kind})", platform=platform, kind=kind),
        Translatable(
            "Check that this machine reaches {hosts}, directly or by the proxy of HTTPS_PROXY. Then try again.",
            hosts=hosts,
        ),
    )


async def _apply(item: SetupItem, *, dry_run: bool) -> CheckResult:
    if not item.always_apply and await item.is_current():
        return CheckResult(item.subject, Status.UNCHANGED, item.wanted)
    if dry_run:
        return CheckResult(item.subject, Status.WOULD_SET, item.wanted)
    await item.apply()
    return CheckResult(item.subject, Status.SET, item.wanted)


async def _check(item: SetupItem) -> CheckResult:
    if await item.is_current():
        return CheckResult(item.subject, Status.OK, item.wanted)
    return CheckResult(item.subject, Status.WARNING, Translatable("should be: {wanted}", wanted=item.wanted), NOT_SET)
