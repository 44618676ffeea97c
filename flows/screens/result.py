"""The result in the chat: the gap, what is met as a count, the group and its reason, both verdicts, and the link."""

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
from flows.screens.buttons import BACK, CONTINUE, CONTROL, WHAT_IF
from flows.screens.readings import reading_link, reading_remark, readings_of_step


def result_message(context: Context, view: ResultView, token: str, copy: str = "") -> Message:
    """Put a result into one message. `copy` is the token of the owner's copy; empty where none is offered."""
    text = context.text
    return Message(
        summary=text("result.summary", service=view.service, missing=len(view.missing), raises=len(view.raises)),
        title=text("result.title"),
        blocks=(
            Paragraph(view.service, Role.HEADING),
            *_gap(context, view),
            *_met(context, view),
            *_verdicts(context, view),
            *_since_last_time(context, view),
            *_about_assessor(context, view),
            *_remarks(context, view),
        ),
        choices=next_steps(context),
        links=result_links(context, token, view.service, view.group_id, copy),
        pages=reading_link(context, readings_of_step(context, "result")),
        picture=token,
    )


def provisional_message(context: Context, view: ResultView, token: str) -> Message:
    """Put a provisional result into one message: its stamp, the gap as far as it is known, and what is open."""
    text, open_names = context.text, [process.short for process in view.open]
    return Message(
        summary=f"{view.stamp}: {view.service}",
        title=view.stamp,
        blocks=(
            Paragraph(view.service, Role.HEADING),
            Paragraph(text("result.provisional"), Role.NOTICE),
            *_gap(context, view),
            *_met(context, view),
            *((Paragraph(text("result.open_processes", names=", ".join(open_names))),) if open_names else ()),
            Paragraph(text("result.group", id=view.group_id, name=view.group_short, reason=view.reason)),
            *_about_assessor(context, view),
            Paragraph(f"{text('edition.named', edition=view.edition)}\n{view.notice}", Role.REMARK),
        ),
        links=result_links(context, token, view.service, view.group_id),
    )


def _gap(context: Context, view: ResultView) -> tuple[Block, ...]:
    """Return the gap: what is missing and what is to be raised, each with what its recommended level requires."""
    text = context.text
    if not view.has_gap:
        return () if view.is_provisional else (Paragraph(text("result.no_gap"), Role.NOTICE),)
    missing = tuple(
        _row(process, text("result.recommended", level=process.recommended.name)) for process in view.missing
    )
    raises = tuple(
        _row(process, text("result.from_to", own=process.own.name, recommended=process.recommended.name))
        for process in view.raises
    )
    return (
        *((Section(text.plural("result.missing", len(missing)), missing),) if missing else ()),
        *((Section(text.plural("result.raises", len(raises)), raises),) if raises else ()),
    )


def _met(context: Context, view: ResultView) -> tuple[Block, ...]:
    """Return the numbers of the other processes: those that conform, and those that are absent as they may be."""
    counts = (("result.conforming", len(view.conforming)), ("result.absent", len(view.absent)))
    lines = [context.text.plural(key, count) for key, count in counts if count]
    return (Paragraph("\n".join(lines)),) if lines else ()


def _verdicts(context: Context, view: ResultView) -> tuple[Block, ...]:
    """Return the group with its reason, and both verdicts with their counts and remarks."""
    text = context.text
    verdicts = (
        Entry(text("result.processes_verdict"), view.processes_verdict_text),
        Entry(text("result.levels_verdict"), view.levels_verdict_text),
    )
    remarks = [remark for remark in (view.processes_remark, view.levels_remark) if remark]
    return (
        Paragraph(text("result.group", id=view.group_id, name=view.group_short, reason=view.reason)),
        Section(text("result.verdicts"), verdicts),
        Paragraph("\n".join(filter(None, (view.processes_count_text, view.levels_count_text, view.levels_reason)))),
        *(Paragraph(text("result.remark", remark=remark)) for remark in remarks),
    )


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
    return Entry(process.name, value, level=process.own.rank, detail=process.short_requirement)


def _about_assessor(context: Context, view: ResultView) -> tuple[Block, ...]:
    """Return who sees the private answers of the result, where it has some."""
    text = context.text
    if any(item.is_hidden for item in view.private_data):
        on_links = text("result.assessor_hidden")
    elif any(item.value for item in view.private_data):
        on_links = text("result.assessor_shown")
    else:
        return ()
    in_form = text("result.copy_in_group" if context.session.is_group else "result.copy_in_private")
    return (Paragraph(f"{on_links}\n{in_form}", Role.REMARK),)


def _remarks(context: Context, view: ResultView) -> tuple[Block, ...]:
    edition = context.text("edition.named", edition=view.edition)
    readings = reading_remark(context, readings_of_step(context, "result"))
    return (*readings, Paragraph(f"{edition}\n{view.notice}", Role.REMARK))


def next_steps(context: Context) -> tuple[Choice, ...]:
    """Return the choices after a result."""
    steps = (
        ("1", "what_if", WHAT_IF),
        ("2", "another", CONTROL + Command.RESTART),
        ("3", "change", BACK),
        ("4", "results", CONTROL + Command.RESULTS),
        ("5", "continue", CONTINUE),
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


def result_links(context: Context, token: str, service: str, group: str, copy: str = "") -> tuple[ResultLink, ...]:
    """Return the links of the result with this token: to open it, to hand in its form or the owner's copy, to share it.

    `copy` is the token of that copy.
    """
    text = context.text
    share_text = text("result.share_text", service=service, group=group)
    return (
        ResultLink(text("result.open"), token, LinkPurpose.OPEN),
        (
            ResultLink(text("result.copy"), copy, LinkPurpose.COPY)
            if copy
            else ResultLink(text("result.form"), token, LinkPurpose.FORM)
        ),
        ResultLink(text("result.share"), token, LinkPurpose.SHARE, share_text),
    )
