"""The ids of the conversation's questions, which are also the names of the machine's states and keys of answers."""

from collections.abc import Iterable, Mapping

from flows.standard.criteria import Criteria

WELCOME = "welcome"
#: The name of the service, by which lists and pages call a result.
SERVICE = "service"
#: The agency of a service, by which the page of several services is called.
AGENCY = "agency"
ASSESSOR = "assessor"
#: What the service does and how, in the officer's own words.
DESCRIPTION = "description"
#: One question for all characteristics; its answer is stored as answers to the questions one by one.
CHARACTERISTICS = "characteristics"
GROUP_LIST = "group_list"
#: Which characteristic put the service into the group chosen from the list, where several lead to that group.
GROUP_REASON = "group_reason"
GROUP_NONE = "group_none"
REVIEW = "review"
#: The key of a chosen date of assessment (ISO 8601) among the answers; it is no state of the machine.
ASSESSED_ON = "assessed_on"
RESULT = "result"

AGREE = "agree"
YES = "yes"
NO = "no"
SKIP = "skip"
#: Answers as for the last service: of the agency's question that alone, or both the agency and the assessor.
SAME = "same"
SAME_BOTH = "same_both"
AGAIN = "again"
FROM_LIST = "list"
CONFIRM = "confirm"

#: The choice "not sure", and the two answers that it leaves: deferred until the review, then open.
UNSURE = "unsure"
LATER = "later"
OPEN = "open"
UNDECIDED = frozenset({LATER, OPEN})

#: The choice "none of them" at the first of the processes that are asked together.
NONE_TOGETHER = "none_together"

CHARACTERISTIC_PREFIX = "is_"
LEVEL_PREFIX = "level_"

#: More than one: so many characteristics of a group, answers in one text, or services with the same gap.
SEVERAL = 2

#: Begins each characteristic of an answer that names all which hold.
TICK = "+"


def characteristic_question(characteristic: str) -> str:
    """Return the id of the yes-or-no question for a characteristic id."""
    return CHARACTERISTIC_PREFIX + characteristic


def level_question(process: str) -> str:
    """Return the id of the level question for a process id."""
    return LEVEL_PREFIX + process


def characteristic_of(question: str) -> str | None:
    """Return the characteristic id that a question asks for; None for other questions."""
    return question.removeprefix(CHARACTERISTIC_PREFIX) if question.startswith(CHARACTERISTIC_PREFIX) else None


def process_of(question: str) -> str | None:
    """Return the process id whose level a question asks for; None for other questions."""
    return question.removeprefix(LEVEL_PREFIX) if question.startswith(LEVEL_PREFIX) else None


def together_key(first: str) -> str:
    """Return the key among the answers which tells that "none of them" was chosen at the first of some processes."""
    return f"together_{first}"


def ticked_answer(characteristics: Iterable[str]) -> str:
    """Return the answer to the question for all characteristics that names every one which holds."""
    return "".join(TICK + characteristic for characteristic in characteristics)


def ticked_in(answer: str) -> tuple[str, ...]:
    """Return the characteristic ids in what `ticked_answer` made; empty for other answers."""
    return tuple(answer.removeprefix(TICK).split(TICK)) if answer.startswith(TICK) else ()


def characteristic_questions(criteria: Criteria) -> tuple[str, ...]:
    """Return the group questions, in the order in which they are asked."""
    return tuple(characteristic_question(item.id) for item in criteria.asked_characteristics)


def level_questions(criteria: Criteria) -> tuple[str, ...]:
    """Return the level questions, in the order of the tables."""
    return tuple(level_question(process.id) for process in criteria.processes)


def levels_of(criteria: Criteria, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the decided levels: process id → level id."""
    return {
        process.id: answers[level_question(process.id)]
        for process in criteria.processes
        if answers.get(level_question(process.id), LATER) not in UNDECIDED
    }


def open_questions(criteria: Criteria, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions that the result still needs, in order: group questions only if the group depends on them."""
    levels = [question for question in level_questions(criteria) if answers.get(question, LATER) in UNDECIDED]
    return (*_open_group_questions(criteria, answers), *levels)


def _open_group_questions(criteria: Criteria, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the group questions that are open; the one for all characteristics if none of them holds."""
    if GROUP_LIST in answers:
        return () if has_group_reason(criteria, answers) else (GROUP_REASON,)
    needed: list[str] = []
    for question in characteristic_questions(criteria):
        if answers.get(question) == YES:
            return tuple(needed)
        if answers.get(question) != NO:
            needed.append(question)
    return tuple(needed) or (CHARACTERISTICS,)


def group_reasons(criteria: Criteria) -> frozenset[str]:
    """Return the ids of the characteristics that do not lead to their group alone."""
    leading = criteria.characteristics_of_group.values()
    return frozenset(item for items in leading if len(items) >= SEVERAL for item in items)


def has_group_reason(criteria: Criteria, answers: Mapping[str, str]) -> bool:
    """Return whether it is known which characteristic put the service into the group chosen from the list.

    One that leads alone to its group needs no answer.
    """
    leading = criteria.characteristics_of_group.get(answers.get(GROUP_LIST, ""), ())
    return len(leading) < SEVERAL or answers.get(GROUP_REASON) in leading
