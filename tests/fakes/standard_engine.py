"""Radap's own criteria, wording and engine for tests: loaded once, because an engine takes 0.1 s to build."""

from functools import cache

from bot.config.data_files import load_catalogues, load_criteria, load_guidances
from flows.assessment.context import Controller, Retention
from flows.engine import NOT_TOLD, Engine
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria

RETENTION = Retention(session_days=180, result_days=365)


@cache
def standard_engine() -> Engine:
    return Engine(load_criteria(None), load_catalogues(), RETENTION, guidances=load_guidances(None))


def engine_for(criteria: Criteria, catalogues: Catalogues, controller: Controller = NOT_TOLD) -> Engine:
    """The engine above if it has exactly these; another one is built."""
    engine = standard_engine()
    is_same = criteria is engine.rules.criteria and catalogues is engine.rules.catalogues
    return (
        engine
        if is_same and controller == NOT_TOLD
        else Engine(criteria, catalogues, RETENTION, controller, guidances=load_guidances(None))
    )
