"""Typed talk beside the questions: thanks, requests, questions back, and words about the conversation itself.

The catalogues list the phrases of each aside, some with places for other words. A text is an aside if its phrases
and the small words around them cover it wholly, so that the name of a service that only begins like a request
(“ขอรับเงินเบี้ยยังชีพ”) is none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from flows.i18n.wording import Catalogues
from flows.understanding.normal_form import normalise, squeeze
from flows.understanding.phrases import PhraseKind, PhrasePatterns, has_places
from flows.understanding.reader import LONGEST_ANSWER

#: Longer texts are no asides: every run of their words would have to be compared.
MOST_WORDS = 14
#: Shorter words at an end of a text say nothing about the whole.
SHORTEST_PART = 5
#: A phrase with typing errors: its least length, and the least similarity (of 100).
SHORTEST_LIKENESS = 7
MIN_SIMILARITY = 82.0
#: A longer text is no phrase with typing errors.
LONGEST_MISSPELT = 60
#: A letter typed more often than twice in a row is typed for effect.
LENGTHENED = re.compile(r"(\D)\1{2,}")
SILENT_SIGNS = re.compile("[ๆฯ]")
WORDS = re.compile(r"[^\s,;!?()“”\"]+")


class Aside(StrEnum):
    """Wish of an officer who does not answer. Where a text names two, the one listed first counts."""

    DELETE = "delete"
    REMIND = "remind"
    RESTART = "restart"
    ENGLISH = "english"
    THAI = "thai"
    SAME = "same"
    BACK = "back"
    PAUSE = "pause"
    UNSURE = "unsure"
    SKIP = "skip"
    PROGRESS = "progress"
    FORM = "form"
    JSON = "json"
    SHEET = "sheet"
    SHARE = "share"
    RESULT = "result"
    NEXT = "next"
    HOW = "how"
    HELP = "help"
    ABOUT = "about"
    EXPLAIN = "explain"
    RESUME = "resume"
    THANKS = "thanks"


#: Labels and words of buttons that mean the same aside where the screen does not show the button.
BUTTONS = {
    Aside.EXPLAIN: ("control.explain", "words.control.explain"),
    Aside.UNSURE: ("control.unsure", "words.control.unsure"),
    Aside.SKIP: ("control.skip", "words.control.skip"),
    Aside.BACK: ("control.back", "words.control.back"),
    Aside.FORM: ("result.form", "result.copy", "words.results.copy"),
    Aside.SHARE: ("result.share",),
    Aside.RESULT: ("result.open",),
}


@dataclass(frozen=True, slots=True)
class AsideReading:
    """The aside in a text. It is not sure where other words stand beside it, or any words at its end belong to it.

    A loose one has any words within it, which may be a fact.
    """

    aside: Aside
    is_sure: bool
    is_loose: bool = False


class AsideMatcher:
    """Knows the asides in every language."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._phrases: dict[str, Aside] = {}
        patterns: dict[Aside, list[str]] = {aside: [] for aside in Aside}
        for aside in Aside:
            keys = (f"words.aside.{aside}", *BUTTONS.get(aside, ()))
            for phrase in (phrase for key in keys for phrase in catalogues.words(key)):
                if has_places(phrase):
                    patterns[aside].append(phrase)
                else:
                    self._phrases.setdefault(_form(phrase), aside)
        self._long = [phrase for phrase in self._phrases if len(phrase) >= SHORTEST_LIKENESS]
        places = PhrasePatterns(catalogues, _form)
        self._patterns = [
            (reading, pattern)
            for kind in PhraseKind
            for aside, phrases in patterns.items()
            if (pattern := places.one_of(phrases, kind))
            for reading in (AsideReading(aside, kind is not PhraseKind.OPEN, kind is not PhraseKind.CLOSED),)
        ]
        self._keys = {
            aside: re.compile(
                "|".join(re.escape(_form(word)) for word in catalogues.words(f"words.key.{aside}")) or "(?!)"
            )
            for aside in Aside
        }
        self._before = _longest_first(catalogues.words("words.aside.before"))
        after = (*catalogues.words("words.particles"), *catalogues.words("words.aside.after"))
        self._after = _longest_first(after)

    def read(self, text: str) -> AsideReading | None:
        """Return the aside that a text is, or that its first or last words are; None for other texts."""
        if len(text) > LONGEST_ANSWER:
            return None
        words = WORDS.findall(normalise(text))
        if not words or len(words) > MOST_WORDS:
            return None
        whole = self._of_phrase("".join(words))
        if whole and whole.is_sure:
            return whole
        return self._covering(words) or whole or self._at_an_end(words)

    def guess(self, text: str, among: Iterable[Aside]) -> Aside | None:
        """Return the first of some asides whose key words stand in a text, or one with a phrase much like it."""
        form, chosen = _form(text) if len(text) <= LONGEST_ANSWER else "", frozenset(among)
        if found := next((aside for aside in Aside if aside in chosen and self._keys[aside].search(form)), None):
            return found
        return self._likest(form, chosen)

    def is_misspelt(self, text: str) -> bool:
        """Return whether a text is much like a phrase of an aside, as one with typing errors is."""
        return len(text) <= LONGEST_MISSPELT and self._likest(_form(text), frozenset(Aside)) is not None

    def _likest(self, form: str, among: frozenset[Aside]) -> Aside | None:
        likest = process.extract(form, self._long, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=None)
        return next((aside for phrase, *_ in likest if (aside := self._phrases[phrase]) in among), None)

    def is_only_talk(self, text: str) -> bool:
        """Return whether a text is nothing but small words: particles, “โอเค”, “เดี๋ยวนะ”."""
        form = _form(text)
        return bool(form) and "" in self._cores(form)

    def _covering(self, words: list[str]) -> AsideReading | None:
        """Return the aside of a text whose words all belong to asides or are small words."""
        reached: list[frozenset[AsideReading] | None] = [frozenset(), *(None for _ in words)]
        for end in range(1, len(words) + 1):
            for start in range(end):
                before, here = reached[start], "".join(words[start:end])
                if before is None:
                    continue
                cores = self._cores(_form(here))
                found = self._of_cores(cores)
                if found or "" in cores:
                    reached[end] = _better(reached[end], before | {found} if found else before)
        return _first(reached[-1] or ())

    def _at_an_end(self, words: list[str]) -> AsideReading | None:
        """Return the aside of the first or the last words of a text, which is never sure."""
        starts = ("".join(words[:count]) for count in range(len(words) - 1, 0, -1))
        ends = ("".join(words[count:]) for count in range(1, len(words)))
        parts = (part for part in (*starts, *ends) if len(part) >= SHORTEST_PART)
        found = [reading for part in parts if (reading := self._of_phrase(part))]
        first = _first(found)
        return AsideReading(first.aside, is_sure=False) if first else None

    def _of_phrase(self, text: str) -> AsideReading | None:
        return self._of_cores(self._cores(_form(text)))

    def _of_cores(self, cores: set[str]) -> AsideReading | None:
        cores = cores - {""}
        if found := sorted((core for core in cores if core in self._phrases), key=len):
            return AsideReading(self._phrases[found[-1]], is_sure=True)
        return next(
            (reading for reading, pattern in self._patterns if any(map(pattern.fullmatch, cores))),
            None,
        )

    def _cores(self, form: str) -> set[str]:
        """Return the text, and every shorter form of it without small words at its ends."""
        found, waiting = {form}, [form]
        while waiting:
            core = waiting.pop()
            for shorter in (*_without_start(core, self._before), *_without_end(core, self._after)):
                if shorter not in found:
                    found.add(shorter)
                    waiting.append(shorter)
        return found


def _form(text: str) -> str:
    return LENGTHENED.sub(r"\1", SILENT_SIGNS.sub("", squeeze(normalise(text))))


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({_form(word) for word in words}, key=lambda word: (-len(word), word)))


def _without_start(core: str, words: Iterable[str]) -> Iterator[str]:
    return (core.removeprefix(word) for word in words if core.startswith(word))


def _without_end(core: str, words: Iterable[str]) -> Iterator[str]:
    return (core.removesuffix(word) for word in words if core.endswith(word))


def _better(known: frozenset[AsideReading] | None, new: frozenset[AsideReading]) -> frozenset[AsideReading]:
    """Return the one of two coverings of the same words that is sure; the one known before if neither is."""
    first = _first(new)
    return new if not known or (first and first.is_sure) else known


def _first(found: Iterable[AsideReading]) -> AsideReading | None:
    """Return the reading that counts; one of the same aside that is sure makes it sure."""
    readings = sorted(found, key=lambda reading: (list(Aside).index(reading.aside), reading.is_loose))
    if not readings:
        return None
    same = [item for item in readings if item.aside is readings[0].aside]
    return next((item for item in same if item.is_sure), same[0])
