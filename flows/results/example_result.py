"""The source's worked example as a finished result, which is shown as a sample."""

from flows.i18n.dates import noon
from flows.i18n.language import Language
from flows.model.result import Result
from flows.standard.criteria import Criteria


def example_result(criteria: Criteria, language: Language, token: str) -> Result:
    """Return the example of the criteria in one language. `token` stands in the place of a result's."""
    example = criteria.example
    deciding = next(item for item in criteria.asked_characteristics if item.id in example.characteristics)
    levels = (criteria.level_by_code[code].id for code in example.levels.split())
    return Result(
        token=token,
        edition=criteria.edition.id,
        language=language.value,
        service_data={question: answer[language] for question, answer in example.service_data.items()},
        assessed_at=noon(example.assessed_on),
        group=deciding.group,
        characteristic=deciding.id,
        levels=dict(zip(criteria.process_by_id, levels, strict=True)),
        shows_assessor=True,
    )
