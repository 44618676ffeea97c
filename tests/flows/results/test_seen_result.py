"""What was seen of a result: its digest changes if, and only if, something that was seen changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.data_files import load_catalogues, load_criteria
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState
from flows.i18n.language import Language
from flows.model.result import Result
from flows.results.approval_view import ApprovalStatus, change_lines, view_approval
from flows.results.seen_result import find_changes, seen_digest, seen_text
from tests.fakes.worked_result import worked_result

CRITERIA = load_criteria(None)
TEXTS = load_catalogues()
RESULT = replace(worked_result(CRITERIA), notes={"note_search": "หลักฐาน", "remark_levels": "เหตุผล"})
PROCESSES, LEVELS = [item.id for item in CRITERIA.processes], [item.id for item in CRITERIA.levels]

#: Changes of a result that whoever looks at it sees, with what they leave as it was.
SEEN = st.one_of(
    st.tuples(st.sampled_from(PROCESSES), st.sampled_from(LEVELS)).map(
        lambda change: {"levels": {**RESULT.levels, change[0]: change[1]}}
    ),
    st.sampled_from([item.id for item in CRITERIA.groups]).map(lambda group: {"group": group}),
    st.tuples(st.sampled_from(["service", "agency", "description"]), st.text(max_size=9)).map(
        lambda change: {"service_data": {**RESULT.service_data, change[0]: change[1]}}
    ),
    st.text(max_size=9).map(lambda text: {"notes": {**RESULT.notes, "remark_levels": text}}),
    st.dates().map(lambda day: {"assessed_on": day.isoformat()}),
    st.booleans().map(lambda value: {"is_provisional": value}),
    st.sampled_from([None, *CRITERIA.characteristic_by_id]).map(lambda item: {"characteristic": item}),
)
#: Changes that nobody sees without the officer's consent.
PRIVATE = st.one_of(
    st.text(max_size=9).map(lambda text: {"service_data": {**RESULT.service_data, "assessor": text}}),
    st.text(max_size=9).map(lambda text: {"notes": {**RESULT.notes, "note_search": text}}),
)
#: Changes of settings.
UNSEEN = st.fixed_dictionaries(
    {},
    optional={
        "token": st.text(min_size=1),
        "language": st.sampled_from(["th", "en"]),
        "open_until": st.integers(0, 2**32),
        "shows_assessor": st.booleans(),
        "sources": st.dictionaries(st.sampled_from(["service", "agency"]), st.text()),
        "approval": st.text(),
    },
)


def is_seen_alike(before: Result, after: Result, *, private: bool) -> bool:
    def shown(result: Result) -> tuple[object, ...]:
        data = {name: text for name, text in result.service_data.items() if text and (private or name != "assessor")}
        notes = {name: text for name, text in result.notes.items() if text and (private or name != "note_search")}
        plain = (result.group, result.characteristic, dict(result.ticks), dict(result.levels), result.assessed_day)
        return (data, notes, *plain, result.is_provisional, result.edition)

    return shown(before) == shown(after)


@given(change=st.one_of(SEEN, PRIVATE, UNSEEN), private=st.booleans())
def test_the_digest_changes_if_and_only_if_something_seen_does(change: dict[str, object], *, private: bool) -> None:
    after = replace(RESULT, **change)  # type: ignore[arg-type]
    before = seen_text(RESULT, "key", shows_private=private)
    is_same = seen_digest(before) == seen_digest(seen_text(after, "key", shows_private=private))
    assert is_same == is_seen_alike(RESULT, after, private=private)
    assert (find_changes(CRITERIA, before, after) is None) == is_same
    for language in Language:
        assert bool(tuple(change_lines(CRITERIA, before, after, TEXTS[language]))) is not is_same


def test_typed_texts_are_not_in_what_is_stored() -> None:
    seen = seen_text(RESULT, "key", shows_private=True)
    for text in (*RESULT.service_data.values(), *RESULT.notes.values()):
        assert text not in seen
    assert seen_text(RESULT, "other", shows_private=True) != seen


@pytest.mark.parametrize("language", [*Language])
def test_what_changed_is_told_by_name(language: Language) -> None:
    text = TEXTS[language]
    higher = {**RESULT.levels, "search": "advanced", "identity": "none"}
    after = replace(RESULT, levels=higher, group="4", service_data={**RESULT.service_data, "agency": "อื่น"})
    lines = tuple(change_lines(CRITERIA, seen_text(RESULT, "key", shows_private=False), after, text))
    short = {item.id: item.short[language] for item in CRITERIA.processes}
    assert text("approval.changed.rose", names=short["search"]) in lines
    assert text("approval.changed.fell", names=short["identity"]) in lines
    assert text("approval.changed.group", before=RESULT.group, now="4") in lines
    assert text("approval.changed.data", names=text("agency.title")) in lines


def asked(**changes: object) -> ApprovalRequest:
    return replace(ApprovalRequest("token", "th", asked_at=100, open_until=200), **changes)  # type: ignore[arg-type]


def approval(result: Result = RESULT) -> Approval:
    seen = seen_text(result, "key", shows_private=False)
    return Approval("นายก", "หัวหน้า", "", "page", 150, seen_digest(seen), seen)


@pytest.mark.parametrize(
    ("request_", "now", "status"),
    [
        (asked(), 199, ApprovalStatus.WAITING),
        (asked(), 200, None),
        (asked(previous=approval()), 199, ApprovalStatus.WAITING),
        (asked(previous=approval()), 200, ApprovalStatus.APPROVED),
        (asked(state=ApprovalState.WITHDRAWN, previous=approval()), 100, ApprovalStatus.APPROVED),
        (asked(state=ApprovalState.APPROVED, decision=approval()), 999, ApprovalStatus.APPROVED),
        (asked(state=ApprovalState.RETURNED, decision=approval(), process="search"), 999, ApprovalStatus.RETURNED),
        (asked(state=ApprovalState.RETURNED, decision=approval(), process="gone"), 999, ApprovalStatus.RETURNED),
        (
            asked(state=ApprovalState.APPROVED, decision=approval(replace(RESULT, group="4"))),
            999,
            ApprovalStatus.CHANGED,
        ),
    ],
)
def test_the_state_of_a_request(request_: ApprovalRequest, now: int, status: ApprovalStatus | None) -> None:
    view = view_approval(CRITERIA, RESULT, request_, TEXTS[Language.THAI], now)
    assert (view.status if view else None) == status
