"""The choice of the conversation's language."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.i18n.language import Language
from flows.model.messages import Choice, Message, Paragraph
from flows.model.pending import Topic
from flows.screens.confirmation import side_question_id


def screen(context: Context) -> Message:
    """Ask for the language. Each is named in its own words, for an officer who cannot read the current one."""
    wordings = context.rules.catalogues.all
    return Message(
        summary=context.text("language.title"),
        title=context.text("language.title"),
        blocks=(Paragraph("\n".join(text("language.text") for text in wordings)),),
        choices=tuple(
            Choice(
                label=text("language.name"),
                press=context.press(text.language.value, side_question_id(Topic.LANGUAGE)),
                number=str(number),
                words=(text.language.value, *text.words("words.language")),
                chosen=text.language is context.language,
            )
            for number, text in enumerate(wordings, 1)
        ),
    )


def answer(context: Context, choice: str) -> Outcome:
    """Switch to the chosen language."""
    changed = context.with_session(context.session._replace(language=Language(choice)))
    return Outcome(changed, notice=changed.text("language.changed"))
