"""Officers' texts are only in their sessions; the matching caches only fixed words."""

import json

import pytest

from bot.config.data_files import criteria_file
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Text
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests import worked_example
from tests.fakes.counted_calls import counted_calls
from tests.fakes.kept_in_memory import holders
from tests.fakes.talk import Talk

PROCESSES = 40


def long_criteria() -> Criteria:
    """Return criteria with more processes than any known standard has."""
    plain = json.loads(criteria_file().read_text("utf-8"))
    known = plain["processes"]
    plain["asked_together"] = []
    plain["processes"] = [_copied(known[number % len(known)], number) for number in range(PROCESSES)]
    for table in plain["tables"].values():
        for group, cells in table.items():
            table[group] = " ".join((cells.split() * PROCESSES)[:PROCESSES])
    plain["example"]["levels"] = " ".join((plain["example"]["levels"].split() * PROCESSES)[:PROCESSES])
    plain["asked_together"] = []
    return parse_criteria(json.dumps(plain))


def _copied(process: dict[str, object], number: int) -> dict[str, object]:
    names = {key: {tag: f"{process[key][tag][:20]} {number}" for tag in ("th", "en")} for key in ("name", "short")}  # type: ignore[index]
    return {**process, **names, "id": f"process{number}"}


@pytest.mark.parametrize("language", list(Language))
def test_no_typed_text_stays_in_the_engine(dialogue: Engine, language: Language) -> None:
    name = f"somchai-jaidee-{language.value}"
    talk = Talk(dialogue, language)
    talk.to_service()
    talk.type(f"service {name}", f"agency {name}", f"assessor {name}", f"about {name}", f"something else {name}")
    talk.tap(worked_example.CHARACTERISTIC, *["standard"] * len(dialogue.rules.criteria.processes))
    talk.type(name, f"no row is called {name}", f"/{name}")
    talk.tap("confirm")
    talk.type("/results", name, f"service {name}", "/delete", name)
    assert holders(name), "the session is still here"
    del talk
    assert holders(name) == []


def test_a_typed_text_is_compared_with_cached_fixed_words(catalogues: Catalogues) -> None:
    talk = Talk(Engine(long_criteria(), catalogues, Retention(session_days=180, result_days=365)))
    talk.to_review("S" * PROCESSES)
    talk.type("a first text")
    with counted_calls("normalize") as calls:
        talk.send(Text("a second text"))
    # The text, and the labels and numbers on screen; not the 4,000 words that name the rows.
    assert 0 < len(calls) < 10 * PROCESSES
