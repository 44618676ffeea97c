"""Switches the language of the conversation."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.i18n.language import Language


def switch_language(context: Context, named: Language | None = None) -> Outcome:
    """Go on in the named language, otherwise in the one after the present; whatever is asked stays."""
    chosen = named or _next(context.language)
    changed = context.with_session(context.session._replace(language=chosen))
    return Outcome(changed, notice=changed.text("language.changed"))


def _next(language: Language) -> Language:
    known = list(Language)
    return known[(known.index(language) + 1) % len(known)]
