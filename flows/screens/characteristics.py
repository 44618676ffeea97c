"""Step 1 in one question: the first characteristic that holds, of the most important to the least, gives the group."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.model.messages import Block, Choice, Message, Paragraph, Role
from flows.model.question_ids import CHARACTERISTICS, NO
from flows.screens.buttons import ASK_GROUP, EXPLAIN, LIST_GROUPS, control, question_controls, unsure
from flows.screens.group import group_words
from flows.standard.criteria import Characteristic, Group

NONE_NUMBER = "0"


def characteristics_prompt(scene: Context, *, explained: bool) -> Message:
    """Offer all characteristics; explained: with how to choose, and examples and the source of each."""
    say = scene.say
    blocks: list[Block] = [Paragraph(say("characteristics.text"))]
    if explained:
        blocks += _explanation(scene)
    more = (ASK_GROUP,) if explained else (EXPLAIN, ASK_GROUP)
    return Message(
        summary=say("characteristics.text"),
        title=say("group.title"),
        blocks=tuple(blocks),
        choices=(*_characteristics(scene), _none(scene)),
        controls=(*question_controls(scene, *more), _list(scene), unsure(scene)),
        placeholder=say("characteristics.placeholder"),
    )


def _characteristics(scene: Context) -> tuple[Choice, ...]:
    finding = scene.finding
    return tuple(
        Choice(
            label=item.name[scene.language],
            press=scene.press(item.id, CHARACTERISTICS),
            number=str(number),
            detail=item.description[scene.language],
            words=_words(scene, item),
            chosen=finding is not None and finding.characteristic == item.id,
        )
        for number, item in enumerate(scene.criteria.asked_characteristics, 1)
    )


def _words(scene: Context, item: Characteristic) -> tuple[str, ...]:
    """Its names in every language, and those of its group where only this characteristic leads there."""
    group = scene.criteria.group_by_id[item.group]
    names = _names(item)
    if not _leads_alone(scene, group):
        return names
    # A bare whole number is a number of this list, never a group's.
    return (*names, *group_words(scene, group), *(() if group.id.isdigit() else (group.id,)))


def _names(item: Characteristic) -> tuple[str, ...]:
    return (item.name.th, item.name.en, *item.aliases.th, *item.aliases.en)


def _leads_alone(scene: Context, group: Group) -> bool:
    return sum(item.group == group.id for item in scene.criteria.characteristics) == 1


def _list(scene: Context) -> Choice:
    """The way to the list of groups, also for who names a group that several characteristics lead to."""
    button = control(scene, LIST_GROUPS)
    normalised = scene.rules.reader.known.normalised
    taken = {form for item in scene.criteria.characteristics for form in normalised(_names(item))}
    words = [group_words(scene, group) for group in scene.criteria.groups if not _leads_alone(scene, group)]
    named = [word for each in words for word, form in zip(each, normalised(each), strict=True) if form not in taken]
    return replace(button, words=(*button.words, *named))


def _none(scene: Context) -> Choice:
    return Choice(
        label=scene.say("characteristics.none"),
        press=scene.press(NO, CHARACTERISTICS),
        number=NONE_NUMBER,
        words=scene.rules.catalogues.words("words.characteristics.none"),
    )


def _explanation(scene: Context) -> tuple[Paragraph, ...]:
    say, language = scene.say, scene.language
    return (
        Paragraph(say("explain.title"), Role.HEADING),
        Paragraph(say("characteristics.explain")),
        *(
            Paragraph(
                say(
                    "characteristics.example",
                    name=item.name[language],
                    examples=item.examples[language],
                    source=item.source[language],
                )
            )
            for item in scene.criteria.asked_characteristics
        ),
    )
