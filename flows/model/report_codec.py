"""The report on a table as JSON values: its title, its blocks, and its links to templates."""

from typing import Any

from flows.model.messages import Block, Entry, LinkPurpose, Message, Paragraph, ResultLink, Role, Section


def report_to_plain(report: Message) -> list[Any]:
    """Return a report as JSON values. A paragraph is its text and its role, a section its title and its rows."""
    links = [[link.label, link.token] for link in report.links]
    return [report.title, report.summary, [_block_to_plain(block) for block in report.blocks], links]


def report_from_plain(plain: Any) -> Message:
    """Read the values of `report_to_plain`. Raises ValueError or TypeError for anything else."""
    title, summary, blocks, links = plain
    return Message(
        summary=summary,
        title=title,
        blocks=tuple(map(_block, blocks)),
        links=tuple(ResultLink(label, token, LinkPurpose.TEMPLATE) for label, token in links),
    )


def _block_to_plain(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return [block.text, block.role.value]
    return [block.title, [[entry.label, entry.detail] for entry in block.entries]]


def _block(plain: Any) -> Block:
    text, other = plain
    if isinstance(other, str):
        return Paragraph(text, Role(other))
    return Section(text, tuple(Entry(label, detail=detail) for label, detail in other))
