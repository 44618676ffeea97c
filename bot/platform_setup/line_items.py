"""What LINE holds for the account: where events go, and the rich menu."""

from bot.platform_setup.line_account import LineAccount
from bot.platform_setup.rich_menu import NAME, RichMenu
from bot.shared.setup_item import SetupItem


def webhook_item(account: LineAccount, address: str) -> SetupItem:
    """The webhook's address."""

    async def is_current() -> bool:
        endpoint, _ = await account.webhook()
        return endpoint == address

    return SetupItem("webhook", address, is_current, lambda: account.set_webhook(address))


def rich_menu_item(account: LineAccount, menu: RichMenu) -> SetupItem:
    """The menu beneath every chat. Radap's earlier menus go; those of others stay, unseen while Radap's is shown."""

    async def is_current() -> bool:
        shown = await account.default_menu()
        return any(known.rich_menu_id == shown and known.name == menu.request.name for known in await account.menus())

    async def apply() -> None:
        earlier = [known.rich_menu_id for known in await account.menus() if (known.name or "").startswith(NAME)]
        await account.show_menu(await account.add_menu(menu.request, menu.image))
        for known in earlier:
            await account.delete_menu(known)

    areas = len(menu.request.areas or ())
    return SetupItem("rich menu", f"{areas} areas, image of {len(menu.image) // 1000} KB", is_current, apply)
