"""The stored form of side questions is that of the releases before the sum type."""

from typing import get_args

import pytest

from flows.errors import StoredFormatError
from flows.i18n.language import Language
from flows.model.events import ButtonPress
from flows.model.pending import (
    AnswerColleague,
    AnswerLevels,
    AskColleague,
    AssessmentDate,
    BatchGroup,
    ColleagueAnswer,
    CollectionCard,
    CollectionList,
    ConfirmBatch,
    ConfirmCopy,
    ConfirmDeleteAll,
    ConfirmDeleteResult,
    ConfirmProposals,
    ConfirmRestart,
    ContinueWithResult,
    DecideApproval,
    Describe,
    Guess,
    HandOver,
    JoinCollection,
    LinkSettings,
    MigrateEdition,
    Note,
    OfferedService,
    Pending,
    Portfolio,
    ReceiveService,
    ReplaceAnswer,
    RequestApproval,
    ResultCard,
    ResultsPage,
    ReuseAgencyAnswers,
    TickCharacteristics,
    WhatIf,
)
from flows.model.proposals import Proposal, Quote
from flows.model.session import Assessment, Session
from flows.model.session_codec import session_from_plain, session_to_plain

PRESS = ButtonPress("abc123", "level_search", "standard")
TOLD = Proposal("level_search", (Quote("initial", 0, 12),), "initial")
TOLD_ROW = "level_search=initial/initial@0-12"
ASKED = Proposal("level_payment", (Quote("none", 13, 20), Quote("advanced", 30, 44)))
ROWS: list[tuple[Pending, list[str]]] = [
    (ConfirmDeleteAll(), ["delete"]),
    (ConfirmRestart(), ["restart"]),
    (ReplaceAnswer(PRESS), ["replace", "abc123", "level_search", "standard"]),
    (Guess(PRESS), ["guess", "abc123", "level_search", "standard"]),
    (Guess(PRESS, other=PRESS._replace(choice="advanced")), ["guess", "abc123", "level_search", "standard/advanced"]),
    (ResultsPage(), ["results"]),
    (ResultsPage(10), ["results", "abc123", "results", "from_10"]),
    (ResultCard("other1"), ["result", "other1", "result", "result"]),
    (ConfirmDeleteResult("other1"), ["forget", "other1", "forget", "forget"]),
    (LinkSettings("other1"), ["link", "other1", "link", "link"]),
    (ConfirmCopy("other1"), ["copy", "other1", "copy", "copy"]),
    (WhatIf(), ["what_if"]),
    (WhatIf("search"), ["what_if", "abc123", "search", "search"]),
    (Note(), ["note"]),
    (Note("note_search"), ["note", "abc123", "note_search", "note_search"]),
    (AssessmentDate(), ["date"]),
    (MigrateEdition(), ["move"]),
    (Portfolio(), ["portfolio"]),
    (AnswerLevels("SISIASII-III"), ["all_levels", "abc123", "all_levels", "SISIASII-III"]),
    (ReuseAgencyAnswers(), ["reuse"]),
    (ConfirmBatch(), ["batch"]),
    (BatchGroup(12), ["batch_group", "12", "0", ""]),
    (BatchGroup(12, 7, "ขอใบอนุญาต"), ["batch_group", "12", "7", "ขอใบอนุญาต"]),
    (Describe(), ["describe"]),
    (ConfirmProposals((TOLD,)), ["told", "abc123", "told", TOLD_ROW]),
    (
        ConfirmProposals((TOLD, ASKED), "level_payment"),
        [
            "told",
            "abc123",
            "level_payment",
            "level_search=initial/initial@0-12,level_payment=/none@13-20/advanced@30-44",
        ],
    ),
    (ContinueWithResult(), ["continue"]),
    (AskColleague("other1"), ["ask", "other1", ""]),
    (AskColleague("other1", "level_search"), ["ask", "other1", "level_search"]),
    (
        AnswerColleague("tok", "CODE", "ขอใบอนุญาต", "กรม", "level_search", "draft-2568", "standard", "สมชาย", "m1"),
        ["colleague", "tok", "CODE", "ขอใบอนุญาต", "กรม", "level_search", "draft-2568", "standard", "สมชาย", "m1"],
    ),
    (
        ColleagueAnswer("tok", "other1", "level_search", "standard", "สมชาย", "", "draft-2568"),
        ["answered", "tok", "other1", "level_search", "standard", "สมชาย", "", "draft-2568"],
    ),
    (HandOver("other1", "สมหญิง"), ["handover", "other1", "สมหญิง"]),
    (OfferedService("other1"), ["offered", "other1"]),
    (ReceiveService("tok", "CODE", "ขอใบอนุญาต", "3", "12"), ["receive", "tok", "CODE", "ขอใบอนุญาต", "3", "12", ""]),
    (RequestApproval("other1"), ["approval", "other1", "", "", "", ""]),
    (
        RequestApproval("other1", "", "tok", "CODE", "2026-12-28"),
        ["approval", "other1", "", "tok", "CODE", "2026-12-28"],
    ),
    (
        DecideApproval("tok", "CODE", "res", "ขอใบอนุญาต", "กลุ่ม 1", "d1", "approve", "", "สมชาย", "m1"),
        ["decide", "tok", "CODE", "res", "ขอใบอนุญาต", "กลุ่ม 1", "d1", "approve", "", "สมชาย", "m1", "", "", "", ""],
    ),
    (
        JoinCollection("tok", "รวมผล", "กระทรวง", "1735664399", "near", "กรมการปกครอง", "กรมปกครอง", "m1"),
        ["join", "tok", "รวมผล", "กระทรวง", "1735664399", "near", "กรมการปกครอง", "กรมปกครอง", "m1"],
    ),
    (CollectionList(), ["collections"]),
    (CollectionCard("tok"), ["collection", "tok", "0"]),
    (TickCharacteristics(), ["ticks"]),
    (TickCharacteristics(("one_stop",)), ["ticks", "abc123", "ticks", "+one_stop"]),
    (TickCharacteristics(("one_stop", "local")), ["ticks", "abc123", "ticks", "+one_stop+local"]),
]


def asking(pending: Pending | None) -> Session:
    return Session(Language.THAI, Assessment("abc123", "draft-2568", "review"), pending)


@pytest.mark.parametrize(("pending", "row"), ROWS)
def test_each_side_question_has_its_row(pending: Pending, row: list[str]) -> None:
    plain = session_to_plain(asking(pending))
    assert plain["ask"] == row
    assert session_from_plain(plain).pending == pending


@pytest.mark.parametrize(("below", "row"), [item for item in ROWS if not isinstance(item[0], Guess)])
def test_a_guess_is_stored_with_the_question_below_it(below: Pending, row: list[str]) -> None:
    plain = session_to_plain(asking(Guess(PRESS, below)))
    assert (plain["ask"], plain["under"]) == (["guess", *PRESS], row)
    assert session_from_plain(plain).pending == Guess(PRESS, below)


def test_no_side_question_has_no_row() -> None:
    plain = session_to_plain(asking(None))
    assert not plain.keys() & {"ask", "under"}
    assert session_from_plain(plain).pending is None


def test_the_choice_of_the_language_that_earlier_releases_asked_closes() -> None:
    plain = session_to_plain(asking(None)) | {"ask": ["language"]}
    assert session_from_plain(plain).pending is None


SUPPOSING = WhatIf("search", (("group_list", "4"), ("level_search", "standard")))


@pytest.mark.parametrize("pending", [SUPPOSING, Guess(PRESS, SUPPOSING)])
def test_what_is_supposed_is_kept_beside_the_row(pending: Pending) -> None:
    plain = session_to_plain(asking(pending))
    assert plain["if"] == {"group_list": "4", "level_search": "standard"}
    assert ["what_if", "abc123", "search", "search"] in (plain["ask"], plain.get("under"))
    assert session_from_plain(plain).pending == pending


def test_the_rows_above_are_those_of_all_side_questions() -> None:
    assert {type(pending) for pending, _ in ROWS} == set(get_args(Pending))


@pytest.mark.parametrize(
    "row", [[], ["unknown"], ["guess"], ["delete", "a", "b"], ["results", "a", "b", "from_x"], ["told", "a", "b", "x"]]
)
def test_another_row_is_not_read(row: list[str]) -> None:
    plain = session_to_plain(asking(None)) | {"ask": row}
    with pytest.raises(StoredFormatError):
        session_from_plain(plain)


def test_the_first_page_as_an_earlier_release_wrote_it_after_a_later_one() -> None:
    plain = session_to_plain(asking(None)) | {"ask": ["results", "abc123", "results", "from_0"]}
    assert session_from_plain(plain).pending == ResultsPage()
