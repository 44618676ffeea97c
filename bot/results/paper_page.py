"""`/v/{code}`: the page that tells whoever holds a paper what its code proves. Opening it changes nothing."""

import logging
from dataclasses import dataclass, replace
from enum import StrEnum
from time import time

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.lookup import (
    RETRY_AFTER_SECONDS,
    REVOKED,
    UNAVAILABLE,
    UNKNOWN,
    LoadedResult,
    LookupFailure,
    ResultLookup,
    language_of,
)
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.paper_records import PaperRecord
from bot.storage.store import Store
from bot.web.client_address import client_address
from bot.web.pages import WebPages
from flows.errors import StoredFormatError
from flows.i18n.dates import spoken_date
from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.model.result import is_open
from flows.results.approval_view import ApprovalStatus
from flows.results.paper_code import find_paper_code, paper_code

LOG = logging.getLogger("radap.results")

RETRY_LATER = {"Retry-After": str(RETRY_AFTER_SECONDS)}


class PaperState(StrEnum):
    """What became of the result; also the key of its text. UNREAD: it is there, and this server cannot read it."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper that was made here: its code, its record, its state, and the result where it can be read."""

    code: str
    record: PaperRecord
    state: PaperState
    loaded: LoadedResult | None = None
    later_at: int = 0

    @property
    def shown(self) -> LoadedResult | None:
        """Return the result whose verdicts are shown: the one that is printed, while its link opens."""
        is_printed = self.state is PaperState.CURRENT and self.loaded
        return self.loaded if is_printed and is_open(is_printed.result, int(time())) else None


class PaperPages:
    """Serves `/v/{code}` in the language of `?lang=` (default: Thai), with a limit on wrong codes for each address."""

    def __init__(self, store: Store, lookup: ResultLookup, editions: CriteriaEditions, pages: WebPages) -> None:
        self._store = store
        self._lookup = lookup
        self._editions = editions
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/v/{code}", self._page)]

    async def _page(self, request: Request) -> Response:
        code, language = find_paper_code(request.path_params["code"]), language_of(request) or Language.THAI
        if not code:
            # A sign is wrong: nothing is looked up, so that there is nothing to limit.
            return self._unknown()
        try:
            checked = await self._check(request, code, language)
            return checked if isinstance(checked, Response) else await self._show(checked, language)
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "paper not looked up", error)
        except StoredFormatError as error:
            log_known(LOG, "record of a paper not readable", error)
        return self._unavailable()

    async def _check(self, request: Request, code: str, language: Language) -> CheckedPaper | Response:
        address, secret = client_address(request), await self._store.cookie_key()
        if await self._store.attempts.is_exceeded(address, secret):
            return self._pages.explanation("too_many_codes", 429, {"Retry-After": "600"})
        record = await self._store.papers.find(code)
        if record is None:
            await self._store.attempts.count(address, secret)
            return self._unknown()
        token = await self._store.papers.present_token(record.token)
        loaded = await self._lookup.find_for_owner(token, language)
        if loaded == UNAVAILABLE:
            return self._unavailable()
        if isinstance(loaded, LookupFailure):
            is_gone = loaded in {UNKNOWN, REVOKED}
            return CheckedPaper(code, record, PaperState.WITHDRAWN if is_gone else PaperState.UNREAD)
        if paper_code(replace(loaded.result, token=record.token)) == code:
            return CheckedPaper(code, record, PaperState.CURRENT, loaded)
        later = await self._store.papers.find(paper_code(loaded.result))
        return CheckedPaper(code, record, PaperState.SUPERSEDED, loaded, later.made_at if later else 0)

    async def _show(self, checked: CheckedPaper, language: Language) -> Response:
        text, record, shown = self._pages.wording(language), checked.record, checked.shown
        criteria = await self._editions.find(record.edition)
        values = {
            "code": checked.code,
            "state": checked.state.value,
            "made": spoken_date(record.made_at, text),
            "edition": criteria.edition.name[language] if criteria else record.edition,
            "later": spoken_date(checked.later_at, text) if checked.later_at else "",
            "approved": _approved(checked, text),
            "view": shown.view if shown else None,
            "is_closed": checked.state is PaperState.CURRENT and shown is None,
        }
        page = self._pages.text("paper", language, values)
        return HTMLResponse(page, headers=self._pages.inline_style_headers)

    def _unknown(self) -> Response:
        """Return the page of a code that leads nowhere, whatever the reason."""
        return self._pages.explanation("unknown_paper", 404)

    def _unavailable(self) -> Response:
        return self._pages.explanation("unavailable", 503, RETRY_LATER)


def _approved(checked: CheckedPaper, text: Wording) -> str:
    """Return the office and the date of the approval of this version; empty where it has none."""
    approval = checked.loaded.view.approval if checked.loaded else None
    if checked.state is not PaperState.CURRENT or approval is None or approval.status is not ApprovalStatus.APPROVED:
        return ""
    if not approval.position:
        return text("paper.approved_date", date=approval.date)
    return text("paper.approved_on", position=approval.position, date=approval.date)
