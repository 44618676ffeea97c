"""What an owner decides about a result's link: until when it opens, and whether it names the assessor."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.finished import CLOSED, FinishedEntry
from flows.model.result import Result
from flows.model.session import Topic, about
from flows.model.step_context import StepInputs
from flows.screens.link_settings import AS_LONG_AS_KEPT, CLOSE_LINK, DAYS, HIDE_ASSESSOR, SHOW_ASSESSOR


def open_settings(scene: Context, item: FinishedEntry, moment: StepInputs) -> Outcome:
    """Show the settings, with how often the link was opened by now."""
    return Outcome(_shown(scene, replace(item, views=moment.views.get(item.token, item.views))))


def change_link(scene: Context, item: FinishedEntry, result: Result, choice: str, moment: StepInputs) -> Outcome:
    """Apply a choice of the settings to the stored result, and show them again."""
    changed = _changed(replace(item, views=moment.views.get(item.token, item.views)), choice, moment)
    renewed = replace(result, open_until=changed.open_until, shows_assessor=changed.shows_assessor)
    return Outcome(_shown(scene, changed), notice=scene.say("link.saved"), renewed=(renewed,))


def _changed(item: FinishedEntry, choice: str, moment: StepInputs) -> FinishedEntry:
    if choice in {SHOW_ASSESSOR, HIDE_ASSESSOR}:
        return replace(item, shows_assessor=choice == SHOW_ASSESSOR)
    ends = {AS_LONG_AS_KEPT: 0, CLOSE_LINK: CLOSED}
    ends |= {name: moment.now + days * SECONDS_A_DAY for name, days in DAYS.items()}
    return replace(item, open_until=ends.get(choice, item.open_until))


def _shown(scene: Context, item: FinishedEntry) -> Context:
    return scene.with_session(scene.session.with_renewed(item)).asking(about(Topic.LINK, item.assessment))
