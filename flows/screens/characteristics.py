"""Step 1 in one question: the first characteristic that holds, of the most important to the least, gives the group.

The numbers are those of the standard's options, so that they run down (chapter 4, step 1).
"""

from dataclasses import replace

from flows.assessment.context import Context
from flows.model.messages import Block, Choice, Message, Paragraph, Role
from flows.model.question_ids import CHARACTERISTICS, NO
from flows.screens.buttons import ASK_GROUP, EXPLAIN, LIST_GROUPS, TICK_SEVERAL, control, question_controls, unsure
from flows.screens.group import characteristic_names, group_words
from flows.screens.readings import reading_link, reading_remark, readings_of_step
from flows.standard.criteria import Characteristic, Group
from flows.understanding.reader import NONE_NUMBER


def characteristics_prompt(context: Context, *, explained: bool) -> Message:
    """Offer all characteristics; explained: with how to choose, and examples and the source of each."""
    text = context.text
    blocks: list[Block] = [Paragraph(text("characteristics.text"))]
    if explained:
        blocks += _explanation(context)
    more = (ASK_GROUP,) if explained else (EXPLAIN, ASK_GROUP)
    return Message(
        summary=text("characteristics.text"),
        title=text("group.title"),
        blocks=tuple(blocks),
        choices=(*_characteristics(context), _none(context)),
        controls=(
            *question_controls(context, *more),
            _list(context),
            control(context, TICK_SEVERAL),
            unsure(context),
        ),
        pages=reading_link(context, _readings(context)) if explained else (),
        placeholder=text("characteristics.placeholder"),
    )


def _characteristics(context: Context) -> tuple[Choice, ...]:
    group_result = context.group_result
    return tuple(
        Choice(
            label=item.name[context.language],
            press=context.press(item.id, CHARACTERISTICS),
            number=str(context.criteria.option_number[item.id]),
            detail=item.description[context.language],
            words=characteristic_words(context, item),
            chosen=group_result is not None and item.id in group_result.ticked,
        )
        for item in context.criteria.asked_characteristics
    )


def characteristic_words(context: Context, item: Characteristic) -> tuple[str, ...]:
    """Return its names in every language, and those of its group if only this characteristic leads there."""
    group = context.criteria.group_by_id[item.group]
    names = characteristic_names(item)
    if not _leads_alone(context, group):
        return names
    # A bare whole number is a number of this list, never a group's.
    return (*names, *group_words(context, group), *(() if group.id.isdigit() else (group.id,)))


def _leads_alone(context: Context, group: Group) -> bool:
    return len(context.criteria.characteristics_of_group[group.id]) == 1


def _list(context: Context) -> Choice:
    """Return the button to the list of groups. Names of groups that several characteristics lead to mean it, too."""
    button = control(context, LIST_GROUPS)
    normalised = context.rules.reader.known.normalised
    taken = {form for item in context.criteria.characteristics for form in normalised(characteristic_names(item))}
    words = [group_words(context, group) for group in context.criteria.groups if not _leads_alone(context, group)]
    named = [word for each in words for word, form in zip(each, normalised(each), strict=True) if form not in taken]
    return replace(button, words=(*button.words, *named))


def _none(context: Context) -> Choice:
    return Choice(
        label=context.text("characteristics.none"),
        press=context.press(NO, CHARACTERISTICS),
        number=NONE_NUMBER,
        words=context.rules.catalogues.words("words.characteristics.none"),
    )


def _explanation(context: Context) -> tuple[Paragraph, ...]:
    text, language = context.text, context.language
    return (
        Paragraph(text("explain.title"), Role.HEADING),
        Paragraph(text("characteristics.explain")),
        *(
            Paragraph(
                text(
                    "characteristics.example",
                    name=item.name[language],
                    examples=item.examples[language],
                    source=item.source[language],
                )
            )
            for item in context.criteria.asked_characteristics
        ),
        *reading_remark(context, _readings(context)),
    )


def _readings(context: Context) -> tuple[str, ...]:
    """Return the readings on which the choice as a whole rests, then those of each characteristic."""
    items = context.criteria.asked_characteristics
    return (*readings_of_step(context, "group"), *(reading for item in items for reading in item.readings))
