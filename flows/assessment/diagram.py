"""The flow as a Mermaid state diagram: the transitions that the machine is built from, and the side questions."""

from collections.abc import Iterable, Iterator
from functools import partial

from flows.assessment.conditions import Condition, targets_question
from flows.assessment.flow import FLOW, Flow
from flows.assessment.flow_steps import ANYWHERE, SideQuestion, TransitionSpec
from flows.assessment.machine import transitions
from flows.standard.criteria import Criteria

#: States of the diagram only: each represents many states of the machine.
ANY_STATE, NAMED_QUESTION, SIDE_QUESTIONS = "any_state", "named_question", "side_questions"
LEVEL_QUESTION = "level_question"
#: Prefix of a side question's id: `result` is a state of the machine, `ask_result` a side question.
SIDE_STATE = "ask_"


def draw_diagram(criteria: Criteria, flow: Flow = FLOW) -> str:
    """Return Mermaid text with every state, trigger, condition and side question; the same flow gives the same text."""
    lines = (
        f"[*] --> {flow.consent.id}",
        f'state "any state" as {ANY_STATE}',
        f'state "any level question" as {LEVEL_QUESTION}',
        f'state "the question whose answer changes" as {NAMED_QUESTION}',
        *dict.fromkeys(_arrow(transition) for transition in transitions(criteria, flow)),
        *_side_questions(flow),
        f"{flow.result.id} --> [*]",
    )
    return "\n".join(("stateDiagram-v2", "    direction TB", *(f"    {line}" for line in lines))) + "\n"


def _arrow(transition: TransitionSpec) -> str:
    """Return one line; all the questions that a trigger may name are drawn as one state."""
    is_named = any(_is_target(condition) for condition in transition.conditions)
    source = ANY_STATE if transition.source == ANYWHERE else transition.source
    dest = NAMED_QUESTION if is_named else transition.dest
    conditions = ", ".join(_name(condition) for condition in transition.conditions if not _is_target(condition))
    return f"{source} --> {dest}: {transition.trigger}{f' [{conditions}]' if conditions else ''}"


def _is_target(condition: Condition) -> bool:
    return isinstance(condition, partial) and condition.func is targets_question


def _side_questions(flow: Flow) -> Iterator[str]:
    """Yield the side questions in a box of their own; most of them open in any state."""
    yield f'state "side questions" as {SIDE_QUESTIONS} {{'
    yield from (f"    [*] --> {SIDE_STATE}{item.id}" for item in flow.side_questions if not _places(item))
    yield from (f"    {line}" for line in _further(flow.side_questions))
    yield "}"
    yield from (f"{state} --> {SIDE_STATE}{item.id}" for item in flow.side_questions for state in _places(item))
    yield f"{ANY_STATE} --> {SIDE_QUESTIONS}: a button, a command, a typed text"
    yield f"{SIDE_QUESTIONS} --> {ANY_STATE}: goes on where the assessment stood"


def _places(question: SideQuestion) -> tuple[str, ...]:
    return (*question.opens_in, *((LEVEL_QUESTION,) if question.at_levels else ()))


def _further(questions: Iterable[SideQuestion]) -> Iterator[str]:
    for question in questions:
        yield from (f"{SIDE_STATE}{question.id} --> {SIDE_STATE}{item.id}" for item in question.leads_to)
        yield from _further(question.leads_to)


def _name(condition: Condition) -> str:
    """Return a condition in words: the function's name and the ids that are bound to it."""
    if isinstance(condition, partial):
        bound = [argument for argument in condition.args if isinstance(argument, str)]
        return " ".join((condition.func.__name__.replace("_", " "), *bound))
    return getattr(condition, "__name__", "").replace("_", " ")
