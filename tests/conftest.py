"""Fixtures that every test may use: the criteria and words that come with Radap, and the conversation by them."""

import pytest

from bot.resources import load_catalogues, load_criteria
from flows.criteria import Criteria
from flows.dialogue import Dialogue
from flows.scene import Retention
from flows.wording import Catalogues


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-transcripts", action="store_true", help="write the golden transcripts anew")


@pytest.fixture(scope="session")
def criteria() -> Criteria:
    return load_criteria(None)


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    return load_catalogues()


@pytest.fixture(scope="session")
def dialogue(criteria: Criteria, catalogues: Catalogues) -> Dialogue:
    return Dialogue(criteria, catalogues, Retention(session_days=180, result_days=365))
