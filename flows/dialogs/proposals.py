"""Answers proposed from the officer's own description: shown with their words, and recorded once confirmed."""

from collections.abc import Iterator
from dataclasses import replace

from flows.actions.answers import record, record_levels
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.model.messages import Choice, Entry, Message, Paragraph, Section, Style
from flows.model.pending import ConfirmProposals, Guess, Pending, Topic
from flows.model.proposals import Proposal, Quote
from flows.model.question_ids import (
    CHARACTERISTICS,
    DESCRIPTION,
    LATER,
    RESULT,
    REVIEW,
    UNDECIDED,
    WELCOME,
    level_question,
    process_of,
)
from flows.screens.attribution import shortened
from flows.screens.characteristics import characteristic_words
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.group import group_notice
from flows.screens.level import level_choice, process_words
from flows.screens.screen import state_screen
from flows.understanding.description import Finding

CONFIRM_ALL, REJECT = "all", "reject"
LIST_QUESTION = side_question_id(Topic.TOLD)
#: From these states on the answers are looked over one by one: nothing is proposed any more.
PROPOSING_ENDS = frozenset({REVIEW, RESULT})


def offer_proposals(before: Context, outcome: Outcome) -> Outcome:
    """Show what a new description tells. What an earlier one told and was not confirmed is withdrawn."""
    context = outcome.context
    if outcome.deleted or context.assessment.id != before.assessment.id or context.state == WELCOME:
        return outcome
    text, pending = context.assessment.answers.get(DESCRIPTION, ""), context.session.pending
    if is_about_proposals(pending):
        if pending != before.session.pending:
            return outcome
        context = context.with_pending(None)
    elif pending:
        return outcome
    found = find_proposals(context, text)
    return outcome._replace(context=context.with_pending(ConfirmProposals(found)) if found else context)


def is_about_proposals(pending: Pending | None) -> bool:
    """Return whether proposals are on screen, perhaps below a guess what a text meant."""
    return isinstance(pending.below if isinstance(pending, Guess) else pending, ConfirmProposals)


def find_proposals(context: Context, text: str) -> tuple[Proposal, ...]:
    """Return an answer to each open question that a description tells of, that for the group first."""
    if not text or context.state in PROPOSING_ENDS:
        return ()
    told = context.rules.descriptions.read(text)
    found = [_proposal(level_question(process), findings) for process, findings in told.levels.items()]
    if told.characteristic:
        found.insert(0, _proposal(CHARACTERISTICS, (told.characteristic,)))
    return tuple(item for item in found if _is_open(context, item.question))


def _proposal(question: str, findings: tuple[Finding, ...]) -> Proposal:
    quotes = tuple(Quote(item.answer, item.start, item.end) for item in findings)
    return Proposal(question, quotes, quotes[0].answer if len(quotes) == 1 else "")


def _is_open(context: Context, question: str) -> bool:
    answers = context.assessment.answers
    if question == CHARACTERISTICS:
        return not context.rules.navigation.has_answer(question, answers)
    return answers.get(question, LATER) in UNDECIDED


def screen(context: Context, pending: ConfirmProposals) -> Message:
    """List the proposals, or offer other answers to the question that is being changed."""
    items = _valid(context, pending)
    if not items:
        return state_screen(context)
    changed = next((item for item in items if item.question == pending.changing), None)
    return _change(context, changed) if changed else _list(context, items)


def answer(context: Context, pending: ConfirmProposals, choice: str) -> Outcome:
    """Record all proposals or none, or change or reject one of them."""
    items = _valid(context, pending)
    if pending.changing:
        return _changed(context, items, pending.changing, choice)
    if choice == CLOSE or not items:
        return Outcome(context)
    if choice == CONFIRM_ALL:
        return _record(context, items)
    if choice not in {item.question for item in items}:
        raise ValueError(f"nothing is proposed for {choice!r}")
    return Outcome(context.with_pending(ConfirmProposals(items, choice)))


def _changed(context: Context, items: tuple[Proposal, ...], question: str, choice: str) -> Outcome:
    """Return to the list with another answer, without the question, or with nothing changed."""
    if choice == REJECT:
        kept = tuple(item for item in items if item.question != question)
        return Outcome(context.with_pending(ConfirmProposals(kept)) if kept else context)
    if choice != CLOSE:
        _check(context, question, choice)
        items = tuple(item._replace(chosen=choice) if item.question == question else item for item in items)
    return Outcome(context.with_pending(ConfirmProposals(items)))


def _check(context: Context, question: str, choice: str) -> None:
    """Raise ValueError if a question has no such answer."""
    known = context.criteria.level_by_id if process_of(question) else context.criteria.characteristic_by_id
    if choice not in known:
        raise ValueError(f"{choice!r} does not answer {question!r}")


def _record(context: Context, items: tuple[Proposal, ...]) -> Outcome:
    """Record the chosen answers as if each had been tapped, and go on to the first open question."""
    chosen = {item.question: item.chosen for item in items if item.chosen}
    levels = {process: level for question, level in chosen.items() if (process := process_of(question))}
    notices = [context.text.plural("told.done", len(chosen))]
    after = context
    if CHARACTERISTICS in chosen:
        after = record(after, CHARACTERISTICS, chosen[CHARACTERISTICS]).context
        notices.append(group_notice(after))
    outcome = record_levels(after, levels)
    if FLOW.text_question(context.state):
        position = context.rules.navigation.ask_again(outcome.context.position(), context.state)
        outcome = outcome._replace(context=outcome.context.with_position(position))
    return outcome._replace(notice=in_lines(*notices, outcome.notice))


def _valid(context: Context, pending: ConfirmProposals) -> tuple[Proposal, ...]:
    """Return the proposals that still hold: another edition may ask something else, or an answer was given since."""
    length = len(context.assessment.answers.get(DESCRIPTION, ""))
    criteria = context.criteria
    questions = {level_question(process): criteria.level_by_id.keys() for process in criteria.process_by_id}
    known = {**questions, CHARACTERISTICS: criteria.characteristic_by_id.keys()}
    return tuple(
        item
        for item in pending.proposals
        if {item.chosen, *(quote.answer for quote in item.quotes)} <= {"", *known.get(item.question, ())}
        and all(quote.end <= length for quote in item.quotes)
        and _is_open(context, item.question)
    )


def _list(context: Context, items: tuple[Proposal, ...]) -> Message:
    text, count = context.text, sum(bool(item.chosen) for item in items)
    confirm = Choice(
        label=text.plural("told.confirm", count),
        press=context.press(CONFIRM_ALL, LIST_QUESTION),
        words=(*context.rules.catalogues.words("words.yes"), *context.rules.catalogues.words("words.told.confirm")),
        style=Style.PRIMARY,
    )
    return Message(
        summary=text("told.title"),
        title=text("told.title"),
        blocks=(Paragraph(text("told.text")), Section("", tuple(_rows(context, items)))),
        choices=(
            *((confirm,) if count else ()),
            side_choice(context, "told.one_by_one", context.press(CLOSE, LIST_QUESTION)),
        ),
    )


def _rows(context: Context, items: tuple[Proposal, ...]) -> Iterator[Entry]:
    for item in items:
        row = Entry(
            label=context.text("group.title"),
            value=context.text("told.choose"),
            number=str(len(context.criteria.processes) + 1),
            press=context.press(item.question, LIST_QUESTION),
            detail=context.text("told.words", words=_words(context, item)),
        )
        process = context.criteria.process_by_id.get(process_of(item.question) or "")
        if process:
            number = str(context.criteria.process_number[process.id])
            row = replace(row, label=process.short[context.language], number=number, words=process_words(process))
            if item.chosen:
                level = context.criteria.level_by_id[item.chosen]
                rank = context.criteria.level_rank[level.id]
                row = replace(row, value=level.short[context.language], level=rank)
        elif item.chosen:
            row = replace(row, value=context.criteria.characteristic_by_id[item.chosen].name[context.language])
        yield row


def _words(context: Context, item: Proposal) -> str:
    """Return the officer's words of a proposal; of two that contradict each other, both."""
    description = context.assessment.answers[DESCRIPTION]
    parts = [shortened(description[quote.start : quote.end]) for quote in item.quotes]
    return context.text("told.between").join(parts)


def _change(context: Context, item: Proposal) -> Message:
    """Offer the answers to one question: all of them, or the two of a contradiction."""
    question, process = side_question_id(Topic.TOLD, item.question), process_of(item.question)
    offered = {quote.answer for quote in item.quotes} if len(item.quotes) > 1 else None
    if process:
        title = context.criteria.process_by_id[process].name[context.language]
        choices = _level_choices(context, process, item, question, offered)
    else:
        title = context.text("group.title")
        choices = _characteristic_choices(context, item, question)
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(context.text("told.change" if offered is None else "told.which")),
            Paragraph(context.text("told.words", words=_words(context, item))),
        ),
        choices=(*choices, side_choice(context, "told.reject", context.press(REJECT, question))),
        controls=(side_choice(context, "told.back", context.press(CLOSE, question)),),
    )


def _level_choices(
    context: Context, process: str, item: Proposal, question: str, offered: set[str] | None
) -> tuple[Choice, ...]:
    criteria = context.criteria
    return tuple(
        level_choice(context, criteria.process_by_id[process], level, question, is_chosen=level.id == item.chosen)
        for level in criteria.levels
        if offered is None or level.id in offered
    )


def _characteristic_choices(context: Context, item: Proposal, question: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            label=each.name[context.language],
            press=context.press(each.id, question),
            number=str(context.criteria.option_number[each.id]),
            detail=each.description[context.language],
            words=characteristic_words(context, each),
            chosen=each.id == item.chosen,
        )
        for each in context.criteria.asked_characteristics
    )
