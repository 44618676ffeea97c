"""Radap's words: texts by key from the gettext catalogues in flows/catalogues, in the language asked for."""

from collections.abc import Mapping
from gettext import NullTranslations

from flows.i18n.language import Language

SEPARATOR = "|"


class Wording:
    """The texts of one language. The catalogue is loaded by the caller: this module does no I/O."""

    def __init__(self, language: Language, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations
        self._texts: dict[str, str] = {}
        self._words: dict[str, tuple[str, ...]] = {}

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key with its `{placeholders}` filled; values are inserted verbatim, never as patterns.

        Raises KeyError for a key that the catalogue does not have.
        """
        text = self._texts.get(key) or self._found(key)
        return text.format(**values) if values else text

    def _found(self, key: str) -> str:
        """Look up a text and cache it: gettext takes most of a screen's time otherwise."""
        text = self._translations.gettext(key)
        if text == key:
            raise KeyError(key)
        self._texts[key] = text
        return text

    def plural(self, key: str, count: int, **values: object) -> str:
        """Return the text of a key in the form that goes with a count, which fills the placeholder `{count}`."""
        text = self._translations.ngettext(key, key, count)
        if text == key:
            raise KeyError(key)
        return text.format(count=count, **values)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words; the catalogue separates them by `|`."""
        if key not in self._words:
            self._words[key] = tuple(word for word in self(key).split(SEPARATOR) if word)
        return self._words[key]


class Catalogues:
    """The wordings of all languages."""

    def __init__(self, translations: Mapping[Language, NullTranslations]) -> None:
        self._wordings = {language: Wording(language, catalogue) for language, catalogue in translations.items()}
        self._words: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, language: Language) -> Wording:
        """Return the wording of a language."""
        return self._wordings[language]

    @property
    def all(self) -> tuple[Wording, ...]:
        """Return the wordings of all languages."""
        return tuple(self._wordings.values())

    def words(self, key: str) -> tuple[str, ...]:
        """Return the words of a key in every language: typed text may be in any of them."""
        if key not in self._words:
            self._words[key] = tuple(word for wording in self.all for word in wording.words(key))
        return self._words[key]
