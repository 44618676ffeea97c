"""A dialog that shows the gap for other levels of processes, or for another group. It changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Command
from flows.model.messages import Block, Choice, Entry, Message, Paragraph, Section, Style
from flows.model.pending import Topic, WhatIf
from flows.model.question_ids import GROUP_LIST, level_question, process_of
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.group import group_words
from flows.screens.level import level_choice, process_words
from flows.screens.screen import state_screen
from flows.screens.supposed_gap import gap_blocks
from flows.standard.gap import compute_gap

GROUP_PREFIX = "group_"
CLEAR = "clear"
LIST_QUESTION = side_question_id(Topic.WHAT_IF)


class Supposed(NamedTuple):
    """The group, and the level of each process, that the dialog supposes; otherwise those of the assessment."""

    group: str
    levels: dict[str, str]


def screen(context: Context, pending: WhatIf) -> Message:
    """Ask for a process or a group; once a process is chosen, for a level."""
    if not context.is_complete:
        return state_screen(context)
    return _list(context, pending) if pending.process is None else _levels(context, pending, pending.process)


def answer(context: Context, pending: WhatIf, choice: str) -> Outcome:
    """Ask for the level of a chosen process, add the chosen level or group to what is supposed, or clear that."""
    if choice == CLOSE or context.group_result is None:
        return Outcome(context)
    if choice == CLEAR:
        return Outcome(context.with_pending(WhatIf()))
    if pending.process is not None:
        level = context.criteria.level_by_id[choice]
        return _suppose(context, pending, level_question(pending.process), level.id)
    if process := process_of(choice):
        return Outcome(context.with_pending(replace(pending, process=context.criteria.process_by_id[process].id)))
    return _suppose(context, pending, GROUP_LIST, context.criteria.group_by_id[choice.removeprefix(GROUP_PREFIX)].id)


def _suppose(context: Context, pending: WhatIf, question: str, value: str) -> Outcome:
    """Add a supposition in the place of an earlier one; one that is as it is already leaves none."""
    others = tuple(item for item in pending.supposed if item[0] != question)
    is_real = _real(context).get(question) == value
    return Outcome(context.with_pending(WhatIf(supposed=others if is_real else (*others, (question, value)))))


def _real(context: Context) -> dict[str, str]:
    group_result = context.group_result
    levels = {level_question(process): level for process, level in context.levels.items()}
    return {**levels, **({GROUP_LIST: group_result.group} if group_result else {})}


def _supposed(context: Context, pending: WhatIf) -> Supposed:
    """Return the group and the levels with everything that is supposed."""
    values = {**_real(context), **dict(pending.supposed)}
    levels = {process.id: values[level_question(process.id)] for process in context.criteria.processes}
    return Supposed(values[GROUP_LIST], levels)


def _list(context: Context, pending: WhatIf) -> Message:
    title, supposed = context.text("what_if.title"), _supposed(context, pending)
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(context.text("what_if.text")),
            *_suppositions(context, pending, supposed),
            Section(context.text("what_if.processes"), tuple(_process_rows(context, supposed))),
            Section(context.text("what_if.groups"), tuple(_group_rows(context))),
        ),
        choices=(*_clear(context, pending), _close(context)),
    )


def _suppositions(context: Context, pending: WhatIf, supposed: Supposed) -> tuple[Block, ...]:
    """Return what is supposed, and the gap that is left then; nothing before the first supposition."""
    if not pending.supposed:
        return ()
    rows = tuple(Entry(_supposition(context, question, value)) for question, value in pending.supposed)
    real = _real(context)
    now = compute_gap(context.criteria, real[GROUP_LIST], context.levels)
    then = compute_gap(context.criteria, supposed.group, supposed.levels)
    return (Section(context.text("what_if.supposed"), rows), *gap_blocks(context, now, then))


def _supposition(context: Context, question: str, value: str) -> str:
    text, language, criteria = context.text, context.language, context.criteria
    if process := process_of(question):
        names = {
            "process": criteria.process_by_id[process].short[language],
            "level": criteria.level_by_id[value].name[language],
        }
        return text("what_if.level", **names)
    group = criteria.group_by_id[value]
    return text("what_if.group", group=text("group.option", id=group.id, name=group.short[language]))


def _process_rows(context: Context, supposed: Supposed) -> Iterator[Entry]:
    for number, process in enumerate(context.criteria.processes, 1):
        level = context.criteria.level_by_id[supposed.levels[process.id]]
        yield Entry(
            process.short[context.language],
            level.short[context.language],
            level=context.criteria.level_rank[level.id],
            number=str(number),
            press=context.press(level_question(process.id), LIST_QUESTION),
            words=process_words(process),
        )


def _group_rows(context: Context) -> Iterator[Entry]:
    for number, group in enumerate(context.criteria.groups, len(context.criteria.processes) + 1):
        yield Entry(
            context.text("group.option", id=group.id, name=group.short[context.language]),
            number=str(number),
            press=context.press(GROUP_PREFIX + group.id, LIST_QUESTION),
            words=group_words(context, group),
        )


def _levels(context: Context, pending: WhatIf, process_id: str) -> Message:
    language, process = context.language, context.criteria.process_by_id[process_id]
    question, present = side_question_id(Topic.WHAT_IF, process_id), _supposed(context, pending).levels[process_id]
    choices = tuple(
        level_choice(context, process, level, question, is_chosen=present == level.id)
        for level in context.criteria.levels
    )
    title = context.text("what_if.level_title", process=process.name[language])
    return Message(summary=title, title=title, choices=choices, controls=(_close(context),))


def _clear(context: Context, pending: WhatIf) -> tuple[Choice, ...]:
    return (side_choice(context, "what_if.clear", context.press(CLEAR, LIST_QUESTION)),) if pending.supposed else ()


def _close(context: Context) -> Choice:
    return Choice(
        label=context.text("results.to_result"),
        press=context.press(CLOSE, LIST_QUESTION),
        words=(*context.rules.catalogues.words("words.results.close"), Command.BACK.value),
        style=Style.PRIMARY,
    )
