"""The language of the texts for operators: that of the system's locale, as gettext chooses it."""

from collections.abc import Mapping
from functools import partial

from flows.i18n.language import Language
from flows.operator_text import Translate, show

#: The environment's variables of the locale, the strongest first. LANGUAGE is a list, the others name one language.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

#: Texts are written in English; Thai has a catalogue.
ENGLISH, THAI = ("en", "C", "POSIX"), "th"


def operator_language(environment: Mapping[str, str]) -> Language:
    """Return the operator's language; English where there is no other."""
    return Language.THAI if _is_thai(environment) else Language.ENGLISH


def operator_translate(environment: Mapping[str, str]) -> Translate:
    """Return the function that shows a text in the operator's language; English where there is no other."""
    if not _is_thai(environment):
        return str
    # Babel is imported only where a catalogue is read: `radap --help` is quick.
    from bot.config.catalogue_files import OPERATOR_CATALOGUE, catalogue_folder, compile_catalogue  # noqa: PLC0415

    catalogue = compile_catalogue(catalogue_folder(THAI) / OPERATOR_CATALOGUE, THAI)
    return partial(show, gettext=catalogue.gettext, is_thai=True)


def _is_thai(environment: Mapping[str, str]) -> bool:
    value = next((found for name in VARIABLES if (found := environment.get(name))), "")
    for locale in value.split(":"):
        language = locale.partition(".")[0].partition("@")[0].partition("_")[0]
        if language == THAI or language in ENGLISH:
            return language == THAI
    return False
