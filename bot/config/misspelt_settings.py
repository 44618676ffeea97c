"""Finds variables whose names are almost those of settings."""

from collections.abc import Mapping

from rapidfuzz.distance import OSA

from bot.config.secret_files import SECRETS, SUFFIX
from bot.config.settings import Settings
from flows.operator_text import Translatable

SETTINGS = tuple(name.upper() for name in Settings.model_fields)
KNOWN = (*SETTINGS, *(name + SUFFIX for name in SECRETS))

#: Shorter settings are as close to names of other programs (PORT, PORTS), so that only the case may differ.
SHORTEST = 8

#: One change in eight characters, two in sixteen.
CHANGED_PART = 8

#: Names that begin so are probably meant for Radap, so that a word may be missing as well: TELEGRAM_TOKEN.
PREFIXES = ("LINE_", "TELEGRAM_")
OWN_PREFIX = "RADAP_"


def misspelt_settings(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the names that are no settings, but almost, each with the setting that is probably meant.

    Only names are read, no values. A name is taken for another program's where the setting itself is there too.
    """
    found = ((name, _suggestion(name)) for name in sorted(environment) if name not in KNOWN)
    return tuple((name, setting) for name, setting in found if setting and not _is_set(setting, environment))


def _is_set(setting: str, environment: Mapping[str, str]) -> bool:
    return setting in environment or setting + SUFFIX in environment


def _suggestion(name: str) -> str:
    """Return the setting that a name probably means; empty if none."""
    folded = name.upper().replace("-", "_")
    bare = folded.removeprefix(OWN_PREFIX)
    if bare in KNOWN:
        return bare
    close = [known for known in KNOWN if _is_close(folded, known)] or _with_more_words(folded)
    return min(close, key=lambda known: OSA.distance(folded, known), default="")


def _is_close(name: str, known: str) -> bool:
    longer = max(len(name), len(known))
    return len(known) >= SHORTEST and OSA.distance(name, known) <= longer // CHANGED_PART


def _with_more_words(name: str) -> list[str]:
    """Return the secrets that have all words of the name, further ones, and the same last one."""
    words = name.split("_")
    if not name.startswith(PREFIXES):
        return []
    secrets = ((secret, secret.split("_")) for secret in SECRETS)
    return [secret for secret, longer in secrets if set(words) < set(longer) and words[-1] == longer[-1]]


def misspelt(name: str, setting: str) -> Translatable:
    """Return the question for the operator."""
    return Translatable("{name} is no setting. Did you mean {setting}?", name=name, setting=setting)
