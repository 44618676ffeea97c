"""The JSON Schema of a criteria file, generated from the models that read it."""

from typing import Any

from flows.standard.criteria import Criteria


def criteria_schema() -> dict[str, Any]:
    """Return a JSON Schema (draft 2020-12) for editors and other programs; `parse_criteria` checks more than it can."""
    schema = Criteria.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Radap criteria",
        **{key: value for key, value in schema.items() if key != "title"},
    }
