"""The result in the chat: the group and its reason, both verdicts, the gap, the conforming processes, and the link."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import (
    Block,
    Choice,
    Entry,
    LinkPurpose,
    Message,
    Paragraph,
    ResultLink,
    Role,
    Section,
    Style,
)
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView
from flows.screens.buttons import BACK, CONTROL, WHAT_IF


def result_message(context: Context, view: ResultView, token: str) -> Message:
    """Put a result into one message."""
    text = context.text
    return Message(
        summary=text("result.summary", service=view.service, missing=len(view.missing), raises=len(view.raises)),
        title=text("result.title"),
        blocks=(
            *_heading(context, view),
            *_gap(context, view),
            *_since_last_time(context, view),
            *_conforming(context, view),
            *_remarks(context, view),
        ),
        choices=next_steps(context),
        links=result_links(context, token, view.service, view.group_id),
        picture=token,
    )


def _heading(context: Context, view: ResultView) -> tuple[Block, ...]:
    text = context.text
    verdicts = (
        Entry(text("result.processes_verdict"), view.processes_verdict_text),
        Entry(text("result.levels_verdict"), view.levels_verdict_text),
    )
    remarks = [remark for remark in (view.processes_remark, view.levels_remark) if remark]
    notes = tuple(Entry(process.short, process.evidence) for process in view.processes if process.evidence)
    return (
        Paragraph(view.service, Role.HEADING),
        Paragraph(text("result.group", id=view.group_id, name=view.group_short, reason=view.reason)),
        Section(text("result.verdicts"), verdicts),
        *(Paragraph(text("result.remark", remark=remark)) for remark in remarks),
        *((Section(text("note.evidence"), notes),) if notes else ()),
    )


def _gap(context: Context, view: ResultView) -> tuple[Block, ...]:
    text = context.text
    if not view.missing and not view.raises:
        return (Paragraph(text("result.no_gap"), Role.NOTICE),)
    missing = tuple(
        _row(process, text("result.recommended", level=process.recommended.name)) for process in view.missing
    )
    raises = tuple(
        _row(process, text("result.from_to", own=process.own.name, recommended=process.recommended.name))
        for process in view.raises
    )
    return (
        Section(text.plural("result.missing", len(missing)), missing),
        Section(text.plural("result.raises", len(raises)), raises),
    )


def _conforming(context: Context, view: ResultView) -> tuple[Block, ...]:
    rows = tuple(_row(process, process.own.name) for process in view.conforming)
    return (Section(context.text.plural("result.conforming", len(rows)), rows),)


def _since_last_time(context: Context, view: ResultView) -> tuple[Block, ...]:
    """Return the levels that rose, fell and stayed since the service was last assessed."""
    text, change = context.text, view.change
    if change is None:
        return ()
    rows = [
        Entry(text(f"result.{kind}"), ", ".join(process.short for process in processes))
        for kind, processes in (("rose", change.rose), ("fell", change.fell))
        if processes
    ]
    rows.append(Entry(text("result.stayed"), text.plural("result.stayed_count", len(change.stayed))))
    return (Section(text("result.since", date=change.since), tuple(rows)),)


def _row(process: ProcessView, value: str) -> Entry:
    return Entry(process.name, value, level=process.own.rank)


def _remarks(context: Context, view: ResultView) -> tuple[Block, ...]:
    edition = context.text("edition.named", edition=view.edition)
    return (Paragraph(f"{edition}\n{view.notice}", Role.REMARK),)


def next_steps(context: Context) -> tuple[Choice, ...]:
    """Return the choices after a result."""
    steps = (
        ("1", "what_if", WHAT_IF),
        ("2", "another", CONTROL + Command.RESTART),
        ("3", "change", BACK),
        ("4", "results", CONTROL + Command.RESULTS),
    )
    return tuple(
        Choice(
            label=context.text(f"result.{name}"),
            press=context.press(action),
            number=number,
            words=context.rules.catalogues.words(f"words.result.{name}"),
            style=Style.NEUTRAL,
        )
        for number, name, action in steps
    )


def result_links(context: Context, token: str, service: str, group: str) -> tuple[ResultLink, ...]:
    """Return the links of the result with this token: to open it, to hand in its form, to share it."""
    text = context.text
    share_text = text("result.share_text", service=service, group=group)
    return (
        ResultLink(text("result.open"), token, LinkPurpose.OPEN),
        ResultLink(text("result.form"), token, LinkPurpose.FORM),
        ResultLink(text("result.share"), token, LinkPurpose.SHARE, share_text),
    )
