"""The state machine as a Mermaid state diagram, read from the machine itself."""

from functools import partial

from transitions import Machine, Transition

from flows.model.question_ids import RESULT, WELCOME

HEAD = ("stateDiagram-v2", "    direction TB", f"    [*] --> {WELCOME}")
TAIL = (f"    {RESULT} --> [*]",)


def draw_diagram(machine: Machine) -> str:
    """Mermaid text that shows every state, trigger and condition; the same machine gives the same text."""
    lines = [
        f"    {transition.source} --> {transition.dest}: {trigger}{_condition(transition)}"
        for trigger, event in machine.events.items()
        for transitions in event.transitions.values()
        for transition in transitions
    ]
    return "\n".join((*HEAD, *lines, *TAIL)) + "\n"


def _condition(transition: Transition) -> str:
    names = [_name(condition.func) for condition in transition.conditions]
    return f" [{', '.join(names)}]" if names else ""


def _name(function: object) -> str:
    """A condition in words: the function's name and the ids that are bound to it."""
    if isinstance(function, partial):
        bound = [argument for argument in function.args if isinstance(argument, str)]
        return " ".join((function.func.__name__.replace("_", " "), *bound))
    return getattr(function, "__name__", "").replace("_", " ")
