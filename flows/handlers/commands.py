"""The commands that work everywhere."""

from typing import assert_never

from flows.actions.language import switch_language
from flows.actions.new_assessment import start_another
from flows.actions.open_batch import wants_batch
from flows.actions.own_share import own_share
from flows.actions.owners_copy import is_in_group
from flows.actions.permissions import may_delete_all, may_withdraw
from flows.actions.shared_deletion import shared_links
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs import continue_with_result, describe
from flows.dialogs.ask_colleague import ask_colleague, show_answers
from flows.dialogs.collection_list import open_collections
from flows.dialogs.hand_over import hand_over
from flows.dialogs.owners_copy import request_form
from flows.dialogs.request_approval import request_approval
from flows.model.data_export import export_data
from flows.model.events import Command
from flows.model.link import Link, LinkKind
from flows.model.messages import Choice, LinkPurpose, Message, PageLink, Paragraph, PublicPage, ResultLink
from flows.model.pending import ConfirmDeleteAll, ConfirmRestart, ResultsPage
from flows.model.question_ids import WELCOME
from flows.model.step_context import StepInputs
from flows.screens.about import about_message
from flows.screens.buttons import CONTROL
from flows.screens.parked_assessments import has_room, has_service_name

#: The question id in the buttons of the help, which work at any question of their assessment.
HELP_BUTTONS = "help"
EXPLAINED_COMMANDS = (
    Command.BACK,
    Command.RESULTS,
    Command.FORM,
    Command.RESTART,
    Command.ABOUT,
    Command.EXPORT,
    Command.DELETE,
)


def run_command(context: Context, command: Command, inputs: StepInputs) -> Outcome:  # noqa: C901, PLR0911, PLR0912 - one case a command
    """Carry out a command."""
    match command:
        case Command.START:
            return greet(context)
        case Command.BACK:
            return go_back(context)
        case Command.FORWARD:
            return go_forward(context)
        case Command.RESTART:
            return _restart(context, inputs)
        case Command.HELP:
            return _help(context)
        case Command.ABOUT:
            return Outcome(context, before=(about_message(context),))
        case Command.RESULTS:
            return Outcome(context.with_pending(ResultsPage()))
        case Command.FORM:
            return request_form(context, inputs)
        case Command.LANGUAGE:
            return switch_language(context)
        case Command.DELETE:
            return _delete(context)
        case Command.EXPORT:
            return _export(context, inputs)
        case Command.TEMPLATE:
            return _template(context, inputs)
        case Command.DESCRIBE:
            return describe.ask(context)
        case Command.COLLECTIONS:
            return open_collections(context)
        case Command.CONTINUE | Command.ASK | Command.ANSWERS | Command.HAND_OVER | Command.APPROVE:
            return _with_others(context, command, inputs)
        case _:
            assert_never(command)


def _with_others(context: Context, command: Command, inputs: StepInputs) -> Outcome:
    """Do something with colleagues. In a group codes would be seen by everybody."""
    if is_in_group(context):
        return Outcome(context, notice=context.text("code.in_private"))
    if command in {Command.ASK, Command.ANSWERS}:
        return ask_colleague(context, inputs) if command is Command.ASK else show_answers(context, inputs)
    if command is Command.HAND_OVER:
        return hand_over(context, inputs)
    return request_approval(context, inputs) if command is Command.APPROVE else continue_with_result.open_menu(context)


def greet(context: Context) -> Outcome:
    """Greet an officer who opens a conversation again."""
    return Outcome(context, notice="" if context.state == WELCOME else context.text("notice.welcome_back"))


def go_back(context: Context) -> Outcome:
    """Go back one question; in a side question, just close it."""
    if context.session.pending:
        return Outcome(context.with_pending(None))
    position = context.position()
    moved = context.rules.navigation.back(position)
    return Outcome(context.with_position(position), notice="" if moved else context.text("notice.first_question"))


def go_forward(context: Context) -> Outcome:
    """Go from an answered question to the next open one; its answer stays."""
    position = context.position()
    moved = context.rules.navigation.forward(position)
    return Outcome(context.with_position(position), notice="" if moved else context.text("notice.answer_first"))


def _restart(context: Context, inputs: StepInputs) -> Outcome:
    """Begin a new assessment; ask first if a parked one would be dropped, or if a group works on the present one."""
    if has_room(context):
        is_shared = context.member is not None and has_service_name(context)
        return Outcome(context.with_pending(ConfirmRestart())) if is_shared else start_another(context, inputs)
    if not may_withdraw(context, context.session.parked[0].started_by):
        return Outcome(context, notice=context.text("parking.full"))
    return Outcome(context.with_pending(ConfirmRestart()))


def _delete(context: Context) -> Outcome:
    if not may_delete_all(context) and not own_share(context):
        return Outcome(context, notice=context.text("member.only_starter_deletes"))
    return Outcome(context.with_pending(ConfirmDeleteAll()))


def _export(context: Context, inputs: StepInputs) -> Outcome:
    """Export everything that is stored; the link is valid for an hour."""
    if asked := wants_batch(context, inputs):
        return asked
    tokens = tuple(item.token for item in context.session.finished.entries)
    if missing := tuple(token for token in tokens if token not in inputs.results):
        return Outcome(context, wanted=missing)
    shared = tuple(link for link in shared_links(context.session) if link not in inputs.shared)
    if shared:
        return Outcome(context, wanted_links=shared)
    text, exported = context.text, export_data(context.session, inputs)
    message = Message(
        summary=text("export.title"),
        title=text("export.title"),
        blocks=(Paragraph(text("export.text")),),
        links=(ResultLink(text("export.open"), exported.token, LinkPurpose.EXPORT),),
    )
    kept = context.with_session(context.session._replace(exported=exported.token))
    earlier = (Link(LinkKind.EXPORT, context.session.exported),) if context.session.exported else ()
    return Outcome(kept, before=(message,), exported=exported, withdrawn=earlier)


def _template(context: Context, inputs: StepInputs) -> Outcome:
    """Give the workbook for many services: empty, and filled with the finished ones where the page of all may be shown.

    The filled one is behind the link of that page, which is made for it if there is none.
    """
    text, session = context.text, context.session
    is_filled = bool(session.finished.entries) and may_delete_all(context)
    token = session.portfolio or (inputs.token if is_filled else "")
    filled = ResultLink(text("template.filled"), token, LinkPurpose.TEMPLATE, is_portfolio=True)
    keys = ("template.offer", "template.in_group") if session.is_group else ("template.offer",)
    message = Message(
        summary=text("template.offer"),
        title=text("template.title"),
        blocks=tuple(Paragraph(text(key)) for key in keys),
        links=(filled,) if is_filled else (),
        pages=(PageLink(text("template.empty"), PublicPage.TEMPLATE, context.language),),
    )
    return Outcome(context.with_session(session._replace(portfolio=token)), before=(message,), brief=True)


def _help(context: Context) -> Outcome:
    """Explain, with a button for each of the common commands."""
    text = context.text
    keys = ("help.text", "member.how_to_type") if context.session.is_group else ("help.text",)
    message = Message(
        summary=text("help.title"),
        title=text("help.title"),
        blocks=tuple(Paragraph(text(key)) for key in keys),
        choices=tuple(
            Choice(label=text(f"help.{command}"), press=context.press(CONTROL + command, HELP_BUTTONS))
            for command in EXPLAINED_COMMANDS
        ),
    )
    return Outcome(context, before=(message,))
