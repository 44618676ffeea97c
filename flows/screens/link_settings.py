"""The settings of a result's link: how long it opens, whether the assessor is named, how often it was opened."""

from flows.assessment.context import Context
from flows.i18n.dates import spoken_date
from flows.model.finished import CLOSED, FinishedEntry
from flows.model.messages import Message, Paragraph, Role, Style
from flows.model.session import Topic
from flows.screens.confirmation import CLOSE, SIDE, side_choice

SHOW_ASSESSOR, HIDE_ASSESSOR = "show_assessor", "hide_assessor"
CLOSE_LINK = "close_link"
AS_LONG_AS_KEPT = "days_all"
DAYS = {"days_7": 7, "days_30": 30, "days_90": 90}


def link_settings(scene: Context, item: FinishedEntry) -> Message:
    """What the link is like now, and what can be changed about it with one tap."""
    say, question = scene.say, f"{SIDE}{Topic.LINK}_{item.assessment}"
    name = say("link.assessor_shown" if item.shows_assessor else "link.assessor_hidden")
    lines = (_open(scene, item), name, say.plural("link.views", item.views))
    actions = (*DAYS, AS_LONG_AS_KEPT, HIDE_ASSESSOR if item.shows_assessor else SHOW_ASSESSOR, CLOSE_LINK)
    return Message(
        summary=say("link.title"),
        title=say("link.title"),
        blocks=(
            Paragraph(item.service, Role.HEADING),
            Paragraph("\n".join(lines)),
            Paragraph(say("link.text"), Role.REMARK),
        ),
        choices=(
            *(
                side_choice(scene, f"link.{action}", scene.press(action, question), number)
                for number, action in enumerate(actions, 1)
            ),
            side_choice(scene, f"link.{CLOSE}", scene.press(CLOSE, question), style=Style.PRIMARY),
        ),
    )


def _open(scene: Context, item: FinishedEntry) -> str:
    if item.open_until == CLOSED:
        return scene.say("link.is_closed")
    if item.open_until:
        return scene.say("link.open_until", date=spoken_date(item.open_until, scene.say))
    return scene.say.plural("link.open_as_long_as_kept", scene.rules.retention.result_days)
