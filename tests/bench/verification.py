"""Verifies that every officer of a run got the right result: a fast wrong answer is a failure."""

import re
from collections.abc import Sequence

import aiohttp

from tests.bench.expected import expected_gap
from tests.bench.officers import LEVELS, Officer
from tests.bench.program import Running

TOKEN = re.compile(r"/r/([A-Za-z0-9_-]{22})")
LINE_OF_PEER = re.compile(r"missing=([\w,]*) raise=([\w>,]*)")
CODES = {"-": 0, "I": 1, "S": 2, "A": 3}


async def verify(officers: Sequence[Officer], program: Running, http: aiohttp.ClientSession, name: str) -> None:
    """Compare the end of each chat with the tables. Raises AssertionError."""
    for officer in officers:
        found = await _of_radap(officer, program, http) if name == "Radap" else _of_peer(officer)
        assert found == expected_gap(officer.script), f"{name}: a wrong result"


async def _of_radap(officer: Officer, program: Running, http: aiohttp.ClientSession) -> tuple[list[str], list[str]]:
    """Read the result from the data behind the link in the chat."""
    link = TOKEN.search(officer.said())
    assert link, "no link in the answer"
    async with http.get(f"{program.address}/r/{link[1]}.json") as answer:
        data = await answer.json()
    return data["missing"], [f"{item['process']}>{LEVELS[CODES[item['to']]]}" for item in data["raise"]]


def _of_peer(officer: Officer) -> tuple[list[str], list[str]]:
    """Read the result from the last message."""
    line = LINE_OF_PEER.search(officer.said())
    assert line, "no result in the answer"
    missing, raises = ([item for item in part.split(",") if item] for part in line.groups())
    return missing, raises


def result_tokens(officers: Sequence[Officer]) -> list[str]:
    """Return the tokens of the results in the chats."""
    return [link[1] for officer in officers if (link := TOKEN.search(officer.said()))]
