"""Whether LINE knows the account as it should, and reaches it."""

from functools import partial

from bot.credentials import LineCredentials
from bot.finding import Finding, Status
from bot.registration.item import explained, inspect
from bot.registration.line_account import LineAccount, explain
from bot.registration.line_items import rich_menu_item, webhook_item
from bot.registration.line_setup import NO_ADDRESS, line_account
from bot.registration.line_webhook import TEST, USE, webhook_test, webhook_use
from bot.registration.rich_menu import make_rich_menu
from flows.wording import Catalogues


async def examine_line(credentials: LineCredentials, webhook: str | None, catalogues: Catalogues) -> list[Finding]:
    """Compare what LINE holds with what it should, and let LINE test the webhook; raises nothing of LINE's."""
    async with LineAccount(credentials) as account:
        found = await explained("account", explain, partial(line_account, account))
        if found.status is Status.FAILED:
            return [found]
        menu = await inspect([rich_menu_item(account, make_rich_menu(catalogues))], explain)
        if webhook is None:
            return [found, NO_ADDRESS, *menu]
        return [
            found,
            *await inspect([webhook_item(account, webhook)], explain),
            await explained(USE, explain, partial(webhook_use, account)),
            await explained(TEST, explain, partial(webhook_test, account, webhook)),
            *menu,
        ]
