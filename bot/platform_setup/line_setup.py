"""Everything that LINE can hold for Radap, set in one go."""

from functools import partial

from bot.config.credentials import LineCredentials
from bot.platform_setup.line_account import LineAccount, explain
from bot.platform_setup.line_items import rich_menu_item, webhook_item
from bot.platform_setup.line_webhook import TEST, USE, webhook_test, webhook_use
from bot.platform_setup.rich_menu import make_rich_menu
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import apply_all, catch_errors
from flows.i18n.wording import Catalogues

NO_ADDRESS = CheckResult(
    "webhook",
    Status.FAILED,
    "no public address",
    "Set PUBLIC_URL to the https:// address at which the internet reaches Radap.",
)


async def set_up_line(
    credentials: LineCredentials, webhook: str | None, catalogues: Catalogues, *, dry_run: bool
) -> list[CheckResult]:
    """Set the webhook and the rich menu where they differ, and let LINE test the webhook; raises nothing of LINE's."""
    async with LineAccount(credentials) as account:
        account_found = await catch_errors("account", explain, partial(line_account, account))
        if account_found.status is Status.FAILED:
            return [account_found]
        items = [rich_menu_item(account, make_rich_menu(catalogues))]
        if webhook is None:
            return [account_found, NO_ADDRESS, *await apply_all(items, explain, dry_run=dry_run)]
        items.insert(0, webhook_item(account, webhook))
        return [
            account_found,
            *await apply_all(items, explain, dry_run=dry_run),
            await catch_errors(USE, explain, partial(webhook_use, account)),
            await catch_errors(TEST, explain, partial(webhook_test, account, webhook)),
        ]


async def line_account(account: LineAccount) -> CheckResult:
    """Which account the access token belongs to."""
    return CheckResult("account", Status.OK, (await account.info()).basic_id)
