"""The review: what each chosen level requires is one tap away, so that a level given too high is noticed."""

import pytest

from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.model.messages import Section
from tests.fakes.talk import Talk


@pytest.mark.parametrize("asked", ["!requirements", "ดูเกณฑ์", "อธิบายเพิ่ม"])
def test_the_review_shows_what_each_chosen_level_requires(dialogue: Engine, say: Wording, asked: str) -> None:
    talk = Talk(dialogue).to_review()
    message = talk.tap(asked) if asked.startswith("!") else talk.type(asked)
    assert message.title == say("review.requirements_title")
    (section,) = [block for block in message.blocks if isinstance(block, Section)]
    criteria = dialogue.rules.criteria
    for entry, process in zip(section.entries, criteria.processes, strict=True):
        level = talk.answers[f"level_{process.id}"]
        required = process.levels[level].short.th if level in process.levels else criteria.levels[0].offline
        assert entry.detail == (required if isinstance(required, str) else required and required.meaning.th)
    talk.tap("level_tracking")
    assert talk.state == "level_tracking"
    talk.tap("initial", "!requirements", "confirm")
    assert talk.state == "result"


def test_an_explained_level_has_its_example_on_its_own_button(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    plain = {choice.press.choice: choice.detail for choice in talk.messages[-1].choices}
    explained = {choice.press.choice: choice.detail for choice in talk.tap("!explain").choices}
    search = dialogue.rules.criteria.process_by_id["search"]
    for level, requirement in search.levels.items():
        assert explained[level] == f"{plain[level]}\n{requirement.example.th}"
        assert requirement.example.th not in str(talk.messages[-1].blocks)
    assert plain["none"] == explained["none"] != ""


def test_none_says_what_it_covers(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    assert "โทรศัพท์" in talk.button("none").detail
    talk.tap(*["none"] * 10)
    assert talk.state == "level_security"
    assert "โทรศัพท์" not in talk.button("none").detail != ""
