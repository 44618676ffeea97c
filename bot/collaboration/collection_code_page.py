"""The page behind the officers' code of a collection: what it is, who sees what, and where to join."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from bot.collaboration.code_pages import Opened
from bot.results.lookup import language_of
from bot.web.pages import WebPages
from flows.collaboration.collection import Collection
from flows.i18n.dates import spoken_date
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues


class CollectionCodePage:
    """Shows the collection. Officers join in a chat, where their assessments are."""

    def __init__(self, catalogues: Catalogues, pages: WebPages) -> None:
        self._catalogues = catalogues
        self._pages = pages

    async def show(self, opened: Opened) -> Response:
        """Return the page; one that takes no more services is like an unknown code."""
        collection = opened.record
        if not isinstance(collection, Collection) or not collection.is_open(opened.now):
            return self._pages.explanation("unknown_code", 404)
        language = language_of(opened.request) or Language(collection.language)
        until = spoken_date(collection.until - 1, self._catalogues[language])
        text = self._pages.text("collection_code", language, {"collection": collection, "until": until})
        return HTMLResponse(text, headers=self._pages.collection_headers[1])

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """There is no form: return the page."""
        del form
        return await self.show(opened)
