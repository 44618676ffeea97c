"""Checks the LINE account: what LINE holds for it, and whether LINE reaches the webhook."""

from functools import partial

from bot.config.credentials import LineCredentials
from bot.platform_setup.line_account import LineAccount, explain
from bot.platform_setup.line_setup import (
    ACCOUNT,
    NO_ADDRESS,
    TEST,
    USE,
    line_account,
    rich_menu_item,
    webhook_item,
    webhook_test,
    webhook_use,
)
from bot.platform_setup.rich_menu import make_rich_menu
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import catch_errors, check_all
from flows.i18n.wording import Catalogues


async def check_line(credentials: LineCredentials, webhook: str | None, catalogues: Catalogues) -> list[CheckResult]:
    """Compare what LINE holds with what it should, and let LINE test the webhook. Raises no error of LINE's."""
    async with LineAccount(credentials) as account:
        found = await catch_errors(ACCOUNT, explain, partial(line_account, account))
        if found.status is Status.FAILED:
            return [found]
        menu = await check_all([rich_menu_item(account, make_rich_menu(catalogues))], explain)
        if webhook is None:
            return [found, NO_ADDRESS, *menu]
        return [
            found,
            *await check_all([webhook_item(account, webhook)], explain),
            await catch_errors(USE, explain, partial(webhook_use, account)),
            await catch_errors(TEST, explain, partial(webhook_test, account, webhook)),
            *menu,
        ]
