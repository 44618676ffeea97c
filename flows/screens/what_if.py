"""What if: the gap for another level of one process, or for another group, without changing the assessment."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import Choice, Entry, Message, Paragraph, Section, Style
from flows.model.question_ids import level_question
from flows.model.session import Topic
from flows.screens.confirmation import CLOSE, SIDE
from flows.screens.group import group_words
from flows.screens.level import level_choice, process_words
from flows.standard.gap import Gap, compute_gap

GROUP_PREFIX = "group_"
LIST_QUESTION = SIDE + Topic.WHAT_IF


def what_if_list(scene: Context) -> Message:
    """Ask which process or group to suppose something about."""
    say, language = scene.say, scene.language
    processes = tuple(
        Entry(
            process.short[language],
            scene.criteria.level_by_id[scene.levels[process.id]].short[language],
            level=scene.criteria.level_rank[scene.levels[process.id]],
            number=str(number),
            press=scene.press(level_question(process.id), LIST_QUESTION),
            words=process_words(process),
        )
        for number, process in enumerate(scene.criteria.processes, 1)
    )
    groups = tuple(
        Entry(
            say("group.option", id=group.id, name=group.short[language]),
            number=str(number),
            press=scene.press(GROUP_PREFIX + group.id, LIST_QUESTION),
            words=group_words(scene, group),
        )
        for number, group in enumerate(scene.criteria.groups, len(processes) + 1)
    )
    sections = (Section(say("what_if.processes"), processes), Section(say("what_if.groups"), groups))
    blocks = (Paragraph(say("what_if.text")), *sections)
    title = say("what_if.title")
    return Message(summary=title, title=title, blocks=blocks, choices=(_close(scene),))


def what_if_levels(scene: Context, process_id: str) -> Message:
    """Ask which level to suppose for a process."""
    language, process = scene.language, scene.criteria.process_by_id[process_id]
    question = f"{LIST_QUESTION}_{process_id}"
    choices = tuple(
        level_choice(scene, process, level, question, is_chosen=scene.levels[process_id] == level.id)
        for level in scene.criteria.levels
    )
    title = scene.say("what_if.level_title", process=process.name[language])
    return Message(summary=title, title=title, choices=choices, controls=(_close(scene),))


def what_if_answer(scene: Context, supposition: str, group: str, levels: dict[str, str]) -> Message:
    """Say what the gap would be, beside what it is."""
    say, finding = scene.say, scene.finding
    now = compute_gap(scene.criteria, finding.group if finding else group, scene.levels)
    then = compute_gap(scene.criteria, group, levels)
    counts = tuple(
        Entry(say(f"what_if.{name}"), say("what_if.from_to", now=len(before), then=len(after)))
        for name, before, after in (("missing", now.missing, then.missing), ("raises", now.raises, then.raises))
    )
    verdicts = tuple(
        Entry(say(f"result.{name}_verdict"), say(f"verdict.{verdict.value}"))
        for name, verdict in (("processes", then.processes), ("levels", then.levels))
    )
    rows = _rows(scene, then)
    left = (Section(say("what_if.left"), rows),) if rows else (Paragraph(say("result.no_gap")),)
    return Message(summary=supposition, title=supposition, blocks=(Section("", (*counts, *verdicts)), *left))


def _rows(scene: Context, gap: Gap) -> tuple[Entry, ...]:
    say, language, criteria = scene.say, scene.language, scene.criteria
    missing = [Entry(criteria.process_by_id[process].short[language], say("status.missing")) for process in gap.missing]
    raises = [
        Entry(
            criteria.process_by_id[item.process].short[language],
            say(
                "result.from_to",
                own=criteria.level_by_id[item.own].short[language],
                recommended=criteria.level_by_id[item.recommended].short[language],
            ),
            level=criteria.level_rank[item.own],
        )
        for item in gap.raises
    ]
    return (*missing, *raises)


def _close(scene: Context) -> Choice:
    return Choice(
        label=scene.say("results.to_result"),
        press=scene.press(CLOSE, LIST_QUESTION),
        words=(*scene.rules.catalogues.words("words.results.close"), Command.BACK.value),
        style=Style.PRIMARY,
    )
