"""The page of a service that is handed over: what it is, and where to accept it."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import Opened
from bot.web.inline_css import inline_style
from bot.web.pages import WebPages
from bot.web.security_headers import private_headers
from flows.collaboration.service import ServiceRecord
from flows.i18n.dates import spoken_moment
from flows.i18n.wording import Catalogues


class ServicePage:
    """Shows a service while its code accepts it. The page has no form: a service belongs to a chat."""

    def __init__(self, catalogues: Catalogues, pages: WebPages, chats: ChatLinks) -> None:
        self._catalogues = catalogues
        self._pages = pages
        self._chats = chats
        self._style = inline_style("result_page.css", "code_chats.css")
        self._headers = private_headers(self._style.source)

    async def show(self, opened: Opened) -> Response:
        """Return the page; that of an unknown code for an offer that is over."""
        record, code = opened.record, opened.code.code
        if not isinstance(record, ServiceRecord) or not record.is_offered(code, opened.now):
            return self._pages.explanation("unknown_code", 404)
        language = opened.language
        values = {
            "style": self._style.text,
            "service": record.service,
            "progress": {"answered": record.answered, "total": record.total},
            "sender": record.sender,
            "until": spoken_moment(record.offered_until, self._catalogues[language]),
            "chats": self._chats.of(code),
        }
        return HTMLResponse(self._pages.text("service", language, values), headers=self._headers)

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """Refuse a form: the page has none."""
        return self._pages.explanation("unknown_code", 404)
