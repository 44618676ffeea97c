"""`/k/{code}`: the page behind a one-time code. Opening it changes nothing; only a form that is sent does."""

import logging
import time
from collections.abc import Mapping
from typing import NamedTuple, Protocol, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.collaboration.form import read_form
from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.shared.links import Links
from bot.storage.store import Store
from bot.web.client_address import client_address
from bot.web.origin_check import is_own_page
from bot.web.pages import WebPages
from flows.collaboration.approval import ApprovalRequest
from flows.collaboration.codes import CodeTarget, OpenedCode, find_code
from flows.collaboration.collection import Collection
from flows.collaboration.coordinator import CoordinatorAccess
from flows.collaboration.expected_services import ExpectedServices
from flows.collaboration.kinds import SharedKind
from flows.collaboration.question import ColleagueQuestion
from flows.collaboration.service import ServiceRecord
from flows.errors import StoredFormatError
from flows.i18n.language import Language, language_from_tag
from flows.model.link import Link, LinkKind

LOG = logging.getLogger("radap.collaboration")

RETRY_AFTER = {"Retry-After": "5"}


#: What codes lead to: every shared record but lists of expected services.
CodeRecord: TypeAlias = ColleagueQuestion | ServiceRecord | ApprovalRequest | Collection | CoordinatorAccess


class Opened(NamedTuple):
    """A record that a request opened by its code, at `now` (seconds since 1970, UTC)."""

    request: Request
    code: OpenedCode
    record: CodeRecord
    now: int

    @property
    def language(self) -> Language:
        """Return the language of the page: that of `?lang=`, else that of the record's owner."""
        named = language_from_tag(self.request.query_params.get("lang"))
        return named or language_from_tag(self.record.language) or Language.THAI


class RecordPage(Protocol):
    """The page of one kind of record."""

    async def show(self, opened: Opened) -> Response:
        """Return the page. Nothing changes."""

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """Do what the form says, and return the page that tells of it."""


class CodePages:
    """Serves the pages of all kinds behind one address, with a limit on wrong codes for each client's address."""

    def __init__(self, store: Store, pages: WebPages, links: Links, kinds: Mapping[SharedKind, RecordPage]) -> None:
        self._store = store
        self._pages = pages
        self._links = links
        self._kinds = kinds

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/k/{code}", self._show, methods=["GET"]),
            Route("/k/{code}", self._send, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        opened = await self._open(request)
        return opened if isinstance(opened, Response) else await self._kinds[opened.record.kind].show(opened)

    async def _send(self, request: Request) -> Response:
        if not is_own_page(request, self._links):
            return self._pages.explanation("code_other_site", 403)
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        form = await read_form(request)
        return form if isinstance(form, Response) else await self._kinds[opened.record.kind].send(opened, form)

    async def _open(self, request: Request) -> Opened | Response:
        """Return the record of a request's code, or the page that says that there is none."""
        try:
            return await self._find(request)
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "code not looked up", error)
        except StoredFormatError as error:
            log_known(LOG, "record of a code not readable", error)
        return self._pages.explanation("unavailable", 503, RETRY_AFTER)

    async def _find(self, request: Request) -> Opened | Response:
        address, secret = client_address(request), await self._store.cookie_key()
        if await self._store.attempts.is_exceeded(address, secret):
            return self._pages.explanation("too_many_codes", 429, {"Retry-After": "600"})
        code = find_code(request.path_params["code"])
        target = await self._store.shared.find(Link(LinkKind.CODE, code)) if code else None
        if isinstance(target, CodeTarget):
            record = await self._store.shared.find(Link(LinkKind(target.kind.value), target.token))
            if record is not None and not isinstance(record, CodeTarget | ExpectedServices):
                return Opened(request, OpenedCode(code, target.token), record, int(time.time()))
        await self._store.attempts.count(address, secret)
        return self._pages.explanation("unknown_code", 404)
