"""What is computed from the words of the criteria and the catalogues, kept because it is needed again and again.

Nothing that somebody typed gets in, so that what is kept is as large as the criteria in use make it, and no larger.
"""

from flows.understanding.normal_form import normalise

Words = tuple[str, ...]


class KnownWords:
    """Forms of fixed words, each computed once; of a review by 40 processes there are more than 4,000."""

    def __init__(self) -> None:
        """Begin with none."""
        self._normalised: dict[Words, Words] = {}
        self._combined: dict[tuple[Words, Words], Words] = {}

    def normalised(self, words: Words) -> Words:
        """Fixed words in the form in which answers are compared."""
        if words not in self._normalised:
            self._normalised[words] = tuple(map(normalise, words))
        return self._normalised[words]

    def combined(self, verbs: Words, names: Words) -> Words:
        """Every verb before every name, with and without a space: Thai needs none."""
        if (verbs, names) not in self._combined:
            gaps = ("", " ")
            self._combined[verbs, names] = tuple(
                f"{verb}{gap}{name}" for verb in verbs for name in names for gap in gaps
            )
        return self._combined[verbs, names]
