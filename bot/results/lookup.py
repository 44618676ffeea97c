"""Loads the result behind a link and renders its texts."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.program_views import is_view_by_person
from bot.shared.hashing import digest
from bot.shared.ttl_cache import TtlCache
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.linked_records import Tombstone, read_tombstone
from bot.storage.store import Store
from bot.web.security_headers import private_headers
from flows.collaboration.approval import ApprovalRequest
from flows.errors import StoredFormatError, UnknownEditionError
from flows.i18n.language import Language, language_from_tag
from flows.i18n.wording import Catalogues, Wording
from flows.model.link import Link, LinkKind
from flows.model.result import Result, empty_result, is_open, result_from_json
from flows.results.approval_view import view_approval
from flows.results.example_result import example_result
from flows.results.result_view import ResultView, view_result
from flows.standard.criteria import Criteria
from flows.standard.guidance import NO_GUIDANCE, Guidances

LOG = logging.getLogger("radap.results")

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
RETRY_AFTER_SECONDS = 5

#: Rendered results in the cache. A reader who opens a page often fetches its files too.
CACHED_RESULTS = 64

#: Reads the stored bytes of a link.
ReadStored: TypeAlias = Callable[[Link], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True)
class LookupFailure:
    """The reason why a result cannot be shown: the key of its text in the catalogues, and the HTTP status.

    `is_stored`: the result exists and its view was counted, but it cannot be shown.
    """

    name: str
    status: int
    is_stored: bool = False

    @property
    def headers(self) -> Mapping[str, str]:
        """Retry-After for a temporary failure."""
        return {"Retry-After": str(RETRY_AFTER_SECONDS)} if self.status == 503 else {}

    def as_json(self) -> Response:
        """Return the response for a program."""
        headers = {**private_headers(), **self.headers}
        return JSONResponse({"problem": self.name}, status_code=self.status, headers=headers)


@dataclass(frozen=True, slots=True)
class LoadedResult:
    """A stored result with its criteria, its view, and the texts of its language.

    `revision` changes whenever the result, or its request for approval, is stored. `waits_until` is when that request
    ends without a decision (seconds since 1970; 0: it is decided, or there is none). `paper` is the code that its page
    and its form carry; empty where they carry none.
    """

    criteria: Criteria
    result: Result
    view: ResultView
    wording: Wording
    revision: str
    waits_until: int = 0
    paper: str = ""


UNKNOWN = LookupFailure("unknown", 404)
CLOSED = LookupFailure("closed", 410, is_stored=True)
REVOKED = LookupFailure("closed", 410)
OTHER_EDITION = LookupFailure("other_edition", 410, is_stored=True)
UNAVAILABLE = LookupFailure("unavailable", 503)
UNREADABLE = LookupFailure("unavailable", 503, is_stored=True)


class ResultLookup:
    """Looks results up by link token. The token is the only credential and is never logged."""

    def __init__(
        self, store: Store, criteria: Criteria, catalogues: Catalogues, guidances: Guidances = NO_GUIDANCE
    ) -> None:
        self._links = store.links
        self._shared = store.shared
        self._editions = CriteriaEditions(criteria, store)
        self._catalogues = catalogues
        self._guidances = guidances
        self._cache: TtlCache[tuple[str, bytes, Language | None], LoadedResult] = TtlCache(CACHED_RESULTS)

    async def find(self, request: Request) -> LoadedResult | LookupFailure:
        """Return the result of a request's token, in the language of `?lang=` (default: the officer's)."""
        return await self.find_by_token(request.path_params["token"], language_of(request))

    async def open(self, request: Request) -> LoadedResult | LookupFailure:
        """Return the result as `find` does, and count the view.

        Programs, such as those that fetch link previews, and pages loaded in advance do not count.
        """
        return await self.open_by_token(request, request.path_params["token"])

    async def open_by_token(self, request: Request, token: str) -> LoadedResult | LookupFailure:
        """Return the result of a token, and count the view, as `open` does."""
        if not is_view_by_person(request.method, request.headers):
            return await self.find_by_token(token, language_of(request))
        loaded = await self._load(self._links.get_and_count_view, token, language_of(request))
        if isinstance(loaded, LookupFailure) and loaded.is_stored:
            await self._undo_view(token)
        return loaded

    async def find_by_token(self, token: str, language: Language | None) -> LoadedResult | LookupFailure:
        """Return the result of a token in a language (None: the officer's)."""
        return await self._load(self._links.get, token, language)

    async def find_for_owner(self, token: str, language: Language | None) -> LoadedResult | LookupFailure:
        """Return the result as its owner sees it: with the private answers, also while its link is closed."""
        loaded = await self._load(self._links.get, token, language, is_owner=True)
        return loaded if isinstance(loaded, LookupFailure) else _with_private_answers(loaded)

    async def find_stored(
        self, token: str, stored: bytes, language: Language | None, approval: bytes | None = None
    ) -> LoadedResult | LookupFailure:
        """Return the result as `find_by_token` does, from bytes that were read already: its own, its request's."""

        async def read(_: Link) -> bytes:
            return stored

        async def read_approval(_: Link) -> bytes | None:
            return approval

        return await self._load(read, token, language, read_approval)

    async def _load(
        self,
        read_stored: ReadStored,
        token: str,
        language: Language | None,
        read_approval: ReadStored | None = None,
        *,
        is_owner: bool = False,
    ) -> LoadedResult | LookupFailure:
        try:
            stored = await read_stored(Link(LinkKind.RESULT, token)) if TOKEN.fullmatch(token) else None
            if not stored or (tombstone := read_tombstone(stored)) is Tombstone.DELETED:
                return UNKNOWN
            loaded = REVOKED if tombstone else await self._decode(token, stored, language, is_owner=is_owner)
            if isinstance(loaded, LoadedResult) and loaded.result.approval:
                return await self._with_approval(loaded, stored, language, read_approval or self._shared.read)
        except StoreUnavailable as error:
            log_known(LOG, "result not read", error)
            return UNAVAILABLE
        except KeyMissing as error:
            log_known(LOG, "result not decrypted", error)
            return UNREADABLE
        except (UnknownEditionError, StoredFormatError) as error:
            log_known(LOG, "result not readable", error)
            return OTHER_EDITION
        return loaded

    def show_example(self, language: Language, name: str) -> LoadedResult:
        """Return the worked example of the current criteria as a result. `name` stands in the place of a token."""
        criteria, wording = self._editions.current, self._catalogues[language]
        result = example_result(criteria, language, name)
        return LoadedResult(criteria, result, view_result(criteria, result, wording, self._guidances), wording, name)

    async def _undo_view(self, token: str) -> None:
        try:
            await self._links.uncount_view(token)
        except StoreUnavailable as error:
            log_known(LOG, "view count not corrected", error)

    async def _decode(
        self, token: str, stored: bytes, language: Language | None, *, is_owner: bool
    ) -> LoadedResult | LookupFailure:
        key, now = (token, stored, language), int(time.time())
        loaded = self._cache.get(key)
        if loaded is None:
            text = self._links.decode(Link(LinkKind.RESULT, token), stored) or ""
            result = result_from_json(token, text)
            if not (is_owner or is_open(result, now)):
                return CLOSED
            loaded = self._cache.put(key, await self._render(result, stored, language))
        return loaded if is_owner or is_open(loaded.result, now) else CLOSED

    async def _with_approval(
        self, loaded: LoadedResult, stored: bytes, language: Language | None, read: ReadStored
    ) -> LoadedResult:
        """Return the result with the state of its approval, which is one more read. A missing request shows none."""
        approval = await read(Link(LinkKind.APPROVAL, loaded.result.approval)) or b""
        key, now = (loaded.result.token, stored + approval, language), int(time.time())
        known = self._cache.get(key)
        if known and (not known.waits_until or now < known.waits_until):
            return known
        request = self._read_request(loaded.result.approval, approval)
        if request is None:
            return loaded
        view = view_approval(loaded.criteria, loaded.result, request, loaded.wording, now)
        is_waiting = bool(view) and request.is_open(now)
        shown = replace(
            loaded,
            view=replace(loaded.view, approval=view),
            revision=digest(stored + approval + b"waiting" * is_waiting),
            waits_until=request.open_until if is_waiting else 0,
        )
        return self._cache.put(key, shown)

    def _read_request(self, token: str, stored: bytes) -> ApprovalRequest | None:
        """Return a request for approval; None where it was deleted, or cannot be read. The result is shown anyway."""
        try:
            request = self._shared.decode(Link(LinkKind.APPROVAL, token), stored)
        except (KeyMissing, StoredFormatError) as error:
            log_known(LOG, "request for approval not readable", error)
            return None
        return request if isinstance(request, ApprovalRequest) else None

    async def _render(self, result: Result, stored: bytes, language: Language | None) -> LoadedResult:
        wording = self._catalogues[language or Language(result.language)]
        criteria = await self._editions.find(result.edition) or self._editions.current
        view = view_result(criteria, result, wording, self._guidances)
        return LoadedResult(criteria, result, view, wording, digest(stored))


def _with_private_answers(loaded: LoadedResult) -> LoadedResult:
    """Return the result with its private answers. It has a revision of its own, by which files are cached."""
    result = replace(loaded.result, shows_assessor=True)
    shown = view_result(loaded.criteria, result, loaded.wording)
    view = replace(shown, guidance=loaded.view.guidance, approval=loaded.view.approval)
    return replace(loaded, result=result, view=view, revision=f"owner {loaded.revision}")


def blank_result(criteria: Criteria, wording: Wording, assessed_at: int = 0) -> LoadedResult:
    """Return an empty result; its page and form show only the criteria. `assessed_at` is in seconds since 1970."""
    empty = empty_result(criteria.edition.id, wording.language.value, assessed_at)
    levels = {process.id: criteria.levels[0].id for process in criteria.processes}
    result = replace(empty, group=criteria.groups[0].id, levels=levels)
    return LoadedResult(criteria, result, view_result(criteria, result, wording), wording, revision="")


def language_of(request: Request) -> Language | None:
    """Return the language of `?lang=`; None where there is none."""
    return language_from_tag(request.query_params.get("lang")) if request.scope["query_string"] else None
