"""Typed text that names several choices at once, such as `3 and 4`, `4,5` or `options 3/4`."""

import re
from collections.abc import Iterable, Iterator

from flows.i18n.wording import Catalogues
from flows.model.events import Button
from flows.model.messages import Message
from flows.model.question_ids import SEVERAL
from flows.understanding.normal_form import normalise
from flows.understanding.reader import LONGEST_ANSWER, TextMatcher

#: Signs between two choices. A full stop is none (3.1 is a group), nor is a hyphen (3-5 may mean all between).
SIGNS = ",;/+&、"


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(map(normalise, words), key=len, reverse=True)


class SeveralMatcher:
    """Splits a text at the words and signs that mean "and"; it knows those of every language."""

    def __init__(self, catalogues: Catalogues, matcher: TextMatcher) -> None:
        self._matcher = matcher
        self._leading = _longest_first(catalogues.words("words.several"))
        words = _longest_first(catalogues.words("words.and"))
        # Thai runs its words together; a Latin word must stand alone.
        joined = "|".join(rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else word for word in words)
        self._between = re.compile(rf"(?:\s*(?:{joined}|[{re.escape(SIGNS)}]))+\s*")

    def match(self, text: str, message: Message) -> tuple[Button, ...]:
        """Return the choices of a message that a text names, in its order; none unless it names several and no other.

        Bare whole numbers stand by themselves: beside the name of a group, 4 might be a choice or a group. One choice
        named twice is unclear, too.
        """
        if len(text) > LONGEST_ANSWER:
            return ()
        forms = self._matcher.forms(message)
        names = list(self._names(normalise(text), forms))
        if len(names) < SEVERAL or len({name.isdigit() for name in names}) > 1:
            return ()
        found = [forms[name] for name in names if name in forms]
        return tuple(found) if len(set(found)) == len(names) else ()

    def _names(self, answer: str, forms: dict[str, Button]) -> Iterator[str]:
        """Yield the form of each choice named in the answer; what is no form is yielded as it stands."""
        word = next((word for word in self._leading if answer.startswith(word)), "")
        for piece in self._between.split(answer.removeprefix(word).lstrip()):
            if self._matcher.stands_around(piece):
                continue
            name = self._name(piece, forms)
            if name in forms or " " not in name:
                yield name
            else:
                yield from (self._name(word, forms) for word in name.split() if not self._matcher.stands_around(word))

    def _name(self, piece: str, forms: dict[str, Button]) -> str:
        """Return the form in a piece, without the words around it."""
        cores = [normalise(piece), *self._matcher.cores(normalise(piece))]
        known = (form for core in cores for form in (core, self._matcher.number(core)) if form in forms)
        return next(known, cores[-1])
