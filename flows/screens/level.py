"""The level questions: one process, what each level requires of it, and four answers."""

from flows.assessment.context import Context
from flows.model.messages import Block, Choice, Message, Paragraph, Progress, Role
from flows.model.question_ids import level_question
from flows.screens.buttons import EXPLAIN, question_controls, unsure
from flows.screens.readings import reading_link, reading_remark, readings_of_step
from flows.standard.criteria import Level, Process


def level_prompt(context: Context, process: Process, *, explained: bool) -> Message:
    """Ask for the level of a process. The recommended level is not shown: it would steer the answer."""
    text, language = context.text, context.language
    number, question = context.criteria.process_number[process.id], level_question(process.id)
    given = context.assessment.answers.get(question)
    blocks: list[Block] = [Paragraph(process.question[language])]
    if explained:
        blocks += _explanation(context, process)
    elif number == 1:
        blocks.append(Paragraph(text("level.partly_met"), Role.REMARK))
    return Message(
        summary=process.question[language],
        title=process.name[language],
        progress=Progress(number, len(context.criteria.processes)),
        blocks=tuple(blocks),
        choices=tuple(
            level_choice(context, process, level, question, is_chosen=given == level.id)
            for level in context.criteria.levels
        ),
        controls=(*question_controls(context, *(() if explained else (EXPLAIN,))), unsure(context)),
        pages=reading_link(context, _readings(context, process)) if explained else (),
        placeholder=text("level.placeholder"),
    )


def level_choice(context: Context, process: Process, level: Level, question: str, *, is_chosen: bool) -> Choice:
    """Return the button for a level of a process."""
    language, rank, requirement = context.language, context.criteria.level_rank[level.id], process.levels.get(level.id)
    return Choice(
        label=level.name[language],
        press=context.press(level.id, question),
        number=str(rank),
        detail=requirement.short[language] if requirement else "",
        level=rank,
        words=_level_words(process, level),
        hints=_level_hints(process, level),
        chosen=is_chosen,
    )


def _level_words(process: Process, level: Level) -> tuple[str, ...]:
    """Return the words for a level at a process: its names and aliases, and those that this process adds."""
    requirement = process.levels.get(level.id)
    return (
        level.code,
        level.id,
        level.name.th,
        level.name.en,
        *level.aliases.all,
        *(requirement.aliases.all if requirement else ()),
    )


def _level_hints(process: Process, level: Level) -> tuple[str, ...]:
    """Return the words that only suggest a level at a process: they tell what is done, and are asked back."""
    requirement, offline = process.levels.get(level.id), level.offline if process.channel == "electronic" else None
    return (*(requirement.hints.all if requirement else ()), *(offline.aliases.all if offline else ()))


def process_words(process: Process) -> tuple[str, ...]:
    """Return the words for a process in a list: its full and short names in every language."""
    return (process.name.th, process.name.en, process.short.th, process.short.en)


def _readings(context: Context, process: Process) -> tuple[str, ...]:
    """Return the readings on which the process rests, then those of the levels as a whole."""
    return (*process.readings, *readings_of_step(context, "levels"))


def _explanation(context: Context, process: Process) -> list[Block]:
    text, language = context.text, context.language
    examples = [
        Paragraph(
            text("explain.example", level=level.name[language], example=process.levels[level.id].example[language])
        )
        for level in context.criteria.levels
        if level.id in process.levels
    ]
    return [
        Paragraph(text("explain.title"), Role.HEADING),
        Paragraph(process.explanation[language]),
        *examples,
        Paragraph(text("explain.source", source=process.source[language]), Role.REMARK),
        *reading_remark(context, _readings(context, process)),
    ]
