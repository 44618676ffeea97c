"""What an owner decides about a result's link: until when it opens, and whether it names the assessor."""

from dataclasses import replace

from flows.dates import SECONDS_A_DAY
from flows.finished import CLOSED, Finished
from flows.moment import Moment
from flows.outcome import Outcome
from flows.prompts.link_settings import AS_LONG_AS_KEPT, CLOSE_LINK, DAYS, HIDE_ASSESSOR, SHOW_ASSESSOR
from flows.result import Result
from flows.scene import Scene
from flows.session import Topic, about


def open_settings(scene: Scene, item: Finished, moment: Moment) -> Outcome:
    """Show the settings, with how often the link was opened by now."""
    return Outcome(_shown(scene, replace(item, views=moment.views.get(item.token, item.views))))


def change_link(scene: Scene, item: Finished, result: Result, choice: str, moment: Moment) -> Outcome:
    """Apply a choice of the settings to the stored result, and show them again."""
    changed = _changed(replace(item, views=moment.views.get(item.token, item.views)), choice, moment)
    renewed = replace(result, open_until=changed.open_until, shows_assessor=changed.shows_assessor)
    return Outcome(_shown(scene, changed), notice=scene.say("link.saved"), renewed=(renewed,))


def _changed(item: Finished, choice: str, moment: Moment) -> Finished:
    if choice in {SHOW_ASSESSOR, HIDE_ASSESSOR}:
        return replace(item, shows_assessor=choice == SHOW_ASSESSOR)
    ends = {AS_LONG_AS_KEPT: 0, CLOSE_LINK: CLOSED}
    ends |= {name: moment.now + days * SECONDS_A_DAY for name, days in DAYS.items()}
    return replace(item, open_until=ends.get(choice, item.open_until))


def _shown(scene: Scene, item: Finished) -> Scene:
    return scene.with_session(scene.session.with_renewed(item)).asking(about(Topic.LINK, item.assessment))
