"""A browser for the pages of collections."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.storage.store import Store
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria
from tests.fakes.collected import collection_site


@pytest.fixture
async def browser(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    async with collection_site(store, criteria, catalogues) as client:
        yield client


@pytest.fixture
async def stranger(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    """Another browser."""
    async with collection_site(store, criteria, catalogues) as client:
        yield client
