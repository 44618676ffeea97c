"""The page of a question to a colleague: what each level requires, and a form for the answer."""

import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import HTMLResponse, Response

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import RETRY_AFTER, Opened
from bot.errors import ConversationContended, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.web.pages import NO_HEADERS, WebPages
from flows.actions.colleague_form import read_name, read_remark
from flows.assessment.flow_steps import MAX_LINE_LENGTH
from flows.collaboration.question import AnswerQuestion, ColleagueQuestion
from flows.i18n.dates import spoken_date
from flows.i18n.wording import Wording
from flows.model.link import Link, LinkKind
from flows.model.note_keys import LONGEST_NOTE
from flows.results.asked_question import AskedQuestionView, view_asked_question

LOG = logging.getLogger("radap.collaboration")

#: The name of this channel in answers, and the prefix of its answers' ids, which no chat's has.
CHANNEL = "page"
ID_BYTES = 16
#: An id as this page makes it.
ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form sends: its id, the answer, the cleaned texts, and what is wrong with a field, by its name."""

    values: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def answer_id(self) -> str:
        """What tells a form that is sent twice from another one."""
        return f"{CHANNEL}:{self.values['id']}"


class QuestionPage:
    """Shows a record, and takes what its form sends."""

    def __init__(self, store: Store, editions: CriteriaEditions, pages: WebPages, chats: ChatLinks) -> None:
        self._store = store
        self._editions = editions
        self._pages = pages
        self._chats = chats

    async def show(self, opened: Opened) -> Response:
        """Return the page; of a question that is not open any more, the one that says so."""
        view = await self._find_view(opened)
        if isinstance(view, Response):
            return view
        if not _question(opened).is_open(opened.now):
            return self._pages.explanation("unknown_code", 404)
        return self._page(opened, view, _Form({"id": secrets.token_urlsafe(ID_BYTES)}))

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """Store one answer. The same form sent again is thanked for again; nothing that was filled in is lost."""
        view = await self._find_view(opened)
        if isinstance(view, Response):
            return view
        question, filled = _question(opened), _read(form, view, self._pages.wording(opened.language))
        if question.answer_id == filled.answer_id:
            return self._thanks(opened)
        if not question.is_open(opened.now):
            return self._pages.explanation("unknown_code", 404)
        if filled.problems:
            return self._page(opened, view, filled, 422)
        return await self._answer(opened, view, filled)

    async def _find_view(self, opened: Opened) -> AskedQuestionView | Response:
        """Return the question under its own edition, or the page that says that there is none."""
        question = _question(opened)
        try:
            criteria = await self._editions.find(question.edition)
        except StoreUnavailable as error:
            log_known(LOG, "criteria of a question not read", error)
            return self._pages.explanation("unavailable", 503, RETRY_AFTER)
        wording = self._pages.wording(opened.language)
        view = view_asked_question(criteria, question.question, wording) if criteria else None
        return view or self._pages.explanation("unknown_code", 404)

    async def _answer(self, opened: Opened, view: AskedQuestionView, form: _Form) -> Response:
        values = {name: form.values[name] for name in ("answer", "name", "remark")}
        change = AnswerQuestion(**values, channel=CHANNEL, at=opened.now, answer_id=form.answer_id)
        try:
            is_stored = await self._store.shared.change(Link(LinkKind.QUESTION, opened.code.token), change)
        except (StoreUnavailable, ConversationContended) as error:
            log_known(LOG, "answer to a question not stored", error)
            problem = self._pages.wording(opened.language)("page.question_try_again")
            return self._page(opened, view, _Form(form.values, {"id": problem}), 503, RETRY_AFTER)
        return self._thanks(opened) if is_stored else self._pages.explanation("unknown_code", 404)

    def _page(
        self,
        opened: Opened,
        view: AskedQuestionView,
        form: _Form,
        status: int = 200,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Response:
        question, language = _question(opened), opened.language
        values = {
            "record": question,
            "view": view,
            "values": {"answer": "", "name": "", "remark": "", **form.values},
            "problems": form.problems,
            "chats": self._chats.of(opened.code.code),
            "until": spoken_date(question.open_until, self._pages.wording(language)),
            "longest_name": MAX_LINE_LENGTH,
            "longest_remark": LONGEST_NOTE,
        }
        text = self._pages.text("question", language, values)
        return HTMLResponse(text, status, {**self._pages.form_headers, **headers})

    def _thanks(self, opened: Opened) -> Response:
        text = self._pages.text("question_thanks", opened.language, {})
        return HTMLResponse(text, headers=self._pages.inline_style_headers)


def _question(opened: Opened) -> ColleagueQuestion:
    if not isinstance(opened.record, ColleagueQuestion):
        raise TypeError("this page is for questions")
    return opened.record


def _read(form: Mapping[str, str], view: AskedQuestionView, wording: Wording) -> _Form:
    """Return the fields, cleaned, and what is wrong with them. A form without an id of this page's gets one."""
    sent = form.get("id", "")
    values = {
        "id": sent if ID.fullmatch(sent) else secrets.token_urlsafe(ID_BYTES),
        "answer": form.get("answer", ""),
        "name": "",
        "remark": "",
    }
    problems = {} if view.label_of(values["answer"]) else {"answer": wording("page.question_no_answer")}
    for name, clean in (("name", read_name), ("remark", read_remark)):
        if typed := form.get(name, "").strip():
            given = clean(typed, wording)
            values[name] = given.text
            problems |= {name: given.problem} if given.problem else {}
    return _Form(values, problems)
