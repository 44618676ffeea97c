"""The page of a request for approval: the result at one look, and a form for the decision."""

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from starlette.responses import HTMLResponse, Response

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import RETRY_AFTER, Opened
from bot.collaboration.decision_form import DecisionForm, read_decision
from bot.errors import ConversationContended, KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.web.inline_css import inline_style
from bot.web.pages import WebPages
from bot.web.security_headers import form_headers
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState, DecideApproval
from flows.errors import StoredFormatError
from flows.i18n.dates import spoken_date
from flows.i18n.wording import Catalogues, Wording
from flows.model.link import Link, LinkKind
from flows.model.note_keys import NOTE_PREFIX
from flows.model.result import Result, is_open, result_from_json
from flows.results.approval_view import change_lines
from flows.results.result_view import view_result
from flows.results.seen_result import seen_digest, seen_text
from flows.standard.criteria import Criteria

LOG = logging.getLogger("radap.collaboration")

#: Bytes of the id by which a form that is sent twice is known.
FORM_ID_BYTES = 16


class Notice(StrEnum):
    """Why the form is shown again; the key of the text."""

    NONE = ""
    PROBLEMS = "decide.problems"
    CHANGED = "decide.changed_meanwhile"


STATUS = {Notice.NONE: 200, Notice.PROBLEMS: 422, Notice.CHANGED: 409}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the result that it is about, the criteria of that, and the language of the page."""

    opened: Opened
    request: ApprovalRequest
    result: Result
    criteria: Criteria
    text: Wording

    @property
    def seen(self) -> str:
        """What is seen on the page, as it is stored."""
        return seen_text(self.result, self.opened.code.token, shows_private=self.request.shows_private)


class ApprovalPage:
    """Shows a request for approval, and takes the decision."""

    def __init__(
        self, store: Store, editions: CriteriaEditions, pages: WebPages, catalogues: Catalogues, chats: ChatLinks
    ) -> None:
        self._store = store
        self._editions = editions
        self._pages = pages
        self._catalogues = catalogues
        self._chats = chats
        self._style = inline_style("result_page.css", "result_chart.css", "decision_form.css", "code_chats.css")

    async def show(self, opened: Opened) -> Response:
        """Return the page; a request that is closed opens nothing."""
        asked = await self._asked(opened)
        if isinstance(asked, Response):
            return asked
        if not asked.request.is_open(opened.now):
            return self._unknown()
        return self._page(asked, DecisionForm(id=secrets.token_urlsafe(FORM_ID_BYTES)), Notice.NONE)

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """Store the decision once; show the page again where something is missing, or the result has changed."""
        asked = await self._asked(opened)
        if isinstance(asked, Response):
            return asked
        given = read_decision(form, asked.criteria)
        given = given if given.id else replace(given, id=secrets.token_urlsafe(FORM_ID_BYTES))
        if asked.request.decision_id == given.id:
            return self._pages.explanation("decided")
        if not asked.request.is_open(opened.now):
            return self._unknown()
        if seen_digest(asked.seen) != given.seen:
            return self._page(asked, given, Notice.CHANGED)
        if given.problems:
            return self._page(asked, given, Notice.PROBLEMS)
        return await self._decide(asked, given)

    async def _decide(self, asked: Asked, given: DecisionForm) -> Response:
        approval = Approval(
            name=given.name,
            position=given.position,
            remark=given.remark,
            channel="page",
            at=asked.opened.now,
            digest=given.seen,
            seen=asked.seen,
        )
        state = ApprovalState.RETURNED if given.is_return else ApprovalState.APPROVED
        change = DecideApproval(state, asdict(approval), given.id, given.process if given.is_return else "")
        try:
            holds = await self._store.shared.change(Link(LinkKind.APPROVAL, asked.opened.code.token), change)
        except (StoreUnavailable, KeyMissing, StoredFormatError, ConversationContended) as error:
            log_known(LOG, "decision not stored", error)
            return self._pages.explanation("unavailable", 503, RETRY_AFTER)
        return self._pages.explanation("decided") if holds else self._unknown()

    async def _asked(self, opened: Opened) -> Asked | Response:
        """Return the request with its result; or the page that says that there is none."""
        request = opened.record
        if not isinstance(request, ApprovalRequest):
            return self._unknown()
        try:
            stored = await self._store.links.get_text(Link(LinkKind.RESULT, request.result))
            result = result_from_json(request.result, stored) if stored else None
            criteria = await self._editions.find(result.edition) if result else None
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "result of a request not read", error)
            return self._pages.explanation("unavailable", 503, RETRY_AFTER)
        except StoredFormatError as error:
            log_known(LOG, "result of a request not readable", error)
            return self._pages.explanation("other_edition", 410)
        if result is None:
            return self._unknown()
        if criteria is None:
            return self._pages.explanation("other_edition", 410)
        return Asked(opened, request, result, criteria, self._catalogues[opened.language])

    def _unknown(self) -> Response:
        """Return the page of a code that opens nothing, whatever the reason."""
        return self._pages.explanation("unknown_code", 404)

    def _page(self, asked: Asked, form: DecisionForm, notice: Notice) -> Response:
        request, result, text = asked.request, asked.result, asked.text
        last = request.previous
        shown = replace(result, shows_assessor=request.shows_private)
        values = {
            "style": self._style.text,
            "view": view_result(asked.criteria, shown, text),
            "request": request,
            "until": spoken_date(request.open_until, text),
            "last": last,
            "last_date": spoken_date(last.at, text) if last else "",
            "changes": tuple(change_lines(asked.criteria, last.seen, result, text)) if last else (),
            "result_token": result.token if self._may_open(request, result) else "",
            "chats": self._chats.of(asked.opened.code.code),
            "form": form,
            "seen": seen_digest(asked.seen),
            "notice": notice.value,
        }
        page = self._pages.text("approval", text.language, values)
        return HTMLResponse(page, status_code=STATUS[notice], headers=form_headers(self._style.source))

    @staticmethod
    def _may_open(request: ApprovalRequest, result: Result) -> bool:
        """Return whether the page may lead to that of the result: its link opens, and shows no more than it may."""
        has_evidence = any(name.startswith(NOTE_PREFIX) for name in result.notes)
        return is_open(result, int(time.time())) and (request.shows_private or not has_evidence)
