"""A result of nobody: what is made of it shows nothing but what the criteria say."""

from dataclasses import replace

from bot.result_finder import Found
from flows.criteria import Criteria
from flows.result import empty_result
from flows.result_view import view_result
from flows.wording import Wording


def blank_result(criteria: Criteria, say: Wording, assessed_at: int = 0) -> Found:
    """Such a result in words; `assessed_at` is in seconds since 1970 (UTC)."""
    empty = empty_result(criteria.edition.id, say.language.value, assessed_at)
    levels = {process.id: criteria.levels[0].id for process in criteria.processes}
    result = replace(empty, group=criteria.groups[0].id, levels=levels)
    return Found(criteria, result, view_result(criteria, result, say), say, revision="")
