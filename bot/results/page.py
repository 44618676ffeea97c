"""The page of a result. `bot.results.files` serves its files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.paper_mark import paper_mark
from bot.results.lookup import LoadedResult, LookupFailure, ResultLookup
from bot.results.paper_codes import PaperCodes
from bot.results.sharing import sharing
from bot.shared.chat_link import ChatLink
from bot.shared.links import Links
from bot.shared.ttl_cache import TtlCache
from bot.web.etag import Content, conditional_response, text_content
from bot.web.pages import HTML, WebPages
from flows.i18n.dates import spoken_day, years_later
from flows.results.approval_view import approval_facts
from flows.results.paper_code import paper_code
from flows.results.result_readings import result_readings

#: Sum of the cached pages' sizes: some hundred pages.
MAX_BYTES = 600_000

#: Returns the chats in which an assessment can be begun: a platform tells the name of its chat after the start.
ChatsToStart: TypeAlias = Callable[[], tuple[ChatLink, ...]]


def no_chats() -> tuple[ChatLink, ...]:
    """Return the chats of a page that leads to none."""
    return ()


class ResultPages:
    """Serves `/r/{token}` to everybody who has the link, in the language of `?lang=`."""

    def __init__(
        self,
        lookup: ResultLookup,
        papers: PaperCodes,
        links: Links,
        pages: WebPages,
        chats: ChatsToStart = no_chats,
    ) -> None:
        self._lookup = lookup
        self._papers = papers
        self._links = links
        self._pages = pages
        self._chats = chats
        self._cache: TtlCache[str, Content] = TtlCache(MAX_BYTES, lambda content: content.size)

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route("/r/{token}", self._page)]

    def warm_up(self, blank: LoadedResult) -> None:
        """Render the page of an empty result, so that the first officer waits no longer than the others."""
        # With a token the page has all its parts: QR codes are drawn, and what they need is compiled.
        named = replace(blank.result, token=blank.result.edition)
        self._render(replace(blank, result=named, paper=paper_code(named)))

    async def _page(self, request: Request) -> Response:
        loaded = await self._lookup.open(request)
        if isinstance(loaded, LookupFailure):
            return self._pages.explanation(loaded.name, loaded.status, loaded.headers)
        loaded = await self._papers.with_code(loaded)
        key = f"{loaded.view.language} {loaded.result.token} {loaded.revision}"
        content = self._cache.get(key) or self._cache.put(key, text_content(self._render(loaded).encode()))
        return conditional_response(request, content, HTML, self._pages.result_headers)

    def _render(self, loaded: LoadedResult) -> str:
        return render_result(self._pages, loaded, self._links, self._chats())


def render_result(  # noqa: PLR0913 - a page of several parts
    pages: WebPages,
    loaded: LoadedResult,
    links: Links,
    chats: tuple[ChatLink, ...] = (),
    *,
    sample_of: str = "",
    root: str = "../",
    **values: object,
) -> str:
    """Return the page of a result as HTML. `root` leads from the page to the root of the site.

    `sample_of` names the source of a sample, whose page lies at the root. A result without a token has no files, and
    like a sample nothing to pass on. `chats` are those in which a reader can begin an own assessment.
    """
    view, address = loaded.view, links.result(loaded.result.token)
    is_own = bool(loaded.result.token) and not sample_of
    values |= {
        "view": view,
        "token": loaded.result.token,
        "address": address,
        "next_year": next_year(loaded) if is_own else None,
        "sharing": sharing(loaded, address, chats) if is_own else None,
        "summary": _summary(loaded),
        "readings": result_readings(loaded.criteria, loaded.result, view.language),
        "approval": tuple(approval_facts(view.approval, loaded.wording)) if view.approval else (),
        "paper": paper_mark(loaded.paper, links) if loaded.paper else None,
        "prints_link": loaded.result.prints_link,
        "sample_of": sample_of,
        "root": "" if sample_of else root,
    }
    return pages.text("result", view.language, values)


@dataclass(frozen=True, slots=True)
class ReminderDay:
    """The day on which a service may be assessed again: in ISO 8601 for the form, and in words."""

    iso: str
    spoken: str
    first: str


def next_year(loaded: LoadedResult) -> ReminderDay:
    """Return the day a year after the assessment; `first` is the first day that can be picked."""
    assessed = loaded.result.assessed_day
    day = years_later(assessed, 1)
    return ReminderDay(day.isoformat(), spoken_day(day, loaded.wording), (assessed + timedelta(days=1)).isoformat())


def _summary(loaded: LoadedResult) -> str:
    view = loaded.view
    counts = {"missing": len(view.missing), "raises": len(view.raises)}
    summary = loaded.wording("result.summary", service=view.service, **counts)
    return f"{view.stamp}: {summary}" if view.stamp else summary
