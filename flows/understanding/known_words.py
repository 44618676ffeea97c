"""A cache of forms computed from the words of the criteria and the catalogues.

Typed text never gets in, so that the criteria in use bound its size.
"""

from flows.understanding.normal_form import normalise

Words = tuple[str, ...]


class KnownWords:
    """Forms of fixed words, each computed once: a review of 40 processes has more than 4,000."""

    def __init__(self) -> None:
        self._normalised: dict[Words, Words] = {}
        self._combined: dict[tuple[Words, Words], Words] = {}

    def normalised(self, words: Words) -> Words:
        """Return fixed words in the form in which answers are compared."""
        if words not in self._normalised:
            self._normalised[words] = tuple(map(normalise, words))
        return self._normalised[words]

    def combined(self, verbs: Words, names: Words) -> Words:
        """Return every verb before every name, with and without a space: Thai needs none."""
        if (verbs, names) not in self._combined:
            gaps = ("", " ")
            self._combined[verbs, names] = tuple(
                f"{verb}{gap}{name}" for verb in verbs for name in names for gap in gaps
            )
        return self._combined[verbs, names]
