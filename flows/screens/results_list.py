"""The list of an officer's assessments, and one finished assessment with what can be done about it."""

from collections.abc import Iterator, Sequence

from flows.assessment.context import Context
from flows.i18n.dates import spoken_date
from flows.model.finished import FinishedEntry
from flows.model.messages import Choice, Entry, Message, Paragraph, ResultLink, Role, Section, Style
from flows.model.question_ids import RESULT, SERVICE, open_questions
from flows.model.session import Assessment, Topic
from flows.screens.confirmation import CLOSE, SIDE, side_choice
from flows.screens.parked_assessments import is_worth_keeping, service_of
from flows.screens.result_links import result_links

SHOWN = 10

AGAIN = "again"
WITHDRAW = "withdraw"
LINK = "link"
DELETE = "delete"
RESUME = "resume"
#: A choice of the list that leads to another part of it: this, and how many newer ones are passed over.
PAGE = "from_"
SHARE_ALL = "share_all"
OLDER = "older"
NEWER = "newer"


def results_list(scene: Context, before: int = 0) -> Message:
    """The unfinished assessments, then the finished ones: date, group and gap in a line each.

    The newest come first; `before` of them are passed over, and the older ones are behind a button.
    """
    say, finished = scene.say, _finished(scene)
    title, still = say("results.title"), _unfinished(scene)
    first = 1 + len(scene.session.parked) + before
    rows = tuple(_row(scene, number, item) for number, item in enumerate(finished[before : before + SHOWN], first))
    blocks = [Section(say("results.finished"), rows)] if rows else [Paragraph(say("results.none"))]
    close = Choice(
        label=say("results.go_on" if scene.state != RESULT else "results.to_result"),
        press=scene.press(CLOSE, SIDE + Topic.RESULTS),
        words=scene.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
    return Message(
        summary=title,
        title=title,
        blocks=(*still, *blocks),
        choices=(*_pages(scene, before, len(finished)), *_together(scene), close),
    )


def _together(scene: Context) -> Iterator[Choice]:
    """The way to one page of all services, where there is one to be shown."""
    if scene.session.finished.entries:
        yield side_choice(scene, "results.share_all", scene.press(SHARE_ALL, SIDE + Topic.RESULTS))


def _pages(scene: Context, before: int, count: int) -> Iterator[Choice]:
    """The way to older and newer ones, where there are more than a page holds."""
    starts = {OLDER: before + SHOWN, NEWER: before - SHOWN}
    for name, start in starts.items():
        if 0 <= start < count:
            yield side_choice(scene, f"results.{name}", scene.press(f"{PAGE}{start}", SIDE + Topic.RESULTS))


def _finished(scene: Context) -> list[FinishedEntry]:
    """The newest first; one that is being corrected stands among the unfinished."""
    waiting = {item.id for item in scene.session.parked}
    return [item for item in reversed(scene.session.finished.entries) if item.assessment not in waiting]


def waiting_card(scene: Context, item: Assessment) -> Message:
    """One unfinished assessment that waits: go on with it, or delete it; a corrected one has its result's links."""
    service, finished = service_of(scene, item), scene.session.finished.find(item.id)
    return Message(
        summary=service,
        title=service,
        blocks=(Paragraph(_left(scene, item)),),
        choices=_actions(scene, item.id, ((RESUME, Style.PRIMARY), (DELETE, Style.DANGER), (CLOSE, Style.NEUTRAL))),
        links=_links(scene, finished) if finished else (),
    )


def finished_card(scene: Context, item: FinishedEntry) -> Message:
    """One finished assessment: open, share, assess again, withdraw the link, delete."""
    quiet = [(action, Style.NEUTRAL) for action in (LINK, WITHDRAW)]
    actions = ((AGAIN, Style.PRIMARY), *quiet, (DELETE, Style.DANGER), (CLOSE, Style.NEUTRAL))
    return Message(
        summary=item.service,
        title=item.service,
        blocks=(Paragraph(_line(scene, item)), Paragraph(scene.say("results.actions"), Role.REMARK)),
        choices=_actions(scene, item.assessment, actions),
        links=_links(scene, item),
    )


def _links(scene: Context, item: FinishedEntry) -> tuple[ResultLink, ...]:
    return result_links(scene, item.token, item.service, item.group)


def _actions(scene: Context, assessment: str, actions: Sequence[tuple[str, Style]]) -> tuple[Choice, ...]:
    question = SIDE + f"{Topic.RESULT}_{assessment}"
    return tuple(
        side_choice(scene, f"results.{action}", scene.press(action, question), number, style)
        for number, (action, style) in enumerate(actions, 1)
    )


def _unfinished(scene: Context) -> tuple[Section, ...]:
    """The one in progress, then those that wait, each with a button behind it."""
    rows = []
    if is_worth_keeping(scene):
        rows.append(Entry(scene.assessment.answers[SERVICE], _left(scene, scene.assessment)))
    for number, item in enumerate(reversed(scene.session.parked), 1):
        press = scene.press(item.id, SIDE + Topic.RESULTS)
        rows.append(Entry(service_of(scene, item), _left(scene, item), number=str(number), press=press))
    return (Section(scene.say("results.in_progress"), tuple(rows)),) if rows else ()


def _left(scene: Context, item: Assessment) -> str:
    return scene.say.plural("results.open", len(open_questions(scene.criteria, item.answers)))


def _row(scene: Context, number: int, item: FinishedEntry) -> Entry:
    press = scene.press(item.assessment, SIDE + Topic.RESULTS)
    return Entry(item.service, _line(scene, item), number=str(number), press=press)


def _line(scene: Context, item: FinishedEntry) -> str:
    say = scene.say
    gap = say("results.gap", missing=item.missing, raises=item.raises)
    return say("results.row", date=spoken_date(item.finished_at, say), group=item.group, gap=gap)
