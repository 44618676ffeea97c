"""Which agency of a coordinator's list an officer's typed name is."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from flows.understanding.normal_form import canonical, squeeze

#: Similarity (of 100) from which a name is near to a typed one, and how many near ones are asked about.
NEAR_SIMILARITY = 78.0
MOST_NEAR = 3


class AgencyMatch(NamedTuple):
    """The agency that a name is for certain (empty: none is), or else those that are near, the nearest first."""

    name: str = ""
    near: tuple[str, ...] = ()


def match_agency(typed: str, expected: Sequence[str]) -> AgencyMatch:
    """Compare a typed name with a list. Blanks, dots and the case of letters do not count."""
    form = squeeze(canonical(typed))
    forms = [squeeze(canonical(name)) for name in expected]
    if form in forms:
        return AgencyMatch(expected[forms.index(form)])
    found = process.extract(form, forms, scorer=fuzz.WRatio, score_cutoff=NEAR_SIMILARITY, limit=MOST_NEAR)
    return AgencyMatch(near=tuple(expected[place] for _, _, place in found))
