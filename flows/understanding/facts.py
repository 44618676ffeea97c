"""Matching a fact with the option that it means: a level of a process, or a characteristic of the service.

A fact is never taken without a question; two options that fit equally are both offered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from flows.i18n.wording import Catalogues
from flows.model.events import Button
from flows.model.messages import Choice, Message
from flows.model.question_ids import CHARACTERISTICS, process_of
from flows.standard.criteria import Criteria, Process
from flows.understanding.normal_form import normalise
from flows.understanding.reader import SHORTEST_PART, Match, TextMatcher
from flows.understanding.told import FactReader, Told
from flows.understanding.vocabulary import folded

#: A longer text is no answer.
LONGEST_FACT = 700
#: A text of at least this length that is this similar (of 100) to a part of an option's own words is that option.
SHORTEST_QUOTE = 20
QUOTE_SIMILARITY = 92.0
#: A quote of less than this share of an option's words may stand in another option as well: facts in it come first.
WHOLE_QUOTE = 0.5

QUESTION_MARK = "?"

Rules = Mapping[str, tuple[str, ...]]
Quotes = tuple[tuple[str, str], ...]


class FactMatcher:
    """Reads typed texts at every question; facts at the questions about levels and characteristics.

    `reader` reads the facts of a text without a question, too.
    """

    def __init__(self, criteria: Criteria, catalogues: Catalogues, reader: TextMatcher) -> None:
        self._texts = reader
        self.reader = FactReader({name: words.all for name, words in criteria.concepts.items()}, catalogues)
        self._none = criteria.levels[0].id
        self._highest = criteria.levels[-1].id
        self._levels = {process.id: _level_rules(criteria, process) for process in criteria.processes}
        self._characteristics = {item.id: item.facts for item in reversed(criteria.asked_characteristics)}
        self._quotes = {process.id: _quotes(process) for process in criteria.processes}
        self._asks = tuple(map(normalise, catalogues.words("words.fact.asks")))
        self._asks_last = tuple(map(normalise, catalogues.words("words.fact.asks_last")))
        self._having = tuple(map(normalise, catalogues.words("words.fact.having")))
        self._embeds = tuple(map(normalise, catalogues.words("words.fact.embeds")))
        self._around = sorted(map(folded, catalogues.words("words.fact.around_level")), key=len, reverse=True)

    def match(self, text: str, message: Message) -> Match | None:
        """Return the choice that a text names or, as a guess, the one that a fact means; None for none or several."""
        match = self._texts.match(text, message)
        question = next((choice.press.question for choice in message.choices), "")
        if process := process_of(question):
            return self._level(text, message, match, process)
        if question == CHARACTERISTICS and not (match and match.is_sure):
            return self._fact(text, message, self._characteristics) or match
        return match

    def _level(self, text: str, message: Message, match: Match | None, process: str) -> Match | None:
        if normalise(text) == "-":
            return self._dash(message)
        if match and match.is_sure:
            return replace(match, is_sure=not self._may_be_fact(text, match))
        told = self._fact(text, message, self._levels.get(process, {}), self._quotes.get(process, ()))
        if told or match is None:
            return told
        is_level = match.press in {choice.press for choice in message.choices}
        return None if is_level and not self._is_about_level(text, message) else match

    def _may_be_fact(self, text: str, match: Match) -> bool:
        """Return whether a level's name may be a fact: to have standards is not to be at that level."""
        return match.press.choice != self._none and normalise(text).startswith(self._having)

    def _dash(self, message: Message) -> Match | None:
        """Return the two meanings of a minus: no level, or the key of the figure 3 on a Thai keyboard."""
        presses = {choice.press.choice: choice.press for choice in message.choices}
        return Match(presses[self._none], is_sure=False, other=presses[self._highest])

    def _fact(self, text: str, message: Message, rules: Rules, quotes: Quotes = ()) -> Match | None:
        if len(text) > LONGEST_FACT or self._is_question(text):
            return None
        presses = {choice.press.choice: choice.press for choice in message.choices}
        quoted, share = _quoted(folded(text), quotes)
        if quoted and share >= WHOLE_QUOTE:
            return Match(presses[quoted], is_sure=False)
        told = self.reader.read(text)
        options = _options(told, rules, self._none) or ((quoted,) if quoted else ())
        if not options and told.planned and self._none in presses:
            options = (self._none,)
        return _guess(tuple(presses[name] for name in options if name in presses))

    def _is_question(self, text: str) -> bool:
        if QUESTION_MARK in text:
            return True
        answer = normalise(text)
        if any(word in answer for word in self._asks):
            return True
        ends = [core for core in self._texts.cores(answer) if core.endswith(self._asks_last)]
        return bool(ends) and not any(word in answer for word in self._embeds)

    def _is_about_level(self, text: str, message: Message) -> bool:
        """Return whether a text has nothing but the name of a level, perhaps misspelt, and words around it."""
        rest = folded(text)
        for form in sorted(map(folded, _names(message.choices)), key=len, reverse=True):
            if len(form) >= SHORTEST_PART and form in rest:
                return not self._without_words_around(rest.replace(form, " ", 1))
        return not self.reader.knows(text)

    def _without_words_around(self, rest: str) -> str:
        for word in self._around:
            rest = rest.replace(word, " ")
        return "".join(filter(str.isalnum, rest))


def _level_rules(criteria: Criteria, process: Process) -> Rules:
    """Return the rules of each level of a process, the lowest first."""
    none = criteria.levels[0]
    offline = none.offline.facts if none.offline and process.channel == "electronic" else ()
    rules = {level.id: process.facts.get(level.id, ()) for level in criteria.levels}
    return {**rules, none.id: (*rules[none.id], *offline)}


def _quotes(process: Process) -> Quotes:
    """Return the options' own words: requirement, whole requirement and example, in every language."""
    return tuple(
        (level, folded(words))
        for level, requirement in process.levels.items()
        for text in (requirement.short, requirement.full, requirement.example)
        for words in (text.th, text.en)
    )


def _quoted(text: str, quotes: Quotes) -> tuple[str, float]:
    """Return the option that a text quotes, and how much (of 1) of its words; empty if it quotes none."""
    if len(text) < SHORTEST_QUOTE:
        return "", 0.0
    near = [
        (fuzz.ratio(text, words), level, len(text) / len(words))
        for level, words in quotes
        if len(words) >= len(text) - 5 and fuzz.partial_ratio(text, words, score_cutoff=QUOTE_SIMILARITY)
    ]
    return max(near)[1:] if near else ("", 0.0)


def _options(told: Told, rules: Rules, lowest: str) -> tuple[str, ...]:
    """Return the highest option that a rule of its own leads to; otherwise the two that share a rule.

    The rules are those of the options from the lowest to the highest. Those of the `lowest` count last: a text may tell
    of paper beside something better.
    """
    met = {name: [rule for rule in each if told.meets(rule)] for name, each in rules.items()}
    own = [name for name, each in met.items() if any(_is_own(rule, name, rules) for rule in each)]
    if own and own[-1] != lowest:
        return (own[-1],)
    shared = [name for name, each in met.items() if any(not _is_own(rule, name, rules) for rule in each)]
    return tuple(shared[-2:] or own[-1:])


def _is_own(rule: str, name: str, rules: Rules) -> bool:
    return not any(rule in each for other, each in rules.items() if other != name)


def _guess(presses: tuple[Button, ...]) -> Match | None:
    if not presses:
        return None
    first, *others = presses
    match = Match(first, is_sure=False)
    return replace(match, other=others[0]) if others else match


def _names(choices: Iterable[Choice]) -> Iterable[str]:
    for choice in choices:
        yield choice.label
        yield from choice.words
        yield from choice.hints
