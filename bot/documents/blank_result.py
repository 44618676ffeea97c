"""A result of nobody: what is made of it shows nothing but what the criteria say."""

from dataclasses import replace

from bot.results.lookup import LoadedResult
from flows.i18n.wording import Wording
from flows.model.result import empty_result
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria


def blank_result(criteria: Criteria, say: Wording, assessed_at: int = 0) -> LoadedResult:
    """Such a result in words; `assessed_at` is in seconds since 1970 (UTC)."""
    empty = empty_result(criteria.edition.id, say.language.value, assessed_at)
    levels = {process.id: criteria.levels[0].id for process in criteria.processes}
    result = replace(empty, group=criteria.groups[0].id, levels=levels)
    return LoadedResult(criteria, result, view_result(criteria, result, say), say, revision="")
