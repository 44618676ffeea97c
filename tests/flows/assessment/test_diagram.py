"""The diagram in docs/ shows the machine that the conversation uses."""

from pathlib import Path

from flows.assessment.diagram import draw_diagram
from flows.assessment.flow_steps import Trigger
from flows.engine import Engine
from flows.model.pending import Topic

PAGE = Path(__file__).parents[3] / "docs" / "state-diagram.md"


def test_the_page_shows_the_machine(dialogue: Engine) -> None:
    shown = PAGE.read_text("utf-8").split("```mermaid\n")[1].split("```")[0]
    assert shown == draw_diagram(dialogue.rules.criteria), "run `make docs`"


def test_every_state_but_the_first_is_reached(dialogue: Engine) -> None:
    text = draw_diagram(dialogue.rules.criteria)
    for state in dialogue.rules.navigation.states:
        assert f"--> {state}" in text


def test_every_transition_of_the_machine_is_drawn(dialogue: Engine) -> None:
    text = draw_diagram(dialogue.rules.criteria)
    for trigger, event in dialogue.rules.machine.events.items():
        for source, transitions in event.transitions.items():
            for transition in transitions:
                drawn = f"{source} --> {transition.dest}: {trigger}"
                assert drawn in text or trigger in {Trigger.CHANGE, Trigger.ASK_AGAIN}
    assert "review --> named_question: change" in text
    assert "any_state --> named_question: ask_again" in text


def test_every_side_question_is_drawn(dialogue: Engine) -> None:
    text = draw_diagram(dialogue.rules.criteria)
    assert {topic for topic in Topic if f"--> ask_{topic}\n" in text} == set(Topic)
