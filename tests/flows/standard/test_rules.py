"""Every rule of the standard (tests/data/standard/rules.json) names where Radap keeps it; that place is there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from bot.config.data_files import criteria_file
from flows.i18n.language import Language
from tests.flows.standard.rules_page import PAGE, load_rules, render_page

TOP = Path(__file__).parents[3]
RULES = load_rules()
CRITERIA = json.loads(criteria_file().read_text("utf-8"))
FIELDS = {"id", "place", "rule", "reading", "kept_in"}


def message_ids(language: Language) -> Iterator[str]:
    for part in (TOP / "flows" / "catalogues" / language.value).glob("*.po"):
        with part.open("rb") as stream:
            for message in read_po(stream):
                yield message.id if isinstance(message.id, str) else message.id[0]


MESSAGES = {language: {*message_ids(language)} for language in Language}


def is_in_criteria(path: str, node: Any = CRITERIA) -> bool:
    """Return whether a dotted path leads anywhere; the items of a list go by their ids, some of which have a dot."""
    if not path:
        return True
    if isinstance(node, Sequence) and not isinstance(node, str):
        node = {item["id"]: item for item in node}
    if not isinstance(node, Mapping):
        return False
    return any(
        is_in_criteria(path.removeprefix(key).removeprefix("."), part)
        for key, part in node.items()
        if path == key or path.startswith(f"{key}.")
    )


def is_there(place: str) -> bool:
    kind, _, name = place.partition(":")
    match kind:
        case "criteria.json":
            return is_in_criteria(name)
        case "msgid":
            return all(name in known for known in MESSAGES.values())
        case "module":
            module, _, attribute = name.rpartition(".")
            return hasattr(import_module(module), attribute)
        case "file":
            return (TOP / name).is_file()
        case "test":
            file, _, test = name.partition("::")
            return f"def {test}(" in (TOP / file).read_text("utf-8")
    return False


def test_every_rule_has_an_id_of_its_own() -> None:
    assert len({rule["id"] for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_a_rule_is_kept_where_it_says(rule: dict[str, Any]) -> None:
    assert FIELDS <= rule.keys() <= FIELDS | {"wordings"}
    assert rule["rule"].endswith(".")
    assert rule["reading"] or "wordings" not in rule
    assert rule["kept_in"], "a rule that Radap does not keep"
    assert [place for place in rule["kept_in"] if not is_there(place)] == []
    assert not rule["reading"] or any(place.startswith("criteria.json:readings.") for place in rule["kept_in"])


@pytest.mark.parametrize("place", ["criteria.json:levels.best", "msgid:form.none", "module:flows.standard.gap.no", "x"])
def test_a_place_that_is_not_there_is_seen(place: str) -> None:
    assert not is_there(place)


def test_the_page_shows_every_rule(pytestconfig: pytest.Config) -> None:
    page = render_page(RULES)
    if pytestconfig.getoption("--renew-transcripts"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page
