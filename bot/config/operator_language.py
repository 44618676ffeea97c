"""The language of the texts for operators: that of the system's locale, as gettext chooses it."""

from collections.abc import Mapping
from functools import partial

from flows.i18n.language import Language
from flows.operator_text import Translate, show

#: The environment's variables of the locale, the strongest first. LANGUAGE is a list, the others name one language.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

#: Texts are written in English; the other languages have a catalogue.
ENGLISH, TRANSLATED = ("en", "C", "POSIX"), ("th",)


def operator_language(environment: Mapping[str, str]) -> Language:
    """Return the operator's language; English where the locale has no other that Radap speaks."""
    return Language(_language(environment) or Language.ENGLISH)


def operator_translate(environment: Mapping[str, str]) -> Translate:
    """Return the function that shows a text in the operator's language; English where there is no other."""
    language = _language(environment)
    if language is None:
        return str
    # Babel is imported only where a catalogue is read: `radap --help` is quick.
    from bot.config.catalogue_files import OPERATOR_CATALOGUE, catalogue_folder, compile_catalogue  # noqa: PLC0415

    catalogue = compile_catalogue(catalogue_folder(language) / OPERATOR_CATALOGUE, language)
    return partial(show, gettext=catalogue.gettext)


def _language(environment: Mapping[str, str]) -> str | None:
    value = next((found for name in VARIABLES if (found := environment.get(name))), "")
    for locale in value.split(":"):
        language = locale.partition(".")[0].partition("@")[0].partition("_")[0]
        if language in TRANSLATED:
            return language
        if language in ENGLISH:
            return None
    return None
