"""The page of a request for approval: the result at one look, and a form for the decision."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.collaboration.code_pages import Opened
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.web.pages import WebPages


class ApprovalPage:
    """Shows a record, and takes what its form sends."""

    def __init__(self, store: Store, editions: CriteriaEditions, pages: WebPages) -> None:
        self._store = store
        self._editions = editions
        self._pages = pages

    async def show(self, opened: Opened) -> Response:
        """Return the page."""
        raise NotImplementedError

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """Apply the form."""
        raise NotImplementedError
