from hypothesis import given
from hypothesis import strategies as st

from flows.standard.criteria import Criteria
from flows.standard.gap import compute_gap
from tests.bench.expected import expected_gap
from tests.bench.officers import CHARACTERISTICS, LEVELS, PROCESSES, Script

SCRIPTS = st.builds(
    Script, st.sampled_from(CHARACTERISTICS), st.lists(st.sampled_from(LEVELS), min_size=12, max_size=12).map(tuple)
)


@given(script=SCRIPTS)
def test_the_benchs_expectation_agrees_with_the_rules(script: Script, criteria: Criteria) -> None:
    group = criteria.characteristic_by_id[script.characteristic].group
    levels = {process.id: level for process, level in zip(criteria.processes, script.levels, strict=True)}
    gap = compute_gap(criteria, group, levels)
    raises = [f"{item.process}>{item.recommended}" for item in gap.raises]
    assert expected_gap(script) == (list(gap.missing), raises)


def test_the_benchs_questions_are_those_of_the_criteria(criteria: Criteria) -> None:
    assert len(criteria.processes) == PROCESSES
    assert {item.id for item in criteria.characteristics} == set(CHARACTERISTICS)
    assert [level.id for level in criteria.levels] == list(LEVELS)
