"""The assessment as a finite-state machine, built from the flow and the criteria with `transitions`.

A single stateless Machine serves all conversations; the Position that it moves is its model. Triggers:

- `answer`: the current question has its answer
- `back`: to the question before
- `choose_group`, `ask_group`: to the list of groups, to the group questions one by one
- `change`: from the review to the question named `target`
- `ask_again`: from any state to the question named `target`
- `confirm`: from the review to the result
"""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from transitions import Machine

from flows.assessment.conditions import targets_question
from flows.assessment.flow import FLOW, Flow
from flows.assessment.flow_steps import ANYWHERE, StepGraph, TransitionSpec, Trigger
from flows.standard.criteria import Criteria


def states(criteria: Criteria, flow: Flow = FLOW) -> tuple[str, ...]:
    """Return all states, in the order of the conversation."""
    return tuple(state for graph in _graphs(criteria, flow) for state in graph.states)


def build_machine(criteria: Criteria, flow: Flow = FLOW) -> Machine:
    """Build the machine that moves every Position; a trigger that is not possible raises MachineError."""
    machine = Machine(
        model=None,
        states=list(states(criteria, flow)),
        initial=flow.consent.id,
        auto_transitions=False,
        send_event=True,
    )
    for transition in transitions(criteria, flow):
        machine.add_transition(
            transition.trigger, transition.source, transition.dest, conditions=list(transition.conditions)
        )
    return machine


def transitions(criteria: Criteria, flow: Flow = FLOW) -> tuple[TransitionSpec, ...]:
    """Return every transition. Of those with the same trigger and source, the first whose conditions hold is used."""
    graphs = _graphs(criteria, flow)
    joined = [spec for this, after in pairwise(graphs) for spec in (*_forward(this, after), *this.inner)]
    back = [spec for before, this in pairwise(graphs) for spec in _back(before, this)]
    return (*joined, *back, *_to_any_question(graphs, flow))


def _graphs(criteria: Criteria, flow: Flow) -> tuple[StepGraph, ...]:
    return tuple(step.graph(criteria) for step in flow.steps)


def _forward(this: StepGraph, after: StepGraph) -> Iterator[TransitionSpec]:
    for end in this.exits:
        for entry in after.entries:
            yield TransitionSpec(end.trigger, end.state, entry.state, (*end.conditions, *entry.conditions))


def _back(before: StepGraph, this: StepGraph) -> Iterator[TransitionSpec]:
    for state in this.back_exits:
        for entry in before.back_entries:
            yield TransitionSpec(Trigger.BACK, state, entry.state, entry.conditions)


def _to_any_question(graphs: tuple[StepGraph, ...], flow: Flow) -> Iterator[TransitionSpec]:
    questions = [question for graph in graphs for question in graph.changeable]
    for trigger, source in ((Trigger.CHANGE, flow.review.id), (Trigger.ASK_AGAIN, ANYWHERE)):
        for question in questions:
            yield TransitionSpec(trigger, source, question, (partial(targets_question, question),))
