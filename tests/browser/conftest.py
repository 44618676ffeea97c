"""Fixtures for the tests in Chromium: the whole server, and browsers that call it."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.fakes.running_server import running_server

NAMES = (os.environ.get("CHROMIUM", "chromium"), "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
REMEDY = (
    "Chromium is not on PATH. On Debian and Ubuntu: apt install chromium fonts-thai-tlwg fonts-noto-color-emoji. "
    "Elsewhere name Chromium or Chrome: CHROMIUM=/path make test"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """One server for all tests: each page has its own cookie, and so its own conversation."""
    async with running_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests; every page has a context of its own."""
    if CHROMIUM is None:
        pytest.skip(REMEDY)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()
