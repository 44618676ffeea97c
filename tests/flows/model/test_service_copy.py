"""A service as its recipient gets it."""

import json
from dataclasses import replace

import pytest

from flows.errors import StoredFormatError
from flows.i18n.language import Language
from flows.model.finished import FinishedEntry, FinishedList
from flows.model.result import Result, empty_result
from flows.model.service_copy import ServiceCopy, copy_from_json, copy_service, copy_to_json
from flows.model.session import Assessment, LastService, PreviousResult, Session
from flows.model.shared_work import AskedQuestion, OpenApproval, SharedWork

ANSWERS = {"welcome": "agree", "service": "ขออนุญาต", "agency": "กรม", "assessor": "สมหญิง", "level_search": "standard"}
ENTRY = FinishedEntry("abc123", "t" * 22, "ขออนุญาต", "3.1", 1, 2, 1_700_000_000, approval="a" * 22, number=4)
HELD = Assessment(
    "abc123",
    "draft-2567-02",
    "result",
    ANSWERS,
    token="t" * 22,
    earlier=PreviousResult(1, "1", {}),
    sources={"assessor": "message-1"},
    last=LastService("other1", "draft-2567-02", "กรม", "สมชาย"),
)
ASKED = AskedQuestion("q" * 22, "7KQ2-M9XA-04TC-WE5H", "abc123", "level_identity", 1_700_000_000)
OTHER = ASKED._replace(token="o" * 22, assessment="other1")
APPROVAL = OpenApproval("a" * 22, "7KQ2-M9XA-04TC-WE5J", "abc123")
SESSION = Session(
    language=Language.THAI,
    assessment=HELD,
    finished=FinishedList({"abc123": ENTRY}),
    shared=SharedWork(questions=(ASKED, OTHER), approvals=(APPROVAL,)),
)


@pytest.mark.parametrize("names_assessor", [True, False])
def test_a_copy_is_stored_and_read(*, names_assessor: bool) -> None:
    copy = copy_service(SESSION, "abc123", 7, names_assessor=names_assessor)
    assert copy_from_json(copy_to_json(copy)) == copy
    assert copy.assessment
    assert copy.assessment.answers["assessor"] == ("สมหญิง" if names_assessor else "")
    assert (copy.questions, copy.approvals, copy.links_version) == ((ASKED,), (APPROVAL,), 7)
    assert copy.entry == ENTRY
    for own in ("message-1", "สมชาย"):
        assert own not in copy_to_json(copy)


def test_a_finished_one_may_have_its_result_only() -> None:
    copy = copy_service(SESSION._replace(assessment=HELD._replace(id="other1")), "abc123", 1, names_assessor=False)
    assert (copy.assessment, copy.entry, copy.id) == (None, ENTRY, "abc123")
    assert copy_from_json(copy_to_json(copy)) == copy


def test_another_id_is_everywhere() -> None:
    copy = copy_service(SESSION, "abc123", 1, names_assessor=False).under("new456")
    assert copy.assessment
    assert copy.entry
    assert {copy.id, copy.assessment.id, copy.entry.assessment} == {"new456"}
    assert [item.assessment for item in copy.questions] == [item.assessment for item in copy.approvals] == ["new456"]


def test_a_result_goes_without_messages_and_perhaps_without_the_assessor() -> None:
    result = _result()
    unnamed, named = (
        ServiceCopy(None, ENTRY, names_assessor=names).result_to_receive(result) for names in (False, True)
    )
    assert (unnamed.service_data["assessor"], named.service_data["assessor"]) == ("", "สมหญิง")
    assert (unnamed.sources, named.sources) == ({}, {})
    assert (named.service, named.group, named.token) == (result.service, result.group, result.token)


def _result() -> Result:
    data = {name: ANSWERS[name] for name in ("service", "agency", "assessor")}
    return replace(
        empty_result("draft-2567-02", "th", 1_700_000_000),
        token="t" * 22,
        group="3.1",
        service_data=data,
        sources={"assessor": "message-1"},
    )


@pytest.mark.parametrize("change", [{"v": 2}, {"entry": ["x"]}, {"questions": [[1] * 20]}, {"assessment": {"id": "x"}}])
def test_another_form_is_not_read(change: dict[str, object]) -> None:
    plain = json.loads(copy_to_json(copy_service(SESSION, "abc123", 1, names_assessor=False)))
    with pytest.raises(StoredFormatError):
        copy_from_json(json.dumps(plain | change))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_other_json_is_not_read(text: str) -> None:
    with pytest.raises(StoredFormatError):
        copy_from_json(text)
