"""The questions that lead to the service group, the list of groups, and the choices when none fits."""

from collections.abc import Iterator

from flows.assessment.context import Context
from flows.model.messages import Choice, Message, Paragraph, Progress, Role, Style
from flows.model.question_ids import AGAIN, FROM_LIST, GROUP_LIST, GROUP_REASON, NO, YES, characteristic_question
from flows.results.result_view import reason_text
from flows.screens.buttons import ASK_GROUP, BACK, EXPLAIN, LIST_GROUPS, control, question_controls, unsure
from flows.screens.readings import reading_link, reading_remark
from flows.standard.criteria import Characteristic, Group


def characteristic_prompt(context: Context, item: Characteristic, *, explained: bool) -> Message:
    """Ask whether a characteristic holds; explained: with how to decide."""
    text, language = context.text, context.language
    place = context.criteria.asked_characteristics.index(item)
    blocks = [
        Paragraph(item.question[language]),
        Paragraph(text("group.examples", examples=item.examples[language]), Role.REMARK),
    ]
    if explained:
        blocks += [
            Paragraph(text("explain.title"), Role.HEADING),
            Paragraph(item.explanation[language]),
            Paragraph(text("explain.source", source=item.source[language]), Role.REMARK),
            *reading_remark(context, item.readings),
        ]
    more = (LIST_GROUPS,) if explained else (EXPLAIN, LIST_GROUPS)
    return Message(
        summary=item.question[language],
        title=text("group.title"),
        progress=Progress(place + 1, len(context.criteria.characteristics)),
        blocks=tuple(blocks),
        choices=yes_or_no(context, characteristic_question(item.id)),
        controls=(*question_controls(context, *more), unsure(context)),
        pages=reading_link(context, item.readings) if explained else (),
    )


def yes_or_no(context: Context, question: str) -> tuple[Choice, Choice]:
    """Return the two answers to a yes-or-no question."""
    given = context.assessment.answers.get(question)
    yes, no = (
        Choice(
            label=context.text(f"answer.{answer}"),
            press=context.press(answer, question),
            number=number,
            words=_holds_words(context, answer),
            chosen=given == answer,
        )
        for number, answer in (("1", YES), ("2", NO))
    )
    return yes, no


def _holds_words(context: Context, answer: str) -> tuple[str, ...]:
    words = context.rules.catalogues.words
    return (*words(f"words.{answer}"), *words(f"words.holds.{answer}"))


def group_list(context: Context) -> Message:
    """Offer the groups with their definitions, for an officer who knows the group."""
    text, language = context.text, context.language
    group_result = context.group_result
    choices = tuple(
        Choice(
            label=text("group.option", id=group.id, name=group.short[language]),
            press=context.press(group.id, GROUP_LIST),
            number=group.id,
            detail=group.definition[language],
            words=group_words(context, group),
            chosen=group_result is not None and group_result.group == group.id,
        )
        for group in context.criteria.groups
    )
    return Message(
        summary=text("group_list.text"),
        title=text("group_list.title"),
        blocks=(Paragraph(text("group_list.text")),),
        choices=choices,
        controls=(*question_controls(context), control(context, ASK_GROUP)),
    )


def group_reason(context: Context) -> Message:
    """Ask which characteristic put the service into the group chosen from the list: several lead there."""
    text, language, answers = context.text, context.language, context.assessment.answers
    group, known = answers.get(GROUP_LIST, ""), context.criteria.characteristic_by_id
    leading = reversed(context.criteria.characteristics_of_group.get(group, ()))
    choices = tuple(
        Choice(
            label=item.name[language],
            press=context.press(item.id, GROUP_REASON),
            number=str(context.criteria.option_number[item.id]),
            detail=item.description[language],
            words=characteristic_names(item),
            chosen=answers.get(GROUP_REASON) == item.id,
        )
        for item in (known[name] for name in leading)
    )
    return Message(
        summary=text("group_reason.text", id=group),
        title=text("group_reason.title"),
        blocks=(Paragraph(text("group_reason.text", id=group)),),
        choices=choices,
        controls=(*question_controls(context), unsure(context)),
    )


def characteristic_names(item: Characteristic) -> tuple[str, ...]:
    """Return the words for a characteristic in every language."""
    return (item.name.th, item.name.en, *item.aliases.all)


def group_words(context: Context, group: Group) -> tuple[str, ...]:
    """Return the words for a group: its names, its aliases, and its number after the word for group."""
    names = (group.name.th, group.name.en, group.short.th, group.short.en)
    return (*group.aliases.all, *names, *_numbered(context, group))


def _numbered(context: Context, group: Group) -> Iterator[str]:
    """Yield words such as `group 4` and `group four`, in every language."""
    for wording in context.rules.catalogues.all:
        numbers = wording.words("words.numbers")
        spoken = numbers[int(group.id)] if group.id.isdigit() and int(group.id) < len(numbers) else group.id
        for word in wording.words("words.group"):
            yield from (f"{word} {group.id}", f"{word}{group.id}", f"{word} {spoken}", f"{word}{spoken}")


def no_group(context: Context) -> Message:
    """Say that no characteristic held, suggest the least important one as far as readings allow, and ask again."""
    text, catalogues, least = context.text, context.rules.catalogues, context.criteria.asked_characteristics[-1]
    hint = text(
        "group_none.text",
        number=context.criteria.option_number[least.id],
        name=least.name[context.language],
        group=least.group,
    )
    actions = (("1", AGAIN, Style.PRIMARY), ("2", FROM_LIST, Style.NEUTRAL))
    return Message(
        summary=text("group_none.title"),
        title=text("group_none.title"),
        blocks=(Paragraph(hint), *reading_remark(context, least.readings)),
        choices=tuple(
            Choice(
                label=text(f"group_none.{name}"),
                press=context.press(name),
                number=number,
                words=catalogues.words(f"words.group_none.{name}"),
                style=style,
            )
            for number, name, style in actions
        ),
        controls=(control(context, BACK),),
        pages=reading_link(context, least.readings),
    )


def group_notice(context: Context) -> str:
    """Return the line that names the group and its reason; empty while the group is open."""
    group_result = context.group_result
    if group_result is None:
        return ""
    group = context.criteria.group_by_id[group_result.group]
    reason = reason_text(context.criteria, group_result.characteristic, group_result.ticked, context.text)
    return context.text("group.found", id=group.id, name=group.short[context.language], reason=reason)
