"""The diagram in docs/ is the machine that the conversation uses."""

from pathlib import Path

from flows.assessment.diagram import draw_diagram
from flows.engine import Engine

PAGE = Path(__file__).parents[3] / "docs" / "state-diagram.md"


def test_the_page_shows_the_machine(dialogue: Engine) -> None:
    shown = PAGE.read_text("utf-8").split("```mermaid\n")[1].split("```")[0]
    assert shown == draw_diagram(dialogue.rules.machine), "run `make docs`"


def test_every_state_but_the_first_is_reached(dialogue: Engine) -> None:
    text = draw_diagram(dialogue.rules.machine)
    for state in dialogue.rules.walk.states:
        assert f"--> {state}" in text
