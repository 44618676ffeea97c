"""Two editions side by side in the chat: names, demands, gaps and suppositions are those of the assessment's own."""

import orjson
import pytest

from bot.channels.browser.messages import PageRenderer
from bot.channels.common.render_cache import RenderCache
from bot.channels.line.flex_message import FlexRenderer
from bot.channels.telegram.html import MessageTemplate, render_messages
from bot.shared.links import Links
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.messages import Message, Section
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.second_edition import (
    EDITION,
    EDITION_NAME,
    GROUP_SHORT,
    IDENTITY_SHORT,
    MISSING,
    RAISES,
    second_edition,
)
from tests.fakes.talk import Talk

LINKS = Links("https://radap.example.go.th")
FIRST_RAISES = tuple(process for process, _, _ in worked_example.RAISES)


@pytest.fixture
def newer(catalogues: Catalogues, criteria: Criteria) -> Engine:
    """The second edition in use; the first one is loaded."""
    engine = Engine(second_edition(), catalogues, Retention(180, 365))
    engine.add_edition(criteria)
    return engine


def shown(talk: Talk) -> str:
    return str(talk.messages)


def gap_of(talk: Talk, criteria: Criteria) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is missing and what is to be raised in the newest result, by these criteria."""
    view = view_result(criteria, talk.published[talk.listed[-1].token], talk.dialogue.rules.catalogues[talk.language])
    return tuple(item.id for item in view.missing), tuple(item.id for item in view.raises)


def test_an_assessment_of_the_first_edition_is_finished_by_it_to_the_last_word(
    dialogue: Engine, newer: Engine, criteria: Criteria
) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard")
    talk.dialogue = newer
    talk.type("/help")
    talk.tap("no")
    assert criteria.process_by_id["identity"].levels["standard"].short.th in shown(talk)
    assert IDENTITY_SHORT["th"] not in shown(talk)
    talk.tap(*(criteria.level_by_code[code].id for code in worked_example.LEVELS[1:]))
    assert criteria.group_by_id[worked_example.GROUP].short.th in shown(talk)
    talk.tap("confirm")
    assert gap_of(talk, criteria) == (worked_example.MISSING, FIRST_RAISES)
    assert (talk.listed[-1].missing, talk.listed[-1].raises) == (1, 2)
    assert GROUP_SHORT["th"] not in shown(talk)


def test_an_assessment_that_moves_over_is_finished_by_the_second_edition(
    dialogue: Engine, newer: Engine, criteria: Criteria
) -> None:
    talk = Talk(dialogue).to_review()
    talk.dialogue = newer
    talk.type("/help")
    talk.tap("yes")
    assert talk.state == "level_identity"
    assert IDENTITY_SHORT["th"] in shown(talk)
    assert criteria.process_by_id["identity"].levels["standard"].short.th not in shown(talk)
    talk.tap("initial")
    assert GROUP_SHORT["th"] in shown(talk)
    talk.tap("confirm")
    assert gap_of(talk, newer.rules.criteria) == (MISSING, RAISES)
    assert (talk.listed[-1].missing, talk.listed[-1].raises) == (0, 1)


def test_what_if_supposes_by_the_edition_of_the_result(dialogue: Engine, newer: Engine) -> None:
    first = Talk(dialogue).to_result()
    first.dialogue = newer
    first.tap("!what_if", "level_search", "none")
    second = Talk(newer).to_result()
    second.tap("!what_if", "level_search", "none")
    tracking = dialogue.rules.criteria.process_by_id["tracking"].short.th
    assert tracking in left(first)
    assert tracking not in left(second)


def left(talk: Talk) -> list[str]:
    """The processes of the gap that the what-if dialog shows."""
    sections = [block for block in talk.messages[0].blocks if isinstance(block, Section)]
    title = talk.dialogue.rules.catalogues[talk.language]("what_if.left")
    return [entry.label for section in sections if section.title == title for entry in section.entries]


def test_a_service_that_is_assessed_again_by_the_second_edition_is_compared_with_the_first(
    dialogue: Engine, newer: Engine
) -> None:
    talk = Talk(dialogue).to_result()
    talk.dialogue = newer
    talk.now += 86_400
    talk.type("/results", "1")
    talk.tap("again")
    assert EDITION_NAME["th"] in talk.notices
    assert talk.state == "review"
    talk.tap("level_tracking", "standard", "confirm")
    again = talk.published[talk.listed[-1].token]
    assert again.edition == EDITION
    view = view_result(newer.rules.criteria, again, newer.rules.catalogues[Language.THAI])
    assert view.change is not None
    assert [item.id for item in view.change.rose] == ["tracking"]
    assert view.change.fell == ()
    assert len(view.change.stayed) == 11
    assert view.change.since == "1 ม.ค. 2567"


def test_assessing_again_by_the_same_edition_says_nothing_of_editions(newer: Engine) -> None:
    talk = Talk(newer).to_result()
    talk.type("/results", "1")
    talk.tap("again")
    assert EDITION_NAME["th"] not in talk.notices


def level_question(engine: Engine) -> tuple[Message, ...]:
    """The question about identity, which is the same for everybody by one edition."""
    talk = Talk(engine).to_levels()
    talk.tap("standard")
    assert talk.state == "level_identity"
    assert talk.messages[0].cache_key
    return talk.messages


@pytest.mark.parametrize("renderer", [FlexRenderer, PageRenderer])
def test_the_caches_of_line_and_the_browser_do_not_mix_the_editions(
    dialogue: Engine, newer: Engine, renderer: type[FlexRenderer | PageRenderer]
) -> None:
    """One worker answers by both, with one cache."""
    cached = renderer(LINKS)
    for messages in (level_question(dialogue), level_question(newer)) * 2:
        alone = orjson.dumps(renderer(LINKS).reply(messages, "abc123"))
        assert orjson.dumps(cached.reply(messages, "abc123")) == alone


def test_the_cache_of_telegram_does_not_mix_the_editions(dialogue: Engine, newer: Engine) -> None:
    cache = RenderCache(lambda messages: [*map(MessageTemplate, render_messages(messages, LINKS, ""))])
    for messages in (level_question(dialogue), level_question(newer)) * 2:
        texts = [part.filled("abc123").html for part in cache.get(messages)]
        assert texts == [part.html for part in render_messages(messages, LINKS, "abc123")]


def test_a_screen_of_the_other_edition_is_not_taken_from_the_cache(dialogue: Engine, newer: Engine) -> None:
    """The first edition has the same states: its screens stand in a cache of their own."""
    level_question(newer)
    running = Talk(dialogue).to_levels()
    running.dialogue = newer
    running.type("/help")
    running.tap("no", "standard")
    assert running.state == "level_identity"
    assert IDENTITY_SHORT["th"] not in shown(running)
