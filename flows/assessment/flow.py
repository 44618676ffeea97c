"""The definition of the assessment: its questions, in the order in which they are asked.

The state machine, the screens, the checks of what is typed, the state diagram, the result's page and its files are
built from `FLOW`. The service groups, the processes and their levels come from the criteria.

A question of the service data is a line here and three texts in each of flows/catalogues: its `title`, its `text` and
its `placeholder`, under its id. It then appears in the chat, the review, the result's page, the form, the spreadsheets
and the JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.assessment.flow_steps import (
    Consent,
    FlowStep,
    LevelQuestions,
    ResultStep,
    Review,
    ServiceGroup,
    SideQuestion,
    TextQuestion,
)
from flows.model.note_keys import NOTE_PREFIX, REMARKS
from flows.model.question_ids import (
    AGENCY,
    ASSESSOR,
    CHARACTERISTICS,
    DESCRIPTION,
    GROUP_LIST,
    GROUP_NONE,
    GROUP_REASON,
    RESULT,
    REVIEW,
    SERVICE,
    WELCOME,
)


@dataclass(frozen=True)
class Flow:
    """The steps of an assessment, and the side questions that may interrupt it."""

    consent: Consent
    service_data: tuple[TextQuestion, ...]
    service_group: ServiceGroup
    levels: LevelQuestions
    review: Review
    result: ResultStep
    side_questions: tuple[SideQuestion, ...]

    @property
    def steps(self) -> tuple[FlowStep, ...]:
        """Return the steps in the order of the assessment."""
        return (self.consent, *self.service_data, self.service_group, self.levels, self.review, self.result)

    def text_question(self, question: str) -> TextQuestion | None:
        """Return the question of the service data with this id; None for other questions."""
        return next((item for item in self.service_data if item.id == question), None)

    def stores_text(self, question: str) -> bool:
        """Return whether an answer is stored as it was typed: service data, evidence and remarks."""
        return bool(self.text_question(question)) or question.startswith(NOTE_PREFIX) or question in REMARKS

    def has_private_answer(self, answers: Mapping[str, str]) -> bool:
        """Return whether an answer is given that shared links show only where the owner wishes so."""
        return any(item.is_private and answers.get(item.id) for item in self.service_data)


#: Characters of a description: it is read whole, in less than 50 ms, and Telegram's longest message is not much longer.
LONGEST_DESCRIPTION = 4000

FLOW = Flow(
    consent=Consent(WELCOME),
    service_data=(
        TextQuestion(SERVICE, words="words.named.service"),
        TextQuestion(AGENCY, words="words.named.agency"),
        TextQuestion(ASSESSOR, is_optional=True, is_private=True, words="words.named.assessor"),
        TextQuestion(
            DESCRIPTION,
            is_optional=True,
            is_multiline=True,
            max_length=LONGEST_DESCRIPTION,
            result_label="page.description",
            words="words.named.description",
        ),
    ),
    service_group=ServiceGroup(
        in_one_question=CHARACTERISTICS, from_list=GROUP_LIST, reason=GROUP_REASON, none_fits=GROUP_NONE
    ),
    levels=LevelQuestions(),
    review=Review(REVIEW),
    result=ResultStep(RESULT),
    side_questions=(
        SideQuestion("delete"),  # everything stored about the conversation
        SideQuestion("restart"),  # although too many unfinished assessments wait
        SideQuestion("replace"),  # the answer to an earlier question
        SideQuestion("guess"),  # whether a typed text meant an answer
        SideQuestion("move"),  # to a newer edition of the criteria
        SideQuestion("ticks", opens_in=(CHARACTERISTICS,)),  # several characteristics that hold
        SideQuestion("describe"),  # the description, to read answers from, before the review
        SideQuestion("told"),  # the answers that it tells, before the review
        SideQuestion("reuse", at_levels=True),  # whether the agency-wide answers of its last service hold
        SideQuestion("all_levels", opens_in=(REVIEW,), at_levels=True),  # as typed in one text
        SideQuestion("note", opens_in=(REVIEW,), at_levels=True),  # evidence and remarks
        SideQuestion("date", opens_in=(REVIEW,)),  # of the assessment
        SideQuestion("what_if", opens_in=(RESULT,)),
        SideQuestion(
            "continue",  # with a result, together with others
            opens_in=(RESULT,),
            leads_to=(
                SideQuestion("approval"),  # ask for approval of the result
                SideQuestion("handover", leads_to=(SideQuestion("offered"),)),  # to another owner
                SideQuestion("ask"),  # a colleague one question
            ),
        ),
        SideQuestion("answered"),  # what a colleague answered, to use it or not
        SideQuestion("colleague"),  # a question of another officer, by its code
        SideQuestion("receive"),  # a service that another officer hands over, by its code
        SideQuestion("decide"),  # on the approval of another officer's result, by its code
        SideQuestion("join"),  # a collection, by its code
        SideQuestion("collections", leads_to=(SideQuestion("collection"),)),  # what is given to which of them
        SideQuestion("batch_group", leads_to=(SideQuestion("batch"),)),  # the services of a table
        SideQuestion(
            "results",
            leads_to=(
                SideQuestion(
                    "result",
                    leads_to=(
                        SideQuestion("link"),  # its settings
                        SideQuestion("copy"),  # whether a group may see the form with the assessor's name
                        SideQuestion("forget"),  # delete this result
                    ),
                ),
                SideQuestion("portfolio"),  # the page of all services
            ),
        ),
    ),
)
