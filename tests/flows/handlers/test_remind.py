"""A typed wish to be reminded gets the calendar file and the page, on which another day is picked."""

import pytest

from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.messages import LinkPurpose
from tests.fakes.talk import Talk


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("เตือนให้ประเมินอีกครั้ง", Language.THAI),
        ("ช่วยเตือนให้ประเมินอีกครั้งหน่อยครับ", Language.THAI),
        ("remind me to assess again", Language.ENGLISH),
    ],
)
def test_a_finished_result_can_be_put_into_the_calendar(dialogue: Engine, text: str, language: Language) -> None:
    talk = Talk(dialogue, language).to_result()
    talk.type(text)
    (message,) = talk.messages
    assert [link.purpose for link in message.links] == [LinkPurpose.CALENDAR, LinkPurpose.OPEN]


def test_without_a_result_there_is_nothing_to_be_reminded_of(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("เตือนให้ประเมินอีกครั้ง")
    assert not any(link.purpose is LinkPurpose.CALENDAR for message in talk.messages for link in message.links)
