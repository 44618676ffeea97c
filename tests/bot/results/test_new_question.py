"""A question that is added to the service data, as docs/how-a-turn-works.md says: it appears wherever the others do."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from bot.config.data_files import load_catalogues
from bot.storage.store import Store
from flows.assessment.context import Retention
from flows.assessment.flow import FLOW
from flows.assessment.flow_steps import TextQuestion
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.messages import Message, Section
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_files import SCHEMA, files, squeezed
from tests.bot.results.test_page import texts
from tests.fakes.talk import Talk
from tests.fakes.web import website

CATALOGUES = Path(__file__).parents[3] / "flows" / "catalogues"
QUESTION, TITLE, ASKED, EXPECTED = "ministry", "Ministry", "Which ministry?", "Type the name."
ANSWER = "กระทรวงตัวอย่าง"
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
TEXTS = "".join(
    f'\nmsgid "{QUESTION}.{part}"\nmsgstr "{text}"\n'
    for part, text in (("title", TITLE), ("text", ASKED), ("placeholder", EXPECTED))
)


@pytest.fixture(params=[False, True], ids=["one line", "several lines"])
def question(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> TextQuestion:
    """The line in flow.py."""
    added = TextQuestion(QUESTION, is_multiline=request.param)
    monkeypatch.setitem(vars(FLOW), "service_data", (*FLOW.service_data, added))
    return added


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogues:
    """The catalogues with the question's texts."""
    shutil.copytree(CATALOGUES, tmp_path / "catalogues")
    for language in Language:
        (tmp_path / "catalogues" / language.value / "added.po").write_text(HEADER + TEXTS, "utf-8")
    monkeypatch.setattr("bot.config.catalogue_files.files", lambda _: tmp_path)
    return load_catalogues()


@pytest.fixture
def talk(question: TextQuestion, criteria: Criteria, words: Catalogues) -> Talk:
    """A conversation with the new question on screen."""
    talk = Talk(Engine(criteria, words, Retention(session_days=180, result_days=365))).to_service()
    while talk.state != question.id:
        talk.type(worked_example.SERVICE)
    return talk


def to_review(talk: Talk) -> Message:
    talk.type(ANSWER)
    by_code = talk.dialogue.rules.criteria.level_by_code
    return talk.tap(worked_example.CHARACTERISTIC, *(by_code[code].id for code in worked_example.LEVELS))


def test_it_is_asked_in_the_chat_and_listed_in_the_review(talk: Talk) -> None:
    (asked,) = talk.messages
    assert (asked.title, asked.summary, asked.placeholder) == (TITLE, ASKED, EXPECTED)
    listed = [entry for block in to_review(talk).blocks if isinstance(block, Section) for entry in block.entries]
    assert (TITLE, ANSWER) in {(entry.label, entry.value) for entry in listed}


async def test_its_answer_is_on_the_page_and_in_every_file(
    talk: Talk, store: Store, criteria: Criteria, words: Catalogues
) -> None:
    to_review(talk)
    talk.tap("confirm")
    (result,) = talk.published.values()
    async with website(store, criteria, words) as client:
        made = await files(client, store, result)
    for text in (texts(made.page), made.form):
        assert squeezed(ANSWER) in squeezed(text)
        assert TITLE in text
    assert made.facts[TITLE] == ANSWER
    data = json.loads(made.data)
    assert data[QUESTION] == ANSWER
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))


def test_no_question_has_the_name_of_another_field_of_the_json() -> None:
    fields = json.loads(SCHEMA.read_text("utf-8"))["properties"]
    taken = {name for name, field in fields.items() if field != {"type": "string"}}
    assert not taken & {question.id for question in FLOW.service_data}
