"""The links of a result in the chat: to open it, to hand in its form, to pass it on."""

from flows.assessment.context import Context
from flows.model.messages import LinkPurpose, ResultLink


def result_links(scene: Context, token: str, service: str, group: str) -> tuple[ResultLink, ...]:
    """The links of the result with this token, in the order of their buttons."""
    say = scene.say
    return (
        ResultLink(say("result.open"), token, LinkPurpose.OPEN),
        ResultLink(say("result.form"), token, LinkPurpose.FORM),
        ResultLink(
            say("result.share"), token, LinkPurpose.SHARE, say("result.share_text", service=service, group=group)
        ),
    )
