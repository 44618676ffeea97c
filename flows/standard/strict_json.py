"""What every data file of the standard is checked for before its meaning: its JSON, its form, and repeated keys."""

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from flows.errors import CriteriaProblem
from flows.operator_text import Text, Translatable
from flows.standard.value_faults import describe_fault

REMEDIES = {
    "missing": Translatable("Add it."),
    "extra_forbidden": Translatable("Remove it, or correct its spelling."),
    "string_too_long": Translatable("Shorten it: longer texts do not fit the chat platforms."),
    "too_short": Translatable("Add the missing entries."),
    "literal_error": Translatable("Use one of the values named."),
    "json_invalid": Translatable("Correct the JSON there; a missing comma or quotation mark is the usual cause."),
}
PATTERN_MISMATCH = "string_pattern_mismatch"
THE_FILE = Translatable("the file")


def without_bom(text: str | bytes) -> bytes:
    """Return a file's content as bytes, without the mark that some editors put before UTF-8."""
    content = text.encode() if isinstance(text, str) else text
    return content.removeprefix(codecs.BOM_UTF8)


def form_problems(error: ValidationError, schema: str) -> Iterator[CriteriaProblem]:
    """Yield what pydantic found. `schema` is the command that prints the schema of the file."""
    for detail in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in detail["loc"]) or THE_FILE
        problem = Translatable("{fault}.", fault=describe_fault(detail))
        yield CriteriaProblem(place, problem, _remedy(detail["type"], schema))


def _remedy(kind: str, schema: str) -> Translatable:
    if kind == PATTERN_MISMATCH:
        return Translatable("Write it in the form that `radap {schema}` describes; texts are not empty.", schema=schema)
    return REMEDIES.get(kind, Translatable("Correct the value as `radap {schema}` describes.", schema=schema))


def repeated_keys(content: bytes) -> list[CriteriaProblem]:
    """Return the keys that occur twice in one object: JSON readers silently use the last."""
    problems: list[CriteriaProblem] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        problems.extend(repeated(THE_FILE, (key for key, _ in pairs)))
        return dict(pairs)

    json.loads(content, object_pairs_hook=look)
    return problems


def repeated(place: Text, values: Iterable[str]) -> Iterator[CriteriaProblem]:
    """Yield the values that occur more than once."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield CriteriaProblem(
                place,
                Translatable("{value} occurs more than once.", value=repr(value)),
                Translatable("Keep one and rename or remove the other."),
            )
        seen.add(value)
