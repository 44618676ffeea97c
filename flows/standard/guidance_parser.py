"""Reads a guidance file strictly, and reports every fault with its location and its remedy."""

from collections.abc import Iterator

from pydantic import ValidationError

from flows.errors import CriteriaProblem, GuidanceError
from flows.operator_text import Translatable
from flows.standard.criteria import Criteria
from flows.standard.guidance import Guidance
from flows.standard.strict_json import form_problems, repeated_keys, without_bom


def parse_guidance(text: str | bytes) -> Guidance:
    """Parse a file's content (JSON in UTF-8).

    Raises GuidanceError with every fault that was found. Advice for a process that an edition lacks is no fault here:
    it is not shown (`check_guidance` names it).
    """
    content = without_bom(text)
    try:
        guidance = Guidance.model_validate_json(content)
        problems = repeated_keys(content)
    except ValidationError as error:
        raise GuidanceError([*form_problems(error, "guidance-schema")]) from None
    if problems:
        raise GuidanceError(problems)
    return guidance


def check_guidance(guidance: Guidance, criteria: Criteria) -> None:
    """Compare guidance with the criteria. Raises GuidanceError if it is of another edition, or names what it lacks."""
    if problems := [*_edition_problems(guidance, criteria), *_id_problems(guidance, criteria)]:
        raise GuidanceError(problems)


def _edition_problems(guidance: Guidance, criteria: Criteria) -> Iterator[CriteriaProblem]:
    if guidance.edition != criteria.edition.id:
        problem = Translatable("The criteria are of edition {edition}.", edition=repr(criteria.edition.id))
        remedy = Translatable("Correct the edition, or name the criteria file with `--criteria`.")
        yield CriteriaProblem("edition", problem, remedy)


def _id_problems(guidance: Guidance, criteria: Criteria) -> Iterator[CriteriaProblem]:
    for process, levels in guidance.processes.items():
        known = criteria.process_by_id.get(process)
        if known is None:
            problem = Translatable("There is no {name}.", name=repr(process))
            yield CriteriaProblem("processes", problem, Translatable("Correct the id, or remove it."))
            continue
        for level in levels.keys() - known.levels.keys():
            problem = Translatable("There is no level {level}.", level=repr(level))
            remedy = Translatable("Use only: {known}.", known=", ".join(known.levels))
            yield CriteriaProblem(f"processes.{process}", problem, remedy)
