"""The start-up report: which features are on, which are off, and how to turn them on."""

from collections.abc import Iterable

from bot.config.encryption_keys import UNENCRYPTED
from bot.config.settings import Settings
from bot.shared.criteria_names import edition_title
from bot.shared.terminal_width import padded, text_width
from bot.shared.version import PYTHON, installed_version
from flows.operator_text import Text, Translatable, Translate
from flows.standard.criteria import Criteria

HALF_RESTORED = Translatable("A restore is not finished: run `radap restore` again with the same file.")


def startup_report(
    settings: Settings, criteria: Criteria, database: Text, translate: Translate = str, warnings: Iterable[Text] = ()
) -> str:
    """Return the report's lines for a terminal. `database` describes the database; `warnings` come last."""
    rows: list[tuple[Text, Text]] = [
        (Translatable("criteria"), edition_title(criteria.edition)),
        (Translatable("database"), database),
        (Translatable("encryption"), _encryption(settings)),
        ("LINE", _line(settings)),
        ("Telegram", _telegram(settings)),
        (Translatable("browser"), _browser(settings)),
        (Translatable("results"), _results(settings)),
        (Translatable("privacy"), _privacy(settings)),
    ]
    title = Translatable("Radap {version} is running, on Python {python}.", version=installed_version(), python=PYTHON)
    rows += [(Translatable("warning"), warning) for warning in warnings]
    width = max(text_width(translate(subject)) for subject, _ in rows) + 1
    lines = [f"  {padded(translate(subject), width)}{translate(text)}" for subject, text in rows]
    return "\n".join(("", translate(title), *lines, ""))


def _encryption(settings: Settings) -> Text:
    if settings.stored_data_keys and settings.accepts_unencrypted:
        return Translatable(
            "on, for new records. Run `radap reencrypt`, then remove `{word}` from ENCRYPTION_KEYS.", word=UNENCRYPTED
        )
    if settings.stored_data_keys:
        return Translatable("on. Officers' texts are stored encrypted.")
    return Translatable("off. Set ENCRYPTION_KEYS to turn it on (`radap new-key` prints one).")


def _line(settings: Settings) -> Text:
    if not settings.line:
        return Translatable("off. Set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN to turn it on.")
    address = f"{settings.base_url}/line/webhook"
    return Translatable("on. Webhook: {address} (run `radap setup` once to register it)", address=address)


def _telegram(settings: Settings) -> Text:
    if not settings.telegram:
        return Translatable("off. Set TELEGRAM_BOT_TOKEN to turn it on.")
    if settings.telegram.webhook_url:
        return Translatable("on, by webhook: {address}", address=settings.telegram.webhook_url)
    return Translatable("on, by polling (set PUBLIC_URL to an https:// address to use the webhook).")


def _browser(settings: Settings) -> Text:
    if settings.has_chat_page:
        return Translatable("on. Open {address}", address=f"{settings.base_url}/chat")
    return Translatable("off. Set CHAT_PAGE=on to turn it on.")


def _results(settings: Settings) -> Text:
    address = f"{settings.base_url}/r/"
    if settings.public_url:
        return Translatable("links begin with {address}", address=address)
    return Translatable(
        "links begin with {address} and open on this machine only. Set PUBLIC_URL to share them.", address=address
    )


def _privacy(settings: Settings) -> Text:
    if missing := settings.missing_notice:
        return Translatable("the privacy notice is incomplete. Set {names}.", names=", ".join(missing))
    return Translatable("the notice names {name}.", name=settings.controller_name)
