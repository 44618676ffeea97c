"""The files of a result: the form as PDF, the sheet, the picture, the data; made off the event loop and kept."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.form import FOLDER, make_form
from bot.documents.preview_image import make_picture
from bot.documents.spreadsheet import make_sheet
from bot.documents.typst_memory import TypesetterMemory
from bot.results.json_export import result_json
from bot.results.lookup import LoadedResult, Problem, ResultLookup
from bot.shared.links import Links
from bot.web.content import Content, content_of, text_content
from bot.web.etag import conditional_response
from bot.web.file_cache import FileCache
from bot.web.security_headers import private_headers
from flows.i18n.dates import iso_date
from flows.i18n.language import Language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how its name ends, its media type, how it is made, and its content of these bytes.

    `is_typeset`: Typst makes it.
    """

    ending: str
    media_type: str
    make: Callable[[LoadedResult, Links], bytes]
    content: Callable[[bytes], Content] = content_of
    is_typeset: bool = False

    def made(self, found: LoadedResult, links: Links) -> Content:
        """The file of a result."""
        return self.content(self.make(found, links))


def result_data(found: LoadedResult, links: Links) -> bytes:
    """The data of a result as JSON in UTF-8."""
    data = result_json(found.criteria, found.result, found.view, links)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _form(found: LoadedResult, links: Links) -> bytes:
    return make_form(found.view, found.say, found.result.assessed_at, result_data(found, links))


def _sheet(found: LoadedResult, links: Links) -> bytes:
    return make_sheet(found.view, found.say, found.result.assessed_at)


def _picture(found: LoadedResult, links: Links) -> bytes:
    return make_picture(found.view, found.say)


def _name(found: LoadedResult, kind: Kind) -> str:
    return f"radap-{found.view.group_id}-{iso_date(found.result.assessed_at)}.{kind.ending}"


FORM = Kind("pdf", "application/pdf", _form, is_typeset=True)
KINDS = (
    FORM,
    Kind("xlsx", XLSX, _sheet),
    Kind("png", "image/png", _picture, is_typeset=True),
    Kind("json", "application/json", result_data, text_content),
)


class ResultFiles:
    """Serves `/r/{token}.pdf`, `.xlsx`, `.png` and `.json` (`?lang=`: in which language)."""

    def __init__(self, finder: ResultLookup, links: Links, blank: LoadedResult) -> None:
        """Take what finds results, the links, and a result of nobody, whose form is set to have everything ready."""
        self._finder = finder
        self._links = links
        self._made = FileCache()
        self._typesetter = TypesetterMemory(self._made, FOLDER, lambda: FORM.make(blank, links))

    def routes(self) -> list[Route]:
        """A route a kind."""
        return [Route(f"/r/{{token}}.{kind.ending}", self._endpoint(kind)) for kind in KINDS]

    async def warm_up(self) -> None:
        """Make a form, so that the first officer's takes no longer than others."""
        await self._typesetter.warm_up()

    def _endpoint(self, kind: Kind) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            found = await self._finder.find(request)
            if isinstance(found, Problem):
                return found.as_data()
            content = await self._content(kind, found)
            headers = {**private_headers(), "Content-Disposition": f'inline; filename="{_name(found, kind)}"'}
            return conditional_response(request, content, kind.media_type, headers)

        return serve

    async def form(self, token: str, language: Language) -> tuple[str, bytes] | None:
        """The form of a result with its file's name; None where there is no such result to be seen."""
        found = await self._finder.find_by_token(token, language)
        return None if isinstance(found, Problem) else (_name(found, FORM), (await self._content(FORM, found)).body)

    async def _content(self, kind: Kind, found: LoadedResult) -> Content:
        """The file's content: kept of the same revision, or made anew."""
        # The token tells two results of the same answers apart: their data name their own addresses.
        source = f"{kind.ending} {found.view.language} {found.result.token} {found.revision}"
        if kind.is_typeset and self._made.kept(source) is None:
            self._typesetter.forget_later()
        return await self._made.get(source, partial(kind.made, found, self._links))
