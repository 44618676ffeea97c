"""A result as JSON."""

import pytest

from bot.results.json_export import result_json
from bot.shared.links import Links
from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria
from tests.fakes.talk import Talk

LINKS = Links("https://radap.example.go.th")


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_result()


def test_a_repeated_assessment_has_the_levels_that_rose_fell_and_stayed(
    talk: Talk, criteria: Criteria, say: Wording
) -> None:
    (first,) = talk.published.values()
    talk.now += 365 * 24 * 3600
    talk.type("/results", "1")
    talk.tap("again", "level_tracking", "standard", "level_approval", "initial", "confirm")
    (second,) = (result for result in talk.published.values() if result.token != first.token)
    change = result_json(criteria, second, view_result(criteria, second, say), LINKS)["change"]
    assert change["since"] == "2024-01-01"
    assert (change["rose"], change["fell"], len(change["stayed"])) == (["tracking"], ["approval"], 10)


def test_a_first_assessment_has_no_comparison(talk: Talk, criteria: Criteria, say: Wording) -> None:
    (first,) = talk.published.values()
    assert result_json(criteria, first, view_result(criteria, first, say), LINKS)["change"] is None
