"""Sentences that name a question and perhaps its new answer: “การอนุมัติ มาตรฐาน”, “แก้ข้อ 3”, “set approval to high”.

A sentence counts only as a whole: a word that belongs neither to the name nor to the change makes it another text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flows.i18n.wording import Catalogues
from flows.model.question_ids import CHARACTERISTICS, level_question, process_of
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import THAI_DIGITS, normalise, squeeze
from flows.understanding.reader import LONGEST_ANSWER, TextMatcher
from flows.understanding.text_cleaning import clean_line

LONGEST_SENTENCE = 400
#: So many small words of a kind begin a sentence at most: without a bound, some texts would take minutes to read.
MOST = "{0,4}"
#: Signs that say nothing between two words.
LOOSE_SIGNS = " ,ๆ"
#: Where a reason may begin behind a sentence.
BREAKS = re.compile(r"[\s,]+")
#: Signs that stand for “is” between a name and its answer.
SIGNS = r"->|=>|[:=→]"


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """The question that a sentence names; empty for a number that no process has.

    `answer` is the id of a level, or a text; empty where the sentence has none. `is_item` tells that the sentence
    calls it a question, by its number or a word such as “ข้อ”. A sentence that is not whole has more behind it.
    """

    question: str
    answer: str = ""
    is_item: bool = False
    is_whole: bool = True


class QuestionNames:
    """Knows the names of the questions under one edition of the criteria, and of the levels, in every language."""

    def __init__(
        self, criteria: Criteria, catalogues: Catalogues, reader: TextMatcher, texts: Mapping[str, str]
    ) -> None:
        """`texts` has the ids of the questions that are answered by a text, with the keys of their names."""
        self._reader, self._texts = reader, frozenset(texts)
        self._levels = _level_forms(criteria)
        self._names = dict(_names(criteria, catalogues, texts))
        numerals = (wording.words("words.numbers") for wording in catalogues.all)
        self._numerals = {word: number for words in numerals for number, word in enumerate(words)}
        for wording in catalogues.all:
            self._numerals |= {word: number for number, word in enumerate(wording.words("words.ordinals"), 1)}
        self._numbered = dict(enumerate((level_question(process.id) for process in criteria.processes), 1))
        between = catalogues.words("words.named.between")
        self._between = tuple(sorted({normalise(word) for word in between}, key=len, reverse=True))
        before, verb, item, equals, link, of = (
            _any(catalogues.words(f"words.named.{name}")) for name in ("before", "change", "item", "is", "to", "of")
        )
        self._verb, self._item = re.compile(verb, re.IGNORECASE), re.compile(item, re.IGNORECASE)
        self._sentence = re.compile(
            rf"(?:(?:{before})\s*){MOST}(?P<verb>(?:(?:{verb})\s*){MOST})(?P<item>(?:(?:{item})\s*){MOST})"
            rf"(?:(?P<number>\d{{1,3}})(?!\d)|(?P<numeral>{_any(self._numerals)})|(?P<name>{_any(self._names)}))"
            r"\s*(?P<rest>.*)",
            re.IGNORECASE,
        )
        names, particle = _any((*self._numerals, *self._names)), _any(catalogues.words("words.particles"))
        self._value_first = re.compile(
            rf"(?:(?:{before})\s*){MOST}(?P<verb>(?:(?:{verb})\s*){MOST})(?P<link>(?:{link}|{equals})\s*)?"
            rf"(?P<value>{_any(self._levels)})(?!\.)[\s,]*(?:(?:{particle})[\s,]*)?(?:(?:{of})\s*)?"
            rf"(?P<item>(?:(?:{item})\s*){MOST})(?P<question>\d{{1,3}}|{names})(?!\d)\s*(?P<after>.*)",
            re.IGNORECASE,
        )
        self._inside = re.compile(
            rf"(?:{item})\s*(?:(?P<number>\d{{1,3}})(?!\d)|(?P<numeral>{_any(self._numerals)}))|"
            rf"(?:{item}|{verb})\s*(?P<name>{_any(self._names)})|(?P<first>{_any(self._names)})\s*(?:{verb})*\s*(?:{link})",
            re.IGNORECASE,
        )
        self._change = re.compile(
            _any((*catalogues.words("words.change"), *catalogues.words("words.named.wrong"))), re.IGNORECASE
        )
        self._level_rest = re.compile(rf"(?P<before>.*)(?:{link}|{equals}|{SIGNS})\s*(?P<after>.+)", re.IGNORECASE)
        self._text_rest = re.compile(
            rf"(?P<before>.*?)(?:(?P<equals>{equals}|{SIGNS})|(?P<link>{link}))\s*(?P<value>\S.*)", re.IGNORECASE
        )
        self._from = re.compile(rf"(?:{_any(catalogues.words('words.named.from'))})\s*.+", re.IGNORECASE)

    def read(self, text: str) -> NamedQuestion | None:
        """Return the question that a text names together with a change or an answer; None for other texts."""
        if len(text) > LONGEST_SENTENCE:
            return None
        typed = clean_line(text).translate(THAI_DIGITS)
        return self._read(typed) or self._read(self._with_name_first(typed)) or self._read_beginning(typed)

    def _read_beginning(self, text: str) -> NamedQuestion | None:
        """Return the level that the first words of a text give a question, with a reason behind them.

        “ข้อ 5 แก้เป็นไม่มีนะ เว็บเพิ่งปิดไป”. Without a word for a change or a question it may be a fact, and a number
        behind it may name a second question.
        """
        if len(text) > LONGEST_ANSWER or not (self._verb.search(text) or self._item.search(text)):
            return None
        for end in [space.start() for space in BREAKS.finditer(text)][::-1]:
            named = self._read(text[:end]) or self._read(self._with_name_first(text[:end]))
            has_number = any(map(str.isdigit, text[end:]))
            if named and named.answer and process_of(named.question) and not has_number:
                return replace(named, is_whole=False)
        return None

    def _with_name_first(self, text: str) -> str:
        """Return a sentence whose answer stands before the name (“set to high, question 5”) in the usual order.

        Empty for other texts. Without a word for a change or a question it may be a fact: “ไม่มีการติดตามสถานะ”.
        """
        found = self._value_first.fullmatch(text)
        if found is None or not (found["verb"] or found["item"]) or not self._is_between(normalise(found["after"])):
            return ""
        return f"{found['item'] or ''} {found['question']} {found['link'] or ''} {found['value']}".strip()

    def _read(self, text: str) -> NamedQuestion | None:
        found = self._sentence.fullmatch(text)
        if found is None:
            return None
        question, rest = self._question(found), found["rest"].strip(" .!?")
        has_verb, is_number = bool(found["verb"]), found["name"] is None
        is_item = is_number or bool(found["item"])
        if is_number and not (has_verb or found["item"]):
            return None
        if self._is_between(rest):
            return NamedQuestion(question, is_item=is_item) if has_verb else None
        if process_of(question) or not question:
            answer = self._level(rest, is_number=is_number)
        else:
            answer = self._text(question, rest, has_verb=has_verb)
        return NamedQuestion(question, answer, is_item) if answer else None

    def read_with_fact(self, text: str) -> tuple[str, str] | None:
        """Return the process question that a text names for a change, and what else the text says; None without one.

        Without a word for a change, “เรื่องอนุมัติ” or “ช่อง 7” may belong to any fact.
        """
        plain = clean_line(text).translate(THAI_DIGITS)
        found = self._inside.search(plain) if len(text) <= LONGEST_ANSWER else None
        if found is None or not self._change.search(plain):
            return None
        question = self._names[found["first"].casefold()] if found["first"] else self._question(found)
        rest = self._change.sub(" ", f"{plain[: found.start()]} {plain[found.end() :]}").strip()
        return (question, rest) if process_of(question) and any(map(str.isalpha, rest)) else None

    def is_level(self, text: str) -> bool:
        """Return whether a text is nothing but the name of a level."""
        return bool(self._level(text, is_number=True))

    def _question(self, found: re.Match[str]) -> str:
        if found["name"]:
            return self._names[found["name"].casefold()]
        number = int(found["number"]) if found["number"] else self._numerals[found["numeral"].casefold()]
        return self._numbered.get(number, "")

    def _level(self, rest: str, *, is_number: bool) -> str:
        """Return the level that the words after a name say; empty where they say anything else besides.

        Behind a number, a bare digit is no level: “ข้อ 3 2” may mean anything.
        """
        typed = normalise(rest)
        linked = self._level_rest.fullmatch(typed)
        before, after = (linked["before"], linked["after"]) if linked else ("", typed)
        if not self._is_between(before, (*self._between, *self._levels)):
            return ""
        after = after if linked else self._without_start(after)
        squeezed = (squeeze(core) for core in (after, *self._reader.cores(self._without_end(after))))
        is_digit_possible = bool(linked) or not is_number
        return next((self._levels[form] for form in squeezed if self._is_level(form, digit=is_digit_possible)), "")

    def _is_level(self, form: str, *, digit: bool) -> bool:
        return bool(form) and form in self._levels and (digit or not form.isdigit())

    def _without_start(self, typed: str) -> str:
        """Return a text without the small words at its start."""
        while squeeze(typed) not in self._levels:
            word = next((word for word in self._between if typed.startswith(word) and word not in self._levels), "")
            if not word:
                break
            typed = typed.removeprefix(word).lstrip(LOOSE_SIGNS)
        return typed

    def _without_end(self, typed: str) -> str:
        """Return a text without the small words at its end."""
        while word := next((word for word in self._between if typed.endswith(word) and word not in self._levels), ""):
            typed = typed.removesuffix(word).rstrip()
        return typed

    def _text(self, question: str, rest: str, *, has_verb: bool) -> str:
        """Return the new text after the name of a question for a text; empty where nothing says that it changes."""
        found = self._text_rest.fullmatch(rest) if question in self._texts else None
        if found is None:
            return ""
        before = self._verb.sub("", found["before"]).strip()
        says_so = has_verb or bool(found["before"] or found["equals"] or self._verb.search(found["link"]))
        is_whole = self._is_between(normalise(before)) or bool(self._from.fullmatch(before))
        return found["value"] if says_so and is_whole else ""

    def _is_between(self, text: str, words: Iterable[str] = ()) -> bool:
        """Return whether a text consists of words that stand between a name and its answer."""
        left, known = text.strip(), tuple(sorted(words, key=len, reverse=True)) or self._between
        while left:
            word = next((word for word in known if left.startswith(word)), "")
            if not word:
                return False
            left = left.removeprefix(word).lstrip(LOOSE_SIGNS)
        return True


def _level_forms(criteria: Criteria) -> dict[str, str]:
    """Return the typed forms of every level, squeezed, with the level's id."""
    return {
        squeeze(normalise(form)): level.id
        for rank, level in enumerate(criteria.levels)
        for form in (str(rank), level.code, level.id, level.name.th, level.name.en, *level.aliases.all)
    }


def _names(criteria: Criteria, catalogues: Catalogues, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield every name of a question with its id."""
    for question, key in {**texts, CHARACTERISTICS: f"words.named.{CHARACTERISTICS}"}.items():
        for name in catalogues.words(key) if key else ():
            yield name.casefold(), question
    for process in criteria.processes:
        for name in (process.name.th, process.name.en, process.short.th, process.short.en, *process.aliases.all):
            yield name.casefold(), level_question(process.id)


def _any(words: Iterable[str]) -> str:
    """Return the pattern of any of these words, the longest first; a Latin one stands alone."""
    forms = sorted(set(words), key=len, reverse=True)
    alone = r"(?<![A-Za-z]){}(?![A-Za-z])"
    return "|".join(alone.format(re.escape(word)) if word.isascii() else re.escape(word) for word in forms)
