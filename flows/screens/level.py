"""The level questions: one process, what each level requires of it, and four answers."""

from collections.abc import Iterator
from dataclasses import replace

from flows.assessment.asked_together import offered_together
from flows.assessment.context import Context
from flows.i18n.language import Language
from flows.model.messages import Block, Choice, Message, Paragraph, Progress, Role
from flows.model.question_ids import NONE_TOGETHER, level_question
from flows.screens.answer_text import given_answer
from flows.screens.buttons import EVIDENCE, EXPLAIN, question_controls, unsure
from flows.screens.readings import reading_link, reading_remark, readings_of_step
from flows.standard.criteria import AskedTogether, Level, Process


def level_prompt(context: Context, process: Process, *, explained: bool) -> Message:
    """Ask for the level of a process. The recommended level is not shown: it would steer the answer."""
    text, language = context.text, context.language
    number, question = context.criteria.process_number[process.id], level_question(process.id)
    together = offered_together(context.criteria, question, context.assessment.answers)
    blocks: list[Block] = [*_questions(context, process, together)]
    if explained:
        blocks += _explanation(context, process)
    elif number == 1:
        blocks.append(Paragraph(text("level.partly_met"), Role.REMARK))
    return Message(
        summary=(together or process).question[language],
        title=process.name[language],
        progress=Progress(number, len(context.criteria.processes)),
        blocks=tuple(blocks),
        choices=(
            *((_none_together(context, question, together),) if together else ()),
            *_level_choices(context, process, together, explained=explained),
        ),
        controls=(*question_controls(context, *(() if explained else (EXPLAIN,)), EVIDENCE), unsure(context)),
        pages=reading_link(context, _readings(context, process)) if explained else (),
        placeholder=text("level.placeholder"),
    )


def _questions(context: Context, process: Process, together: AskedTogether | None) -> tuple[Paragraph, ...]:
    question = process.question[context.language]
    if together is None:
        return (Paragraph(question),)
    first = Paragraph(together.question[context.language])
    return first, Paragraph(context.text("level.together_if", question=question))


def _level_choices(
    context: Context, process: Process, together: AskedTogether | None, *, explained: bool
) -> Iterator[Choice]:
    """Yield the levels, without the words that mean none of several processes where that is offered, too.

    Explained: each with its example.
    """
    question = level_question(process.id)
    given = given_answer(context, question)
    taken = frozenset(together.aliases.all) if together else frozenset()
    for level in context.criteria.levels:
        choice = level_choice(context, process, level, question, is_chosen=given == level.id)
        if taken:
            choice = replace(choice, words=tuple(word for word in choice.words if word not in taken))
        yield _with_example(choice, level, process, context.language) if explained else choice


def _none_together(context: Context, question: str, together: AskedTogether) -> Choice:
    """Return the button that answers all processes with the lowest level."""
    numbers = " ".join(str(context.criteria.process_number[process]) for process in together.processes)
    none = context.criteria.levels[0].short[context.language]
    return Choice(
        label=together.absent[context.language],
        press=context.press(NONE_TOGETHER, question),
        detail=context.text("level.together_none", numbers=numbers, level=none),
        words=together.aliases.all,
        chosen=given_answer(context, question) == NONE_TOGETHER,
    )


def _with_example(choice: Choice, level: Level, process: Process, language: Language) -> Choice:
    """Return the button for a level with the example of that level beneath what it requires."""
    requirement = process.levels.get(level.id)
    return replace(choice, detail=f"{choice.detail}\n{requirement.example[language]}") if requirement else choice


def level_choice(context: Context, process: Process, level: Level, question: str, *, is_chosen: bool) -> Choice:
    """Return the button for a level of a process."""
    language, rank = context.language, context.criteria.level_rank[level.id]
    return Choice(
        label=level.name[language],
        press=context.press(level.id, question),
        number=str(rank),
        detail=level_meaning(process, level, language),
        level=rank,
        words=_level_words(process, level),
        hints=_level_hints(process, level),
        chosen=is_chosen,
    )


def level_meaning(process: Process, level: Level, language: Language) -> str:
    """Return what a level requires of a process, in a few words; of the level none, what it covers."""
    if requirement := process.levels.get(level.id):
        return requirement.short[language]
    offline = level.offline if process.channel == "electronic" else None
    return (offline or level).meaning[language]


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
    """Return the explanation of the process; each level has its example on its own button."""
    text, language = context.text, context.language
    return [
        Paragraph(text("explain.title"), Role.HEADING),
        Paragraph(process.explanation[language]),
        Paragraph(text("explain.source", source=process.source[language]), Role.REMARK),
        *reading_remark(context, _readings(context, process)),
    ]
