"""Checks against the Telegram Bot API as data."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.platforms.call import UploadedFile
from tests.fakes.platforms.telegram_limits import NOT_AN_ACTION

ARRAY = "Array of "
PLAIN: dict[str, type | tuple[type, ...]] = {"String": str, "Integer": int, "Float": (int, float), "Boolean": bool}
DISCRIMINATORS = {"type", "source", "status"}
FIXED_VALUE = re.compile(r"(?:must be|always) (?!one of)[“\"]?(\w+)")


def request_problems(contract: Path, method: str, parameters: Mapping[str, Any]) -> list[str]:
    """Return the errors in the parameters of a method: missing, unknown, or of another type."""
    description = _read(contract)["methods"].get(method)
    if description is None:
        return [f"{method}: no such method"]
    return list(_field_problems(contract, parameters, description.get("fields", []), method))


def answer_problems(contract: Path, method: str, result: Any) -> list[str]:
    """Return the errors in the result of a method."""
    return value_problems(contract, result, _read(contract)["methods"][method]["returns"], method)


def value_problems(contract: Path, value: Any, types: Sequence[str], where: str) -> list[str]:
    """Return the errors in a value that must have one of the types; of several, those of the closest type."""
    attempts = [list(_type_problems(contract, value, name, where)) for name in types]
    return min(attempts, key=len)


def described_methods(contract: Path) -> set[str]:
    """Return the names of the methods in the description."""
    return set(_read(contract)["methods"])


@cache
def _read(contract: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(contract.read_text(encoding="utf-8"))
    return document


def _type_problems(contract: Path, value: Any, name: str, where: str) -> Iterator[str]:
    if name.startswith(ARRAY):
        yield from _array_problems(contract, value, name.removeprefix(ARRAY), where)
    elif name in PLAIN:
        if not isinstance(value, PLAIN[name]) or (isinstance(value, bool) and name != "Boolean"):
            yield f"{where}: {value!r} is not {name}"
    elif name == "InputFile":
        if not isinstance(value, UploadedFile):
            yield f"{where}: is not an uploaded file"
    elif not isinstance(value, dict):
        yield f"{where}: {value!r} is not {name}"
    else:
        yield from _object_problems(contract, value, name, where)


def _array_problems(contract: Path, value: Any, name: str, where: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{where}: {value!r} is not {ARRAY}{name}"
        return
    for index, item in enumerate(value):
        yield from value_problems(contract, item, [name], f"{where}[{index}]")


def _object_problems(contract: Path, value: Mapping[str, Any], name: str, where: str) -> Iterator[str]:
    description = _read(contract)["types"][name]
    if subtypes := description.get("subtypes"):
        meant = [subtype for subtype in subtypes if _is_meant(contract, value, subtype)]
        yield from value_problems(contract, value, meant or subtypes, where)
        return
    yield from _field_problems(contract, value, description.get("fields", []), where)
    if name == "InlineKeyboardButton" and len(set(value) - NOT_AN_ACTION) != 1:
        yield f"{where}: a button has exactly one action, not {sorted(set(value) - NOT_AN_ACTION)}"


def _field_problems(
    contract: Path, value: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], where: str
) -> Iterator[str]:
    known = {field["name"]: field for field in fields}
    yield from (f"{where}.{name}: is unknown" for name in value if name not in known)
    for name, field in known.items():
        if name in value:
            yield from value_problems(contract, value[name], field["types"], f"{where}.{name}")
            yield from _fixed_value_problems(field, value[name], where)
        elif field["required"]:
            yield f"{where}.{name}: is missing"


def _is_meant(contract: Path, value: Mapping[str, Any], name: str) -> bool:
    fields = _read(contract)["types"].get(name, {}).get("fields", [])
    return not any(_fixed_value_problems(field, value.get(field["name"]), "") for field in fields)


def _fixed_value_problems(field: Mapping[str, Any], value: Any, where: str) -> list[str]:
    fixed = FIXED_VALUE.search(field.get("description", "")) if field["name"] in DISCRIMINATORS else None
    if fixed is None or value == fixed[1]:
        return []
    return [f"{where}.{field['name']}: {value!r} is not {fixed[1]!r}"]
