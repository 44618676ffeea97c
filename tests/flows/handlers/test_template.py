"""`/template` gives the workbook for many services, empty or filled."""

import pytest

from flows.engine import Engine
from flows.model.events import Text
from flows.model.member import Member
from flows.model.messages import LinkPurpose, PublicPage
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


@pytest.mark.parametrize("words", ["/template", "แม่แบบ", "ขอแม่แบบครับ"])
def test_the_empty_one_is_offered_at_any_question(talk: Talk, words: str) -> None:
    talk.to_levels()
    state, answers = talk.state, talk.answers
    talk.type(words)
    (message,) = talk.messages
    assert [page.page for page in message.pages] == [PublicPage.TEMPLATE]
    assert message.links == ()
    assert (talk.state, talk.answers) == (state, answers)
    talk.type("มาตรฐาน")
    assert talk.answers[state] == "standard"


def test_the_filled_one_is_behind_the_page_of_all_services(talk: Talk) -> None:
    talk.to_result()
    talk.type("แม่แบบ")
    (link,) = talk.messages[0].links
    assert (link.purpose, link.is_portfolio) == (LinkPurpose.TEMPLATE, True)
    assert talk.session is not None
    assert talk.session.portfolio == link.token
    talk.type("แม่แบบ")
    assert talk.messages[0].links[0].token == link.token
    talk.type("/results")
    talk.tap("share_all")
    assert talk.messages[-1].links[0].token == link.token


def test_in_a_group_only_who_started_everything_gets_the_filled_one(talk: Talk) -> None:
    talk.member = Member("m1", "สมชาย")
    talk.to_result()
    talk.member = Member("m2", "สมหญิง")
    talk.send(Text("แม่แบบ"))
    assert talk.messages[0].links == ()
    talk.member = Member("m1", "สมชาย")
    talk.send(Text("แม่แบบ"))
    assert len(talk.messages[0].links) == 1
