"""The gap that is left where something is supposed, beside the present one."""

from collections.abc import Iterator

from flows.assessment.context import Context
from flows.model.messages import Block, Entry, Paragraph, Section
from flows.standard.gap import Gap


def gap_blocks(context: Context, now: Gap, then: Gap) -> tuple[Block, ...]:
    """Return the counts before and after, the verdicts, and each process of the gap that is left."""
    text = context.text
    counts = (
        Entry(text("what_if.missing"), _from_to(context, len(now.missing), len(then.missing))),
        Entry(text("what_if.raises"), _from_to(context, len(now.raises), len(then.raises))),
    )
    verdicts = tuple(
        Entry(text(f"result.{name}_verdict"), text(f"verdict.{verdict.value}"))
        for name, verdict in (("processes", then.processes), ("levels", then.levels))
    )
    rows = (*_missing(context, then), *_raises(context, then))
    left = Section(text("what_if.left"), rows) if rows else Paragraph(text("result.no_gap"))
    return Section("", (*counts, *verdicts)), left


def _from_to(context: Context, now: int, then: int) -> str:
    key = "what_if.unchanged" if now == then else "what_if.from_to"
    return context.text(key, now=now, then=then)


def _missing(context: Context, gap: Gap) -> Iterator[Entry]:
    for process in gap.missing:
        yield Entry(context.criteria.process_by_id[process].short[context.language], context.text("status.missing"))


def _raises(context: Context, gap: Gap) -> Iterator[Entry]:
    language, criteria = context.language, context.criteria
    for item in gap.raises:
        own, recommended = criteria.level_by_id[item.own], criteria.level_by_id[item.recommended]
        levels = context.text("result.from_to", own=own.short[language], recommended=recommended.short[language])
        name = criteria.process_by_id[item.process].short[language]
        yield Entry(name, levels, level=criteria.level_rank[item.own])
