"""Files of a result: form, one-page summary, spreadsheet, preview image, JSON. Built in a worker thread and cached."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.form import FOLDER, make_form
from bot.documents.paper_mark import PaperMark, paper_mark
from bot.documents.preview_image import make_preview_image
from bot.documents.spreadsheet import make_spreadsheet
from bot.documents.summary import make_summary
from bot.results.json_export import result_json
from bot.results.lookup import LoadedResult, LookupFailure, ResultLookup
from bot.results.paper_codes import PaperCodes
from bot.results.typst_memory import TypstMemory
from bot.shared.links import Links
from bot.web.etag import Content, binary_content, conditional_response, text_content
from bot.web.file_cache import FileCache
from bot.web.security_headers import private_headers
from flows.i18n.language import Language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its extension, its media type, the function that builds it, and how its bytes are cached."""

    extension: str
    media_type: str
    make: Callable[[LoadedResult, Links], bytes]
    content: Callable[[bytes], Content] = binary_content
    uses_typst: bool = False

    def build(self, loaded: LoadedResult, links: Links) -> Content:
        """Make the file of a result."""
        return self.content(self.make(loaded, links))


def result_data(loaded: LoadedResult, links: Links) -> bytes:
    """Return the data of a result as JSON in UTF-8."""
    data = result_json(loaded.criteria, loaded.result, loaded.view, links)
    return orjson.dumps(data)


def _form(loaded: LoadedResult, links: Links) -> bytes:
    data = result_data(loaded, links)
    return make_form(loaded.view, loaded.wording, loaded.result.assessed_at, data, _mark(loaded, links))


def _mark(loaded: LoadedResult, links: Links) -> PaperMark | None:
    """Return what the paper is checked by; the result's address only where its owner wants it on paper."""
    address = links.result(loaded.result.token) if loaded.result.prints_link else ""
    return paper_mark(loaded.paper, links, address) if loaded.paper else None


def _summary(loaded: LoadedResult, links: Links) -> bytes:
    return make_summary(loaded.view, loaded.wording, loaded.result.assessed_at, _mark(loaded, links))


def _spreadsheet(loaded: LoadedResult, links: Links) -> bytes:
    return make_spreadsheet(loaded.view, loaded.wording, loaded.result.assessed_at)


def _preview_image(loaded: LoadedResult, links: Links) -> bytes:
    return make_preview_image(loaded.view, loaded.wording)


def _file_name(loaded: LoadedResult, kind: FileKind) -> str:
    return f"radap-{loaded.view.group_id}-{loaded.view.assessed_on}.{kind.extension}"


FORM = FileKind("pdf", "application/pdf", _form, uses_typst=True)
SUMMARY = FileKind("summary.pdf", "application/pdf", _summary, uses_typst=True)
#: Files that are printed: they carry the code by which a paper is checked.
PAPERS = (FORM, SUMMARY)
KINDS = (
    # Before the form, whose pattern matches its path too.
    SUMMARY,
    FORM,
    FileKind("xlsx", XLSX, _spreadsheet),
    FileKind("png", "image/png", _preview_image, uses_typst=True),
    FileKind("json", "application/json", result_data, text_content),
)


class ResultFiles:
    """Serves `/r/{token}.pdf`, `.summary.pdf`, `.xlsx`, `.png` and `.json`, in the language of `?lang=`.

    The form of `blank` is compiled at start-up, so that Typst has loaded what every form needs.
    """

    def __init__(self, lookup: ResultLookup, papers: PaperCodes, links: Links, blank: LoadedResult) -> None:
        self._lookup = lookup
        self._papers = papers
        self._links = links
        self._cache = FileCache()
        self._typst_memory = TypstMemory(self._cache, FOLDER, lambda: FORM.make(blank, links))

    def routes(self) -> list[Route]:
        """Return one route per kind of file."""
        return [Route(f"/r/{{token}}.{kind.extension}", self._endpoint(kind)) for kind in KINDS]

    async def warm_up(self) -> None:
        """Make a form, so that the first officer waits no longer than the others."""
        await self._typst_memory.warm_up()

    def _endpoint(self, kind: FileKind) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            loaded = await self._lookup.find(request)
            if isinstance(loaded, LookupFailure):
                return loaded.as_json()
            loaded = await self._papers.with_code(loaded) if kind in PAPERS else loaded
            content = await self.content(kind, loaded, self._links)
            headers = {**private_headers(), "Content-Disposition": f'inline; filename="{_file_name(loaded, kind)}"'}
            return conditional_response(request, content, kind.media_type, headers)

        return serve

    async def form(self, token: str, language: Language, *, for_owner: bool) -> tuple[str, bytes] | None:
        """Return the file name and the bytes of a result's form, or None if the result cannot be shown.

        The owner's form has the private answers.
        """
        find = self._lookup.find_for_owner if for_owner else self._lookup.find_by_token
        loaded = await find(token, language)
        if isinstance(loaded, LookupFailure):
            return None
        name, content = await self.form_of(loaded)
        return name, content.body

    async def form_of(self, loaded: LoadedResult) -> tuple[str, Content]:
        """Return the file name and the content of a loaded result's form."""
        with_code = await self._papers.with_code(loaded)
        return _file_name(loaded, FORM), await self.content(FORM, with_code, self._links)

    async def content(self, kind: FileKind, loaded: LoadedResult, links: Links) -> Content:
        """Return a file of a result, from the cache if it is there."""
        # The token is part of the key although the revision names the result: the JSON contains its own address.
        key = f"{kind.extension} {loaded.view.language} {loaded.result.token} {loaded.revision}"
        if kind.uses_typst and self._cache.get(key) is None:
            self._typst_memory.clear_later()
        return await self._cache.get_or_build(key, partial(kind.build, loaded, links))
