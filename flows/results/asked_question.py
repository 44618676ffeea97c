"""The one question that a colleague is asked, in words: what it asks, and what each answer means."""

from typing import NamedTuple

from flows.i18n.wording import Wording
from flows.model.question_ids import CHARACTERISTICS, NO, process_of
from flows.standard.criteria import Criteria


class AnswerOption(NamedTuple):
    """An answer: its id, its label, and what it requires of the service.

    `rank` and `code` are those of a level (the rank is None for other answers), and `example` tells how it looks.
    """

    id: str
    label: str
    requirement: str
    example: str = ""
    rank: int | None = None
    code: str = ""


class AskedQuestionView(NamedTuple):
    """The question: its name, its text, an explanation, where it comes from, and the answers."""

    title: str
    text: str
    explanation: str
    source: str
    options: tuple[AnswerOption, ...]

    def label_of(self, answer: str) -> str:
        """Return the label of an answer; empty where there is none such."""
        return next((option.label for option in self.options if option.id == answer), "")


def view_asked_question(criteria: Criteria, question: str, wording: Wording) -> AskedQuestionView | None:
    """Return the question of a level, or of the characteristics; None where these criteria do not ask it."""
    if question == CHARACTERISTICS:
        return _characteristics(criteria, wording)
    process = process_of(question)
    return _level(criteria, process, wording) if process in criteria.process_by_id and process else None


def _level(criteria: Criteria, process_id: str, wording: Wording) -> AskedQuestionView:
    process, language = criteria.process_by_id[process_id], wording.language
    options = []
    for level in criteria.levels:
        requirement = process.levels.get(level.id)
        offline = level.offline if process.channel == "electronic" else None
        text = requirement.full if requirement else (offline or level).meaning
        example = requirement.example[language] if requirement else ""
        rank = criteria.level_rank[level.id]
        options.append(AnswerOption(level.id, level.name[language], text[language], example, rank, level.code))
    source = wording("explain.source", source=process.source[language])
    return AskedQuestionView(
        process.name[language], process.question[language], process.explanation[language], source, tuple(options)
    )


def _characteristics(criteria: Criteria, wording: Wording) -> AskedQuestionView:
    language = wording.language
    options = [
        AnswerOption(item.id, item.name[language], item.full[language], item.examples[language])
        for item in criteria.asked_characteristics
    ]
    none = AnswerOption(NO, wording("characteristics.none"), "")
    title, text = wording("group.title"), wording("characteristics.text")
    return AskedQuestionView(title, text, wording("characteristics.explain"), "", (*options, none))
