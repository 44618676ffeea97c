"""Typed names: what a text keeps of its closing particles, and whether it looks like talk instead."""

import re
from collections.abc import Iterable

from flows.i18n.wording import Catalogues
from flows.understanding.asides import AsideMatcher
from flows.understanding.normal_form import normalise, squeeze

#: Vowels written before the letter they belong to: a word never begins between the two.
LEADING_VOWELS = "เแโใไ"
QUESTION_MARKS = "?？"

#: Labels and words of buttons that are no names: where they are typed, the officer is asked back.
BUTTONS = (
    "words.confirm",
    "words.yes",
    "words.no",
    "words.agree",
    "words.side.no",
    "words.control.forward",
    "words.control.list",
    "words.control.ask",
    "words.control.ticks",
    "words.control.notes",
    "words.result.what_if",
    "words.result.change",
    "words.talk.whole",
    "control.forward",
    "control.list",
    "control.ask",
    "control.ticks",
    "control.notes",
    "review.confirm",
    "result.what_if",
    "result.another",
    "result.change",
    "welcome.agree",
)


class NameReader:
    """Knows the words that close, open and end talk, in every language."""

    def __init__(self, catalogues: Catalogues, asides: AsideMatcher) -> None:
        self._asides = asides
        close, apart = (catalogues.words(f"words.name.{name}") for name in ("close", "close_apart"))
        self._particle = re.compile(rf"(?:(?<![{LEADING_VOWELS}])(?:{_one_of(close)})|\s(?:{_one_of(apart)}))\s*$", re.I)
        self._labels = frozenset(squeeze(normalise(word)) for key in BUTTONS for word in catalogues.words(key))
        start, end = (catalogues.words(f"words.talk.{name}") for name in ("start", "end"))
        self._start = re.compile(rf"(?:{_whole(start)})", re.I)
        self._end = re.compile(rf".*(?:{_whole(end)})", re.I | re.S)

    def without_particles(self, text: str) -> str:
        """Return a name without the particles that close it; a text of nothing else stays as it is."""
        shorter = text
        while found := self._particle.search(shorter):
            shorter = shorter[: found.start()].rstrip(" .,!~")
        return shorter or text

    def is_talk(self, text: str) -> bool:
        """Return whether a text may be a question, a request or a button's label rather than a name."""
        if text.rstrip().endswith(tuple(QUESTION_MARKS)):
            return True
        core = normalise(self.without_particles(text))
        is_label = squeeze(core) in self._labels or self._asides.is_only_talk(core)
        return is_label or bool(self._start.match(core) or self._end.fullmatch(core))


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _whole(words: Iterable[str]) -> str:
    """Return the pattern of any of these words; a Latin one stands alone."""
    forms = sorted({normalise(word) for word in words}, key=len, reverse=True)
    return "|".join(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in forms)
