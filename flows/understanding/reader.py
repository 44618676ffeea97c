"""Matching typed text with a command, or with one of the choices on offer.

A certain match counts as the answer. A likely one is a guess, which the officer is asked to confirm.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from flows.i18n.wording import Catalogues
from flows.model.events import Button, Command
from flows.model.messages import Choice, Message
from flows.understanding.known_words import KnownWords
from flows.understanding.normal_form import EDGES, normalise, squeeze

LONGEST_ANSWER = 120

#: A fuzzy guess: the least similarity (of 100) to a word, and the least lead over the next choice.
MIN_SIMILARITY = 75.0
MIN_LEAD = 8.0
#: A choice below this similarity is no guess, and does not contest one.
TOO_FAR = MIN_SIMILARITY - MIN_LEAD
#: Shorter forms are similar by accident.
SHORTEST_LIKENESS = 3
SHORTEST_PART = 3

#: The number of the choice that stands for none of the others; it has no place among them.
NONE_NUMBER = "0"


@dataclass(frozen=True, slots=True)
class Match:
    """The choice that a text names; `is_sure` is false for a guess, which may have an `other` choice beside it."""

    press: Button
    is_sure: bool
    other: Button | None = None


class TextMatcher:
    """Matches typed text. It knows the words of every language, so that an officer may mix them.

    Command words, polite particles and the words around an answer come from the catalogues.
    """

    def __init__(self, catalogues: Catalogues) -> None:
        self.known = KnownWords()
        self._before = _longest_first(catalogues.words("words.before"))
        self._after = _longest_first((*catalogues.words("words.particles"), *catalogues.words("words.after")))
        doubt, plain = (catalogues.words(f"words.{name}") for name in ("doubt", "plain"))
        self._doubt = frozenset(map(normalise, doubt))
        self._doubt_or_plain = _longest_first((*doubt, *plain))
        self._numbers = {
            normalise(word): str(number)
            for wording in catalogues.all
            for number, word in enumerate(wording.words("words.numbers"))
        }
        self._ordinals = {
            normalise(word): number
            for wording in catalogues.all
            for number, word in enumerate(wording.words("words.ordinals"), 1)
        }
        self._commands = {
            squeeze(normalise(word)): command
            for command in Command
            for word in (*catalogues.words(f"words.command.{command}"), *_questions(catalogues, command))
        }

    def command(self, text: str) -> Command | None:
        """Return the command that the whole text is, such as `/back` or its Thai word; None for other text.

        Spaces and punctuation within do not count, and the words after it may be several.
        """
        if len(text) > LONGEST_ANSWER:
            return None
        answer = normalise(text)
        cores = map(squeeze, (answer.removeprefix("/"), *self._without_words_after(answer)))
        return next((self._commands[core] for core in cores if core in self._commands), None)

    def _without_words_after(self, answer: str) -> Iterator[str]:
        """Yield the answer with one more word after it left out each time."""
        while (shorter := _strip_after(answer, self._after)) != answer:
            yield shorter
            answer = shorter

    def match(self, text: str, message: Message) -> Match | None:
        """Return the one choice of a message that a text names by number, label or word; None for none or several."""
        if len(text) > LONGEST_ANSWER:
            return None
        forms = self.forms(message)
        answer = normalise(text)
        for core in dict.fromkeys((answer, *self.cores(answer))):
            found = forms.get(core) or forms.get(self.number(core))
            if found:
                return Match(found, is_sure=True)
            if ordinal := self._ordinals.get(core):
                counted_down = _counted_down(message)
                found = counted_down[ordinal - 1] if ordinal <= len(counted_down) else forms.get(str(ordinal))
                if found:
                    return Match(found, is_sure=not counted_down)
        hints = self._hints(message)
        guess = next((hints[core] for core in self.cores(answer) if core in hints), None)
        guess = guess or self._substring(answer, hints | forms) or self._fuzzy(answer, hints | forms)
        return Match(guess, is_sure=False) if guess else None

    def number(self, word: str) -> str:
        """Return the digits of a number in words; empty for other words."""
        return self._numbers.get(word, "")

    def stands_around(self, word: str) -> bool:
        """Return whether a word is one of those before or after an answer."""
        return word in self._before or word in self._after

    def forms(self, message: Message) -> dict[str, Button]:
        """Return every form that names exactly one choice, with that choice's button.

        Labels are normalised each time: in a list of services they are texts that officers typed.
        """
        forms: dict[str, set[Button]] = {}
        for choice in offered(message):
            for form in (normalise(choice.label), normalise(choice.number), *self.known.normalised(choice.words)):
                if form:
                    forms.setdefault(form, set()).add(choice.press)
        return {form: presses.pop() for form, presses in forms.items() if len(presses) == 1}

    def _hints(self, message: Message) -> dict[str, Button]:
        """Return every form that only suggests a choice, with that choice's button."""
        return {form: choice.press for choice in message.choices for form in self.known.normalised(choice.hints)}

    def cores(self, answer: str) -> Iterator[str]:
        """Yield the answer, then shorter forms: without polite particles, then without the words that introduce it."""
        shorter = answer
        while shorter:
            yield shorter
            less = _strip_after(shorter, self._after)
            if less == shorter:
                less = _strip_before(shorter, self._before)
            if less == shorter:
                return
            shorter = less

    def _substring(self, answer: str, forms: dict[str, Button]) -> Button | None:
        """Return the only choice whose words occur in the answer; None if words of doubt occur too."""
        rest, found = answer, set()
        for form in sorted(forms, key=len, reverse=True):
            if len(form) >= SHORTEST_PART and form not in self._doubt and _stands_in(form, rest):
                found.add(forms[form])
                rest = rest.replace(form, " ")
        return found.pop() if len(found) == 1 and not self._is_doubtful(rest) else None

    def _is_doubtful(self, text: str) -> bool:
        """Return whether a word of doubt occurs in the text, other than as a part of a longer plain word."""
        for word in self._doubt_or_plain:
            if _stands_in(word, text):
                if word in self._doubt:
                    return True
                text = text.replace(word, " ")
        return False

    def _fuzzy(self, answer: str, forms: dict[str, Button]) -> Button | None:
        """Return the most similar choice, if it is similar enough and leads the next one clearly."""
        ranked = sorted(self._similarities(answer, forms).items(), key=lambda item: -item[1])
        if not ranked:
            return None
        first, score = ranked[0]
        next_score = ranked[1][1] if len(ranked) > 1 else 0.0
        return first if score >= MIN_SIMILARITY and score - next_score >= MIN_LEAD else None

    def _similarities(self, answer: str, forms: dict[str, Button]) -> dict[Button, float]:
        """Return how similar (of 100) the answer is to each choice that is not too far from it."""
        candidates = [form for form in forms if len(form) >= SHORTEST_LIKENESS]
        best: dict[Button, float] = {}
        for core in self.cores(answer):
            if len(core) < SHORTEST_LIKENESS or self._is_doubtful(core):
                continue
            near = process.extract(core, candidates, scorer=fuzz.ratio, limit=len(candidates), score_cutoff=TOO_FAR)
            for form, score, _ in near:
                best[forms[form]] = max(score, best.get(forms[form], 0.0))
        return best


def _counted_down(message: Message) -> tuple[Button, ...]:
    """Return the numbered choices of a list whose numbers run down: its first choice is not number 1."""
    numbered = [choice for choice in message.choices if choice.number.isdecimal() and choice.number != NONE_NUMBER]
    numbers = [int(choice.number) for choice in numbered]
    runs_down = len(numbers) > 1 and numbers == sorted(numbers, reverse=True)
    return tuple(choice.press for choice in numbered) if runs_down else ()


def offered(message: Message) -> Iterable[Choice]:
    """Yield everything in a message that can be chosen: choices, controls, and rows with a button."""
    yield from message.choices
    yield from message.controls
    for block in message.blocks:
        for entry in getattr(block, "entries", ()):
            if entry.press:
                yield Choice(label=entry.label, press=entry.press, number=entry.number, words=entry.words)


def _questions(catalogues: Catalogues, command: Command) -> Iterator[str]:
    """Yield the questions that mean a command: a question word behind a subject, or in front of it."""
    if command is not Command.ABOUT:
        return
    for wording in catalogues.all:
        for subject in wording.words("words.about.subjects"):
            for word in wording.words("words.about.questions"):
                yield from (f"{subject} {word}", f"{word} {subject}")


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({normalise(word) for word in words}, key=lambda word: (-len(word), word)))


def _strip_after(answer: str, words: Iterable[str]) -> str:
    for word in words:
        if answer.endswith(word) and len(answer) > len(word) and _is_edge(answer, len(answer) - len(word)):
            return answer.removesuffix(word).strip(EDGES)
    return answer


def _strip_before(answer: str, words: Iterable[str]) -> str:
    for word in words:
        if answer.startswith(word) and len(answer) > len(word) and _is_edge(answer, len(word)):
            return answer.removeprefix(word).strip(EDGES)
    return answer


def _stands_in(part: str, text: str) -> bool:
    start = text.find(part)
    while start >= 0:
        if _is_edge(text, start) and _is_edge(text, start + len(part)):
            return True
        start = text.find(part, start + 1)
    return False


def _is_edge(text: str, place: int) -> bool:
    """Return whether a word may end here: Thai runs its words together, Latin letters and digits do not.

    A Thai word never begins with a vowel or tone mark that belongs to the letter before.
    """
    if not 0 < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    if unicodedata.category(after).startswith("M"):
        return False
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
