"""The settings of a result's link: until when it opens, whether its page names the assessor, whether paper has it."""

from dataclasses import replace
from enum import StrEnum

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.results import answer_after_deletion, results_list, withdrawable_result
from flows.i18n.dates import SECONDS_A_DAY, spoken_date
from flows.model.finished import LINK_CLOSED, FinishedEntry
from flows.model.messages import Message, Paragraph, Role, Style
from flows.model.pending import LinkSettings, Topic
from flows.model.step_context import StepInputs
from flows.screens.clipboard import copy_link
from flows.screens.confirmation import side_choice, side_question_id


class LinkChoice(StrEnum):
    """The choices for a link."""

    DAYS_7 = "days_7"
    DAYS_30 = "days_30"
    DAYS_90 = "days_90"
    AS_LONG_AS_KEPT = "days_all"
    SHOW_ASSESSOR = "show_assessor"
    HIDE_ASSESSOR = "hide_assessor"
    CLOSE_LINK = "close_link"
    PRINT_LINK = "print_link"
    NO_LINK = "no_link"
    CLOSE = "close"


DAYS = {LinkChoice.DAYS_7: 7, LinkChoice.DAYS_30: 30, LinkChoice.DAYS_90: 90}


def screen(context: Context, pending: LinkSettings) -> Message:
    """Show the settings, each of which is changed by one button; the list if the assessment is gone."""
    entry = context.session.finished.find(pending.assessment)
    return _settings(context, entry) if entry else results_list(context)


def answer(context: Context, pending: LinkSettings, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice to the stored result, and show the settings again."""
    entry = context.session.finished.find(pending.assessment)
    if entry is None:
        return answer_after_deletion(context, choice)
    if choice == LinkChoice.CLOSE:
        return Outcome(context)
    result = withdrawable_result(context, entry, inputs)
    if isinstance(result, Outcome):
        return result
    changed = _changed(_with_views(entry, inputs), LinkChoice(choice), inputs.now)
    renewed = replace(
        result,
        open_until=changed.open_until,
        shows_assessor=changed.shows_assessor,
        prints_link=changed.prints_link,
    )
    return Outcome(_with_settings(context, changed), notice=context.text("link.saved"), renewed=(renewed,))


def open_link_settings(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    """Show the settings of an entry's link, with its current view count."""
    return Outcome(_with_settings(context, _with_views(entry, inputs)))


def _with_views(entry: FinishedEntry, inputs: StepInputs) -> FinishedEntry:
    return replace(entry, views=inputs.views.get(entry.token, entry.views))


def _with_settings(context: Context, entry: FinishedEntry) -> Context:
    return context.with_session(context.session.with_renewed(entry)).with_pending(LinkSettings(entry.assessment))


def _changed(entry: FinishedEntry, choice: LinkChoice, now: int) -> FinishedEntry:
    if choice in {LinkChoice.SHOW_ASSESSOR, LinkChoice.HIDE_ASSESSOR}:
        return replace(entry, shows_assessor=choice is LinkChoice.SHOW_ASSESSOR)
    if choice in {LinkChoice.PRINT_LINK, LinkChoice.NO_LINK}:
        return replace(entry, prints_link=choice is LinkChoice.PRINT_LINK)
    ends = {LinkChoice.AS_LONG_AS_KEPT: 0, LinkChoice.CLOSE_LINK: LINK_CLOSED}
    ends |= {days_choice: now + days * SECONDS_A_DAY for days_choice, days in DAYS.items()}
    return replace(entry, open_until=ends[choice])


def _settings(context: Context, entry: FinishedEntry) -> Message:
    text, question = context.text, side_question_id(Topic.LINK, entry.assessment)
    assessor = text("link.assessor_shown" if entry.shows_assessor else "link.assessor_hidden")
    paper = text("link.on_paper" if entry.prints_link else "link.not_on_paper")
    lines = (_open_until(context, entry), assessor, paper, text.plural("link.views", entry.views))
    about_assessor = LinkChoice.HIDE_ASSESSOR if entry.shows_assessor else LinkChoice.SHOW_ASSESSOR
    about_paper = LinkChoice.NO_LINK if entry.prints_link else LinkChoice.PRINT_LINK
    choices = (*DAYS, LinkChoice.AS_LONG_AS_KEPT, about_assessor, LinkChoice.CLOSE_LINK, about_paper)
    close = context.press(LinkChoice.CLOSE.value, question)
    return Message(
        summary=text("link.title"),
        title=text("link.title"),
        blocks=(
            Paragraph(entry.service, Role.HEADING),
            Paragraph("\n".join(lines)),
            Paragraph(text("link.text"), Role.REMARK),
        ),
        choices=(
            *(
                side_choice(context, f"link.{choice}", context.press(choice.value, question), number)
                for number, choice in enumerate(choices, 1)
            ),
            side_choice(context, f"link.{LinkChoice.CLOSE}", close, style=Style.PRIMARY),
        ),
        links=(copy_link(context, entry.token),),
    )


def _open_until(context: Context, entry: FinishedEntry) -> str:
    if entry.open_until == LINK_CLOSED:
        return context.text("link.is_closed")
    if entry.open_until:
        return context.text("link.open_until", date=spoken_date(entry.open_until, context.text))
    return context.text.plural("link.open_as_long_as_kept", context.rules.retention.result_days)
