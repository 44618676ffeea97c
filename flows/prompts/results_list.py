"""The list of an officer's assessments, and one finished assessment with what can be done about it."""

from flows.dates import spoken_date
from flows.message import Choice, Entry, LinkPurpose, Message, Paragraph, ResultLink, Role, Section, Style
from flows.prompts.side_question import SIDE
from flows.questions import RESULT, SERVICE, open_questions
from flows.scene import Scene
from flows.session import Finished, Topic

SHOWN = 10

CLOSE = "close"
AGAIN = "again"
WITHDRAW = "withdraw"
DELETE = "delete"


def results_list(scene: Scene) -> Message:
    """The open assessment, then the newest finished ones: date, group and gap in a line each."""
    say, finished = scene.say, tuple(reversed(scene.session.finished))[:SHOWN]
    title = say("results.title")
    rows = tuple(_row(scene, number, item) for number, item in enumerate(finished, 1))
    blocks = [Section(say("results.finished"), rows)] if rows else [Paragraph(say("results.none"))]
    still = _in_progress(scene)
    close = Choice(
        label=say("results.go_on" if scene.state != RESULT else "results.to_result"),
        tap=scene.tap(CLOSE, SIDE + Topic.RESULTS),
        words=scene.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
    return Message(summary=title, title=title, blocks=(*still, *blocks), choices=(close,))


def finished_card(scene: Scene, item: Finished) -> Message:
    """One finished assessment: open, share, assess again, withdraw the link, delete."""
    say, question = scene.say, SIDE + f"{Topic.RESULT}_{item.assessment}"
    actions = ((AGAIN, Style.PRIMARY), (WITHDRAW, Style.NEUTRAL), (DELETE, Style.DANGER), (CLOSE, Style.NEUTRAL))
    shared = say("result.share_text", service=item.service, group=item.group)
    return Message(
        summary=item.service,
        title=item.service,
        blocks=(Paragraph(_line(scene, item)), Paragraph(say("results.actions"), Role.REMARK)),
        choices=tuple(
            Choice(
                label=say(f"results.{action}"),
                tap=scene.tap(action, question),
                number=str(number),
                words=scene.rules.catalogues.words(f"words.results.{action}"),
                style=style,
            )
            for number, (action, style) in enumerate(actions, 1)
        ),
        links=(
            ResultLink(say("result.open"), item.token, LinkPurpose.OPEN),
            ResultLink(say("result.share"), item.token, LinkPurpose.SHARE, shared),
        ),
    )


def _in_progress(scene: Scene) -> tuple[Section, ...]:
    service = scene.assessment.answers.get(SERVICE)
    if not service or scene.state == RESULT:
        return ()
    count = len(open_questions(scene.criteria, scene.assessment.answers))
    return (Section(scene.say("results.in_progress"), (Entry(service, scene.say.plural("results.open", count)),)),)


def _row(scene: Scene, number: int, item: Finished) -> Entry:
    tap = scene.tap(item.assessment, SIDE + Topic.RESULTS)
    return Entry(item.service, _line(scene, item), number=str(number), tap=tap)


def _line(scene: Scene, item: Finished) -> str:
    say = scene.say
    gap = say("results.gap", missing=item.missing, raises=item.raises)
    return say("results.row", date=spoken_date(item.finished_at, say), group=item.group, gap=gap)
