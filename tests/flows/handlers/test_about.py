"""Questions about the standard are answered at any time, in one message, and the present question comes again."""

import pytest

from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Greeting, Text
from flows.model.messages import PageLink, Paragraph, PublicPage
from tests import worked_example
from tests.fakes.talk import Talk

THAI = (
    "/about",
    "เกี่ยวกับมาตรฐาน",
    "เกี่ยวกับ มาตรฐาน ครับ",
    "มสพร. 6-5 คืออะไร",
    "มสพร.6-5คืออะไร",
    "มสพร ๖-๕ คือ อะไรคะ",
    "มสพร. 6–5 คืออะไรนะครับ",
    "มสพร. 6-5 คืออะไรเหรอคะ",
    "มสพร คืออะไร?",
    "ต้องประเมินไหม",
    "ต้องประเมินมั้ยครับ",
    "จำเป็นต้องประเมินหรือไม่",
    "มาตรฐานนี้บังคับไหม",
    "มาตรฐานนี้ บังคับใช้ หรือเปล่า",
    "บังคับไหมคะ",
)
ENGLISH = (
    "/ABOUT",
    "about the standard",
    "What is this standard?",
    "what is this standard please",
    "What's this standard",
    "what is มสพร. 6-5",
    "Is it mandatory?",
    "Do we have to assess?",
)

#: What names a level, a service or a control keeps its meaning.
NOT_ABOUT = ("มาตรฐาน", "ระดับมาตรฐาน", "มาตรฐานครับ", "standard", "มาตรฐานคืออะไร", "คืออะไร", "ไม่มี")


def is_about(talk: Talk) -> bool:
    return any(page.page is PublicPage.ABOUT for message in talk.messages for page in message.pages)


@pytest.mark.parametrize("typed", [*THAI, *ENGLISH])
def test_the_question_is_understood_where_any_text_is_an_answer(dialogue: Engine, typed: str) -> None:
    talk = Talk(dialogue).to_service()
    state, asked = talk.state, talk.messages[-1]
    talk.type(typed)
    assert is_about(talk)
    assert (talk.state, talk.messages[-1], talk.answers.get("service")) == (state, asked, None)


@pytest.mark.parametrize("typed", [THAI[3], ENGLISH[2]])
def test_it_is_answered_at_every_question_and_changes_nothing(dialogue: Engine, typed: str) -> None:
    places = (Talk.to_service, Talk.to_characteristics, Talk.to_group_questions, Talk.to_levels, Talk.to_review)
    for place in (*places, Talk.to_result):
        talk = Talk(dialogue)
        place(talk)
        before, shown = talk.session, talk.messages[-1]
        talk.type(typed)
        assert is_about(talk), place.__name__
        assert len(talk.messages) == 2
        assert (talk.messages[-1].summary, talk.messages[-1].choices) == (shown.summary, shown.choices)
        assert talk.session == before


def test_a_side_question_is_asked_again(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    asked = talk.type("/delete")
    talk.type("มสพร. 6-5 คืออะไร")
    assert is_about(talk)
    assert talk.messages[-1] == asked


def test_it_is_no_note(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_review()
    talk.tap("!notes", "remark_levels")
    talk.type("มาตรฐานนี้บังคับไหม")
    assert is_about(talk)
    assert "มาตรฐานนี้บังคับไหม" not in talk.answers.values()


@pytest.mark.parametrize("typed", NOT_ABOUT)
def test_an_answer_is_no_question_about_the_standard(dialogue: Engine, typed: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(typed)
    assert not is_about(talk)


def test_a_service_whose_name_has_the_words_is_a_service(dialogue: Engine) -> None:
    for name in (worked_example.SERVICE, "บริการให้คำปรึกษาเกี่ยวกับมาตรฐานอาหาร", "Is it binding advice service"):
        talk = Talk(dialogue).to_service()
        talk.type(name)
        assert not is_about(talk)
        if talk.session and talk.session.pending:
            talk.type("ใช่")
        assert talk.answers["service"] == name


@pytest.mark.parametrize("language", [*Language])
def test_the_answer_has_every_short_section_and_one_link(dialogue: Engine, language: Language) -> None:
    talk = Talk(dialogue, language)
    talk.send(Text("/about"))
    about, welcome = talk.messages
    texts = [block.text for block in about.blocks if isinstance(block, Paragraph)]
    for section in dialogue.rules.criteria.about:
        assert {section.title[language], section.short[language]} <= set(texts)
    assert [(page.page, page.language) for page in about.pages] == [(PublicPage.ABOUT, language)]
    assert welcome.choices, "the first message of all may be this question"


def test_the_help_lists_it(dialogue: Engine) -> None:
    for language in Language:
        talk = Talk(dialogue, language)
        talk.send(Greeting())
        talk.type("/help")
        (text,) = [block.text for block in talk.messages[0].blocks if isinstance(block, Paragraph)]
        assert "/about" in text


@pytest.mark.parametrize("language", [*Language])
def test_the_welcome_leads_to_the_sample(dialogue: Engine, language: Language) -> None:
    talk = Talk(dialogue, language)
    talk.send(Greeting())
    label = dialogue.rules.catalogues[language]("welcome.example")
    assert PageLink(label, PublicPage.EXAMPLE, language) in talk.messages[-1].pages
