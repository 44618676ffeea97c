"""Sets up a LINE account: its webhook and its rich menu."""

from functools import partial

from bot.config.credentials import LineCredentials
from bot.platform_setup.line_account import LineAccount, explain
from bot.platform_setup.rich_menu import NAME, RichMenu, make_rich_menu
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import SetupItem, apply_all, catch_errors
from flows.i18n.wording import Catalogues
from flows.operator_text import Translatable

USE = Translatable("webhook use")
TEST = Translatable("webhook test")
ACCOUNT, WEBHOOK = Translatable("account"), Translatable("webhook")

TURN_ON = Translatable('Turn on "Use webhook" in the LINE Developers console, under Messaging API.')
REACH = Translatable(
    "Check that Radap runs and that its /line/webhook is reached from outside by HTTPS with a valid certificate."
)
SIGNING = Translatable("Check LINE_CHANNEL_SECRET: it is not the one that LINE signs with.")

NO_ADDRESS = CheckResult(
    WEBHOOK,
    Status.FAILED,
    Translatable("no public address"),
    Translatable("Set PUBLIC_URL to the https:// address at which the internet reaches Radap."),
)


async def set_up_line(
    credentials: LineCredentials, webhook: str | None, catalogues: Catalogues, *, dry_run: bool
) -> list[CheckResult]:
    """Set the webhook and the rich menu where they differ, and let LINE test the webhook. Raises no error of LINE's."""
    async with LineAccount(credentials) as account:
        account_found = await catch_errors(ACCOUNT, explain, partial(line_account, account))
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
    """Return which account the access token belongs to."""
    return CheckResult(ACCOUNT, Status.OK, (await account.info()).basic_id)


def webhook_item(account: LineAccount, address: str) -> SetupItem:
    """Return the item of the webhook's address."""

    async def is_current() -> bool:
        endpoint, _ = await account.webhook()
        return endpoint == address

    return SetupItem(WEBHOOK, address, is_current, lambda: account.set_webhook(address))


def rich_menu_item(account: LineAccount, menu: RichMenu) -> SetupItem:
    """Return the item of the menu below every chat.

    Setting it deletes Radap's earlier menus. Those of others stay, hidden while Radap's is shown.
    """

    async def is_current() -> bool:
        shown = await account.default_menu()
        return any(known.rich_menu_id == shown and known.name == menu.request.name for known in await account.menus())

    async def apply() -> None:
        earlier = [known.rich_menu_id for known in await account.menus() if (known.name or "").startswith(NAME)]
        await account.show_menu(await account.add_menu(menu.request, menu.image))
        for known in earlier:
            await account.delete_menu(known)

    areas = len(menu.request.areas or ())
    wanted = Translatable("{areas} areas, image of {size} KB", areas=areas, size=len(menu.image) // 1000)
    return SetupItem(Translatable("rich menu"), wanted, is_current, apply)


async def webhook_use(account: LineAccount) -> CheckResult:
    """Return whether the account sends events at all. Only its owner can turn that on."""
    _, is_active = await account.webhook()
    if is_active:
        return CheckResult(USE, Status.OK, Translatable("on"))
    return CheckResult(USE, Status.WARNING, Translatable("off"), TURN_ON)


async def webhook_test(account: LineAccount, address: str) -> CheckResult:
    """Return the response that LINE gets when it calls the webhook."""
    answer = await account.test_webhook(address)
    if answer.success:
        return CheckResult(TEST, Status.OK, Translatable("LINE reached Radap"))
    text = Translatable("LINE got no answer: {reason} ({status})", reason=answer.reason, status=answer.status_code)
    return CheckResult(TEST, Status.FAILED, text, SIGNING if answer.status_code == 401 else REACH)
