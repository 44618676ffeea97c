"""The form of a decision about an approval, as it was sent: cleaned texts, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.dialogs.decide_approval import LONGEST_NAME, LONGEST_REMARK
from flows.screens.decision import DecisionChoice
from flows.standard.criteria import Criteria
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters

DECISIONS = (DecisionChoice.APPROVE, DecisionChoice.APPROVE_WITH_REMARK, DecisionChoice.RETURN)

#: Characters of a form's id, and of a digest.
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: the key of the text, and the limit that it names."""

    field: str
    key: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The fields as they are shown again.

    `id` tells a form that is sent twice, `seen` is the digest of what its page showed, and `process` the id of a
    process (empty: the whole).
    """

    id: str
    decision: str = ""
    process: str = ""
    remark: str = ""
    name: str = ""
    position: str = ""
    seen: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_return(self) -> bool:
        """Return whether the result is returned."""
        return self.decision == DecisionChoice.RETURN

    @property
    def wrong(self) -> frozenset[str]:
        """Return the names of the fields that something is wrong with."""
        return frozenset(problem.field for problem in self.problems)


def read_decision(form: Mapping[str, str], criteria: Criteria) -> DecisionForm:
    """Read what was sent. Texts that are too long are shown again whole."""
    decision = form.get("decision", "")
    given = DecisionForm(
        id=form.get("id", "")[:LONGEST_ID],
        decision=decision if decision in DECISIONS else "",
        process=form.get("process", ""),
        remark=clean_paragraphs(form.get("remark", "")),
        name=clean_line(form.get("name", "")),
        position=clean_line(form.get("position", "")),
        seen=form.get("seen", "")[:LONGEST_ID],
    )
    return DecisionForm(
        given.id,
        given.decision,
        given.process if given.process in criteria.process_by_id else "",
        given.remark,
        given.name,
        given.position,
        given.seen,
        tuple(_problems(given, criteria)),
    )


def _problems(given: DecisionForm, criteria: Criteria) -> Iterator[Problem]:
    if not given.decision:
        yield Problem("decision", "decide.problem.decision")
    if given.is_return and given.process and given.process not in criteria.process_by_id:
        yield Problem("process", "decide.problem.process")
    if given.decision and given.decision != DecisionChoice.APPROVE and not has_letters(given.remark):
        yield Problem("remark", "decide.problem.remark")
    for field, limit in (("remark", LONGEST_REMARK), ("name", LONGEST_NAME), ("position", LONGEST_NAME)):
        text = getattr(given, field)
        if len(text) > limit:
            yield Problem(field, f"decide.too_long.{field}", limit)
        elif field != "remark" and not has_letters(text):
            yield Problem(field, f"decide.problem.{field}")
