"""The list of an officer's finished assessments."""

from flows.dates import spoken_date
from flows.message import Entry, LinkPurpose, Message, Paragraph, ResultLink, Section
from flows.scene import Scene
from flows.session import Finished

SHOWN = 10
LABEL_LENGTH = 28


def results_list(scene: Scene) -> Message:
    """The newest assessments first, each with its group, its gap and a link."""
    say, finished = scene.say, tuple(reversed(scene.session.finished))[:SHOWN]
    title = say("results.title")
    if not finished:
        return Message(summary=title, title=title, blocks=(Paragraph(say("results.none")),))
    rows = tuple(_row(scene, number, item) for number, item in enumerate(finished, 1))
    links = tuple(
        ResultLink(f"{number}. {_shortened(item.service)}", item.token, LinkPurpose.OPEN)
        for number, item in enumerate(finished, 1)
    )
    return Message(summary=title, title=title, blocks=(Section("", rows),), links=links)


def _row(scene: Scene, number: int, item: Finished) -> Entry:
    say = scene.say
    gap = say("results.gap", missing=item.missing, raises=item.raises)
    label = f"{number}. {item.service}"
    return Entry(label, say("results.row", date=spoken_date(item.finished_at, say), group=item.group, gap=gap))


def _shortened(name: str) -> str:
    return name if len(name) <= LABEL_LENGTH else name[: LABEL_LENGTH - 1].rstrip() + "…"
