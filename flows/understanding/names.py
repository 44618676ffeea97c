"""Typed names: what a text keeps of its closing particles, and whether it looks like talk instead."""

import re
from collections.abc import Iterable

from flows.i18n.wording import Catalogues
from flows.understanding.asides import AsideMatcher
from flows.understanding.normal_form import normalise, squeeze

#: Vowels written before the letter they belong to: a word never begins between the two.
LEADING_VOWELS = "\u0e40-\u0e44"
QUESTION_MARKS = "?？"
#: A longer text is a description.
LONGEST_TALK = 100

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
        always, close, apart = (catalogues.words(f"words.name.{name}") for name in ("always", "close", "close_apart"))
        kept = "".join(f"(?<!{re.escape(word)})" for word in catalogues.words("words.name.kept_after"))
        joined = rf"(?<![{LEADING_VOWELS}]){kept}(?:{_one_of(close, '*')}|{_one_of(apart, '+')})"
        self._particle = re.compile(
            rf"(?:{_one_of(always, '*')}|{joined}|\s(?:{_one_of(apart, '*')}))\W*$", re.IGNORECASE
        )
        self._opening = re.compile(
            rf"(?:{_one_of(catalogues.words('words.name.open'))})(?:\s*[:=]\s*|\s+)(?=\S)", re.IGNORECASE
        )
        self._within = re.compile(rf"(?:{_one_of(close)})[\s,]+\w", re.IGNORECASE)
        self._anywhere = re.compile(_one_of(catalogues.words("words.talk.anywhere")), re.IGNORECASE)
        ends, begins = (catalogues.words(f"words.question.{name}") for name in ("end", "start"))
        soft = _one_of(catalogues.words("words.question.soft"))
        self._question = re.compile(
            rf"(?:{_whole(ends)})(?:\s?(?:{soft})){{0,2}}$|^(?:{_whole(begins)})", re.IGNORECASE
        )
        self._labels = frozenset(squeeze(normalise(word)) for key in BUTTONS for word in catalogues.words(key))
        start, end = (catalogues.words(f"words.talk.{name}") for name in ("start", "end"))
        self._start = re.compile(rf"(?:{_whole(start)})", re.IGNORECASE)
        self._end = re.compile(rf".*(?:{_whole(end)})", re.IGNORECASE | re.DOTALL)

    def bare(self, text: str) -> str:
        """Return a name without the words that introduce it and the particles that close it."""
        return self.without_particles(self._opening.sub("", text, count=1) if self._opening.match(text) else text)

    def without_particles(self, text: str) -> str:
        """Return a name without the particles that close it; a text of nothing else stays as it is."""
        shorter = text
        while found := self._particle.search(shorter):
            shorter = shorter[: found.start()].rstrip(" ,!~")
        return shorter or text

    def is_talk(self, text: str) -> bool:
        """Return whether a text may be a question, a request or a button's label rather than a name."""
        if text.rstrip().endswith(tuple(QUESTION_MARKS)):
            return True
        core = normalise(self.without_particles(text))
        is_label = squeeze(core) in self._labels or self._asides.is_only_talk(core)
        if is_label:
            return True
        if len(core) > LONGEST_TALK:
            return False
        patterns = (self._start.match, self._end.fullmatch, self._within.search, self._anywhere.search)
        return self.is_question(text) or any(pattern(core) for pattern in patterns)

    def is_question(self, text: str) -> bool:
        """Return whether a text asks something: it ends with a question mark, or has a question word at an end."""
        core = normalise(self.without_particles(text))
        return text.rstrip().endswith(tuple(QUESTION_MARKS)) or bool(self._question.search(core))


def _one_of(words: Iterable[str], repeated: str = "") -> str:
    """Return the pattern of any of these words; `repeated` tells how often their last letter may be typed again."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(f"{re.escape(word)}{re.escape(word[-1]) + repeated if repeated else ''}" for word in ordered)


def _whole(words: Iterable[str]) -> str:
    """Return the pattern of any of these words; a Latin one stands alone."""
    forms = sorted({normalise(word) for word in words}, key=len, reverse=True)
    return "|".join(
        rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in forms
    )
