"""A dialog that shows the gap for another level of one process, or for another group. It changes nothing."""

from collections.abc import Mapping

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Command
from flows.model.messages import Choice, Entry, Message, Paragraph, Section, Style
from flows.model.pending import Topic, WhatIf
from flows.model.question_ids import level_question, process_of
from flows.screens.confirmation import CLOSE, side_question_id
from flows.screens.group import group_words
from flows.screens.level import level_choice, process_words
from flows.screens.screen import state_screen
from flows.standard.gap import Gap, compute_gap

GROUP_PREFIX = "group_"
LIST_QUESTION = side_question_id(Topic.WHAT_IF)


def screen(context: Context, pending: WhatIf) -> Message:
    """Ask for a process or a group; once a process is chosen, for a level."""
    if not context.is_complete:
        return state_screen(context)
    return _list(context) if pending.process is None else _levels(context, pending.process)


def answer(context: Context, pending: WhatIf, choice: str) -> Outcome:
    """Ask for the level of a chosen process, or show the gap for the chosen level or group."""
    group_result = context.group_result
    if choice == CLOSE or group_result is None:
        return Outcome(context)
    if pending.process is not None:
        return _suppose_level(context, group_result.group, pending.process, choice)
    if process := process_of(choice):
        return Outcome(context.with_pending(WhatIf(process)))
    return _suppose_group(context, choice.removeprefix(GROUP_PREFIX))


def _suppose_group(context: Context, group_id: str) -> Outcome:
    group = context.criteria.group_by_id[group_id]
    name = context.text("group.option", id=group.id, name=group.short[context.language])
    return _suppose(context, context.text("what_if.group", group=name), group.id, context.levels)


def _suppose_level(context: Context, group: str, process: str, level: str) -> Outcome:
    names = {
        "process": context.criteria.process_by_id[process].name[context.language],
        "level": context.criteria.level_by_id[level].name[context.language],
    }
    return _suppose(context, context.text("what_if.level", **names), group, {**context.levels, process: level})


def _suppose(context: Context, supposition: str, group: str, levels: Mapping[str, str]) -> Outcome:
    """Show the hypothetical gap, then the list again."""
    return Outcome(context.with_pending(WhatIf()), before=(_supposed_gap(context, supposition, group, levels),))


def _list(context: Context) -> Message:
    text, language = context.text, context.language
    processes = tuple(
        Entry(
            process.short[language],
            context.criteria.level_by_id[context.levels[process.id]].short[language],
            level=context.criteria.level_rank[context.levels[process.id]],
            number=str(number),
            press=context.press(level_question(process.id), LIST_QUESTION),
            words=process_words(process),
        )
        for number, process in enumerate(context.criteria.processes, 1)
    )
    groups = tuple(
        Entry(
            text("group.option", id=group.id, name=group.short[language]),
            number=str(number),
            press=context.press(GROUP_PREFIX + group.id, LIST_QUESTION),
            words=group_words(context, group),
        )
        for number, group in enumerate(context.criteria.groups, len(processes) + 1)
    )
    sections = (Section(text("what_if.processes"), processes), Section(text("what_if.groups"), groups))
    blocks = (Paragraph(text("what_if.text")), *sections)
    title = text("what_if.title")
    return Message(summary=title, title=title, blocks=blocks, choices=(_close(context),))


def _levels(context: Context, process_id: str) -> Message:
    language, process = context.language, context.criteria.process_by_id[process_id]
    question = side_question_id(Topic.WHAT_IF, process_id)
    choices = tuple(
        level_choice(context, process, level, question, is_chosen=context.levels[process_id] == level.id)
        for level in context.criteria.levels
    )
    title = context.text("what_if.level_title", process=process.name[language])
    return Message(summary=title, title=title, choices=choices, controls=(_close(context),))


def _supposed_gap(context: Context, supposition: str, group: str, levels: Mapping[str, str]) -> Message:
    """Show the hypothetical gap beside the current one."""
    text, group_result = context.text, context.group_result
    now = compute_gap(context.criteria, group_result.group if group_result else group, context.levels)
    then = compute_gap(context.criteria, group, levels)
    counts = tuple(
        Entry(text(f"what_if.{name}"), _from_to(context, len(before), len(after)))
        for name, before, after in (("missing", now.missing, then.missing), ("raises", now.raises, then.raises))
    )
    verdicts = tuple(
        Entry(text(f"result.{name}_verdict"), text(f"verdict.{verdict.value}"))
        for name, verdict in (("processes", then.processes), ("levels", then.levels))
    )
    rows = _rows(context, then)
    left = (Section(text("what_if.left"), rows),) if rows else (Paragraph(text("result.no_gap")),)
    return Message(summary=supposition, title=supposition, blocks=(Section("", (*counts, *verdicts)), *left))


def _from_to(context: Context, now: int, then: int) -> str:
    return context.text("what_if.same", now=now) if now == then else context.text("what_if.from_to", now=now, then=then)


def _rows(context: Context, gap: Gap) -> tuple[Entry, ...]:
    text, language, criteria = context.text, context.language, context.criteria
    missing = [
        Entry(criteria.process_by_id[process].short[language], text("status.missing")) for process in gap.missing
    ]
    raises = [
        Entry(
            criteria.process_by_id[item.process].short[language],
            text(
                "result.from_to",
                own=criteria.level_by_id[item.own].short[language],
                recommended=criteria.level_by_id[item.recommended].short[language],
            ),
            level=criteria.level_rank[item.own],
        )
        for item in gap.raises
    ]
    return (*missing, *raises)


def _close(context: Context) -> Choice:
    return Choice(
        label=context.text("results.to_result"),
        press=context.press(CLOSE, LIST_QUESTION),
        words=(*context.rules.catalogues.words("words.results.close"), Command.BACK.value),
        style=Style.PRIMARY,
    )
