"""Checks of the settings: misspelt names, which features are on, and what is incomplete."""

from collections.abc import Mapping

from bot.config.encryption_keys import UNENCRYPTED
from bot.config.misspelt_settings import misspelt_settings
from bot.config.settings import Settings
from bot.shared.criteria_names import edition_title
from bot.shared.report import CheckResult, Status
from bot.shared.version import PYTHON, installed_version
from flows.operator_text import Text, Translatable
from flows.standard.criteria import Criteria

ENCRYPTION, NOTICE = Translatable("encryption"), Translatable("privacy notice")

ENCRYPT = Translatable(
    "Set ENCRYPTION_KEYS to a key from `radap new-key`, and store it apart from the database's backups."
)
FINISH = Translatable("Run `radap reencrypt`, then remove `{word}` from ENCRYPTION_KEYS and restart.", word=UNENCRYPTED)


def check_settings(settings: Settings, criteria: Criteria, environment: Mapping[str, str]) -> list[CheckResult]:
    """Return what the settings turn on, and the names in the environment that are almost those of settings."""
    return [
        CheckResult("Radap", Status.OK, f"{installed_version()}, Python {PYTHON}"),
        *(_misspelt(name, setting) for name, setting in misspelt_settings(environment)),
        CheckResult(Translatable("criteria"), Status.OK, edition_title(criteria.edition)),
        _feature("LINE", Translatable("LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN"), is_on=bool(settings.line)),
        _feature("Telegram", "TELEGRAM_BOT_TOKEN", is_on=bool(settings.telegram)),
        _feature(Translatable("browser chat"), "CHAT_PAGE=on", is_on=settings.has_chat_page),
        _encryption(settings),
        _privacy(settings),
    ]


def _misspelt(name: str, setting: str) -> CheckResult:
    text = Translatable("there is no such setting. Did you mean {setting}?", setting=setting)
    return CheckResult(
        name, Status.WARNING, text, Translatable("Rename it to {setting}, or remove it.", setting=setting)
    )


def _encryption(settings: Settings) -> CheckResult:
    if settings.stored_data_keys and settings.accepts_unencrypted:
        text = Translatable("on, but unencrypted records are read as well")
        return CheckResult(ENCRYPTION, Status.WARNING, text, FINISH)
    if settings.stored_data_keys:
        return CheckResult(ENCRYPTION, Status.OK, Translatable("on"))
    text = Translatable("off: officers' texts are stored as plaintext")
    return CheckResult(ENCRYPTION, Status.WARNING, text, ENCRYPT)


def _privacy(settings: Settings) -> CheckResult:
    if missing := settings.missing_notice:
        remedy = Translatable("Set {names}.", names=", ".join(missing))
        return CheckResult(NOTICE, Status.WARNING, Translatable("incomplete"), remedy)
    return CheckResult(NOTICE, Status.OK, Translatable("names {name}", name=settings.controller_name))


def _feature(subject: Text, names: Text, *, is_on: bool) -> CheckResult:
    if is_on:
        return CheckResult(subject, Status.OK, Translatable("on"))
    return CheckResult(subject, Status.OK, Translatable("off (turn on with {names})", names=names))
