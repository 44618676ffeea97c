"""The page behind the officers' code of a collection: what it is, who sees what, and where to join."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from bot.collaboration.code_pages import Opened
from bot.collaboration.collection_services import CollectionServices
from flows.collaboration.collection import Collection
from flows.i18n.dates import spoken_date


class CollectionCodePage:
    """Shows the collection. Officers join in a chat, where their assessments are."""

    def __init__(self, services: CollectionServices) -> None:
        self._services = services

    async def show(self, opened: Opened) -> Response:
        """Return the page; one that takes no more services is like an unknown code."""
        collection = opened.record
        pages, styles = self._services.pages, self._services.styles
        if not isinstance(collection, Collection) or not collection.is_open(opened.now):
            return pages.explanation("unknown_code", 404)
        language = opened.language
        values = {
            **styles.values[1],
            "collection": collection,
            "until": spoken_date(collection.until - 1, self._services.catalogues[language]),
            "chats": self._services.chats.of(collection.code),
        }
        return HTMLResponse(pages.text("collection_code", language, values), headers=styles.headers[1])

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """There is no form: return the page."""
        del form
        return await self.show(opened)
