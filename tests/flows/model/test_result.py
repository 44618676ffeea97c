"""The stored form of a result: its ticks, and what earlier releases wrote."""

import json
from dataclasses import replace

from flows.i18n.language import Language
from flows.model.result import result_from_json, result_to_json
from flows.results.group_view import Tick, characteristic_views, ticked_ids
from flows.standard.criteria import Criteria
from tests.fakes.worked_result import TOKEN, worked_result

TICKS = {"general_request": "yes", "local_transaction": "yes", "one_stop_service": "no"}


def test_ticks_are_stored_beside_the_service_data(criteria: Criteria) -> None:
    result = replace(worked_result(criteria), characteristics=TICKS)
    assert result_from_json(TOKEN, result_to_json(result)) == result


def test_a_record_of_an_earlier_release_has_the_deciding_tick(criteria: Criteria) -> None:
    plain = json.loads(result_to_json(worked_result(criteria)))
    del plain["characteristics"]
    read = result_from_json(TOKEN, json.dumps(plain))
    assert read == worked_result(criteria)
    assert read.ticks == {"local_transaction": "yes"}
    views = characteristic_views(criteria, read.ticks, read.characteristic, Language.THAI)
    assert [view.tick for view in views] == [Tick.NOT_ASKED, Tick.NOT_ASKED, Tick.YES, *[Tick.NOT_ASKED] * 3]


def test_a_record_of_an_earlier_release_whose_group_was_chosen_has_none(criteria: Criteria) -> None:
    plain = json.loads(result_to_json(replace(worked_result(criteria), characteristic=None)))
    del plain["characteristics"]
    assert ticked_ids(criteria, result_from_json(TOKEN, json.dumps(plain))) == ()
