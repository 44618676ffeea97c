"""Checks against LINE's OpenAPI description, reduced and made strict: unknown properties are refused."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.fakes.platforms.call import Call, UploadedFile

DOCUMENT = "line:"


@dataclass(frozen=True)
class _Description:
    operations: Mapping[str, tuple[str, Mapping[str, Any]]]
    registry: "Registry[Any]"


def request_problems(contract: Path, call: Call) -> list[str]:
    """Return the errors in a call of an operation: in its path and its body."""
    if call.method not in _read(contract).operations:
        return [f"{call.method}: no such operation"]
    template, operation = _read(contract).operations[call.method]
    problems = []
    if not re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), call.path):
        problems.append(f"path: {call.path} is not {template}")
    if "requestBody" in operation:
        problems += _body_problems(contract, operation["requestBody"]["content"], call.body)
    elif call.body:
        problems.append(f"body: {call.method} takes none")
    return problems


def _body_problems(contract: Path, content: Mapping[str, Any], body: Mapping[str, Any]) -> list[str]:
    if "application/json" in content:
        return _problems(contract, content["application/json"]["schema"], body)
    return [] if any(isinstance(part, UploadedFile) for part in body.values()) else ["body: is not a file"]


def answer_problems(contract: Path, method: str, status: int, body: Any) -> list[str]:
    """Return the errors in an answer; a status that the description lacks is not checked."""
    _, operation = _read(contract).operations[method]
    answer = operation["responses"].get(str(status), {})
    content = answer.get("content", {}).get("application/json")
    return _problems(contract, content["schema"], body) if content else []


def schema_problems(contract: Path, schema: str, value: Any) -> list[str]:
    """Return the errors in a value of a named schema."""
    return _problems(contract, {"$ref": f"#/components/schemas/{schema}"}, value)


def described_operations(contract: Path) -> set[str]:
    """Return LINE's names of the operations in the description."""
    return set(_read(contract).operations)


@cache
def _read(contract: Path) -> _Description:
    document = json.loads(contract.read_text(encoding="utf-8"))
    operations = {
        operation["operationId"]: (path, operation)
        for path, of_path in document["paths"].items()
        for verb, operation in of_path.items()
        if verb in {"get", "put", "post", "delete", "patch"}
    }
    registry: Registry[Any] = Registry().with_resource(DOCUMENT, DRAFT4.create_resource(document))
    return _Description(operations, registry)


@cache
def _validator(contract: Path, reference: str) -> Any:
    keywords = {"oneOf": partial(_meant_alternative, contract)}
    checks = extend(OAS30Validator, keywords)  # type: ignore[no-untyped-call]
    return checks(
        {"$ref": f"{DOCUMENT}{reference}"}, registry=_read(contract).registry, format_checker=oas30_format_checker
    )


def _problems(contract: Path, schema: Mapping[str, Any], value: Any) -> list[str]:
    if "$ref" not in schema:
        return [] if schema.get("type") == "object" and isinstance(value, dict) else ["body: is not an object"]
    errors = _validator(contract, schema["$ref"]).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in errors]


def _meant_alternative(
    contract: Path, validator: Any, alternatives: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    """Return, of a oneOf, only the alternative that the value's `type` names: faster, and with more useful errors."""
    name = value.get("type") if isinstance(value, dict) else None
    meant = [one for one in alternatives if "$ref" in one and name in _types(contract, one["$ref"])]
    if len(meant) == 1:
        yield from validator.descend(value, meant[0])
    else:
        yield from OAS30Validator.VALIDATORS["oneOf"](validator, alternatives, value, schema)


@cache
def _types(contract: Path, reference: str) -> Sequence[str]:
    """The values that an alternative admits for `type`."""
    alternative = _read(contract).registry.resolver(DOCUMENT).lookup(reference).contents
    names: Sequence[str] = alternative.get("properties", {}).get("type", {}).get("enum", ())
    return names
