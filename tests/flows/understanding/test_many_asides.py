"""Many ways to say the asides, and names and facts with the same words, which are never taken for asides."""

from pathlib import Path

import pytest

from flows.engine import Engine
from flows.model.events import Text
from flows.model.pending import ReplaceAnswer
from tests.flows.understanding.aside_rows import Row, Verdict, judge, talk_at

DATA = Path(__file__).parents[2] / "data" / "officers"


def _rows(name: str) -> list[tuple[str, ...]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("row", _rows("more_asides.txt"), ids="-".join)
def test_an_aside_is_done_or_asked_back(dialogue: Engine, row: tuple[str, str, str]) -> None:
    state, typed, meant = row
    verdict = judge(dialogue, Row(state, typed, meant))
    expected = {Verdict.ASKED, Verdict.ASKED_BACK, Verdict.RIGHT} if meant == "asked" else {Verdict.RIGHT}
    assert verdict in expected


@pytest.mark.parametrize("row", _rows("names_like_asides.txt"), ids="-".join)
def test_a_name_is_stored_or_asked_back(dialogue: Engine, row: tuple[str, str]) -> None:
    state, name = row
    talk = talk_at(dialogue, state)
    talk.send(Text(name))
    assert talk.session is not None
    if talk.answers.get(state) != name:
        assert isinstance(talk.session.pending, ReplaceAnswer)
        talk.type("ใช่")
    assert talk.answers[state] == name


@pytest.mark.parametrize("row", _rows("facts_like_asides.txt"), ids="-".join)
def test_a_fact_is_never_stored_without_a_question(dialogue: Engine, row: tuple[str, str]) -> None:
    state, fact = row
    talk = talk_at(dialogue, state)
    talk.send(Text(fact))
    assert talk.session is not None
    assert talk.state == state
    assert state not in talk.answers
