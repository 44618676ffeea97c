"""The questions of the service data as columns of a table of services."""

from flows.assessment.flow import FLOW
from flows.service_table.columns import TextColumn

TEXT_COLUMNS: tuple[TextColumn, ...] = tuple(
    TextColumn(
        id=question.id,
        title=f"{question.id}.title",
        words=question.words,
        max_length=question.max_length,
        is_multiline=question.is_multiline,
    )
    for question in FLOW.service_data
)
