"""Finding the result that a link is about, and putting it into words."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.shared.hashing import digest
from bot.shared.ttl_cache import TtlCache
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.linked_records import Tombstone, read_tombstone
from bot.storage.store import Store
from bot.web.security_headers import private_headers
from flows.assessment.outcome import Link, LinkKind
from flows.errors import StoredFormatError, UnknownEditionError
from flows.i18n.language import Language, language_from_tag
from flows.i18n.wording import Catalogues, Wording
from flows.model.result import Result, is_open, result_from_json
from flows.results.result_view import ResultView, view_result
from flows.standard.criteria import Criteria

LOG = logging.getLogger("radap.results")

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
RETRY_AFTER_SECONDS = "5"

#: Results whose words are kept: whoever opens a page fetches its files as well.
RESULTS_IN_WORDS = 64

#: Reads from the database what stands behind a link.
StoredResult: TypeAlias = "Callable[[Link], Awaitable[bytes | None]]"

#: How programs that fetch a page for its preview name themselves, in small letters.
PREVIEWS = ("bot", "crawl", "spider", "preview", "externalhit", "poker", "whatsapp", "slack", "discord")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is nothing to show: the name of its words in the catalogue, and the HTTP status.

    `is_stored`: the result is there, was counted as opened, and cannot be shown.
    """

    name: str
    status: int
    is_stored: bool = False

    @property
    def headers(self) -> Mapping[str, str]:
        """What else the answer says: where trying again helps, when."""
        return {"Retry-After": RETRY_AFTER_SECONDS} if self.status == 503 else {}

    def as_data(self) -> Response:
        """The answer to a program."""
        headers = {**private_headers(), **self.headers}
        return JSONResponse({"problem": self.name}, status_code=self.status, headers=headers)


@dataclass(frozen=True, slots=True)
class LoadedResult:
    """A stored result, the criteria that it was made with, what it says, and the words around it.

    `revision` changes whenever the result is stored.
    """

    criteria: Criteria
    result: Result
    view: ResultView
    say: Wording
    revision: str


UNKNOWN = Problem("unknown", 404)
CLOSED = Problem("closed", 410, is_stored=True)
REVOKED = Problem("closed", 410)
OTHER_EDITION = Problem("other_edition", 410, is_stored=True)
UNAVAILABLE = Problem("unavailable", 503)
LOCKED = Problem("unavailable", 503, is_stored=True)


class ResultLookup:
    """Finds results by the token of their link, which is the only key and in no log."""

    def __init__(self, store: Store, criteria: Criteria, catalogues: Catalogues) -> None:
        """Take the store, the criteria in use, and the words."""
        self._links = store.links
        self._editions = CriteriaEditions(criteria, store)
        self._catalogues = catalogues
        self._found: TtlCache[tuple[str, bytes, Language | None], LoadedResult] = TtlCache(RESULTS_IN_WORDS)

    async def find(self, request: Request) -> LoadedResult | Problem:
        """The result of a request's token, in the language asked for (else the officer's)."""
        return await self.find_by_token(request.path_params["token"], _language(request))

    async def open(self, request: Request) -> LoadedResult | Problem:
        """As `find`, and remember that a person opened the result.

        Programs that look for a preview do not count, nor does HEAD.
        """
        agent = request.headers.get("user-agent", "").lower()
        if request.method != "GET" or any(name in agent for name in PREVIEWS):
            return await self.find(request)
        token = request.path_params["token"]
        found = await self._found_in(self._links.get_and_count_view, token, _language(request))
        if isinstance(found, Problem) and found.is_stored:
            await self._take_back(token)
        return found

    async def find_by_token(self, token: str, language: Language | None) -> LoadedResult | Problem:
        """The result of a token, in a language (None: the officer's)."""
        return await self._found_in(self._links.get, token, language)

    async def find_stored(self, token: str, stored: bytes, language: Language | None) -> LoadedResult | Problem:
        """As `find_by_token`, of a result that has been read with others."""

        async def read(_: Link) -> bytes:
            return stored

        return await self._found_in(read, token, language)

    async def _found_in(
        self, stored_result: StoredResult, token: str, language: Language | None
    ) -> LoadedResult | Problem:
        if not TOKEN.fullmatch(token):
            return UNKNOWN
        try:
            stored = await stored_result(Link(LinkKind.RESULT, token))
            if not stored or (tombstone := read_tombstone(stored)) is Tombstone.DELETED:
                return UNKNOWN
            return REVOKED if tombstone else await self._read(token, stored, language)
        except StoreUnavailable as error:
            log_known(LOG, "result not read", error)
            return UNAVAILABLE
        except KeyMissing as error:
            log_known(LOG, "result not read", error)
            return LOCKED
        except (UnknownEditionError, StoredFormatError) as error:
            log_known(LOG, "result not shown", error)
            return OTHER_EDITION

    async def _take_back(self, token: str) -> None:
        """What was opened could not be shown."""
        try:
            await self._links.uncount_view(token)
        except StoreUnavailable as error:
            log_known(LOG, "view counted wrongly", error)

    async def _read(self, token: str, stored: bytes, language: Language | None) -> LoadedResult | Problem:
        key, now = (token, stored, language), int(time.time())
        found = self._found.get(key)
        if found is None:
            text = self._links.decode(Link(LinkKind.RESULT, token), stored) or ""
            result = result_from_json(token, text)
            if not is_open(result, now):
                return CLOSED
            found = self._found.put(key, await self._put_into_words(result, stored, language))
        return found if is_open(found.result, now) else CLOSED

    async def _put_into_words(self, result: Result, stored: bytes, language: Language | None) -> LoadedResult:
        say = self._catalogues[language or Language(result.language)]
        criteria = await self._editions.find(result.edition) or self._editions.current
        return LoadedResult(criteria, result, view_result(criteria, result, say), say, digest(stored))


def _language(request: Request) -> Language | None:
    return language_from_tag(request.query_params.get("lang")) if request.scope["query_string"] else None
