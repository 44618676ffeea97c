"""Makes a validator see what an OpenAPI description with discriminators says."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
Schemas = Mapping[str, Schema]

REFERENCE = "#/components/schemas/"


def strict(schemas: Schemas) -> dict[str, Schema]:
    """Return the schemas as alternatives without inheritance, which refuse unknown properties.

    A validator does not follow a discriminator: as published, it checks only the base of a message or an event.
    """
    named = _values_of_discriminators(schemas)
    return {name: _strict(schemas, schema, named.get(name)) for name, schema in schemas.items()}


def _values_of_discriminators(schemas: Schemas) -> dict[str, tuple[str, str]]:
    """The property and the value that tell each alternative from the others."""
    return {
        reference.removeprefix(REFERENCE): (schema["discriminator"]["propertyName"], value)
        for schema in schemas.values()
        for value, reference in schema.get("discriminator", {}).get("mapping", {}).items()
    }


def _strict(schemas: Schemas, schema: Schema, named: tuple[str, str] | None) -> Schema:
    if "discriminator" in schema:
        return {"oneOf": [{"$ref": reference} for reference in schema["discriminator"]["mapping"].values()]}
    if "allOf" in schema:
        schema = _flat(schemas, schema)
    if named:
        tag, value = named
        others = [name for name in schema.get("required", []) if name != tag]
        properties = schema["properties"] | {tag: {"type": "string", "enum": [value]}}
        schema = schema | {"properties": properties, "required": [tag, *others]}
    closed: Schema = _closed(schema)
    return closed


def _flat(schemas: Schemas, schema: Schema) -> Schema:
    """Merge the properties and requirements of a schema and of those it inherits from."""
    own = {key: value for key, value in schema.items() if key != "allOf"}
    parts = [schemas[part["$ref"].removeprefix(REFERENCE)] if "$ref" in part else part for part in schema["allOf"]]
    merged: Schema = {"type": "object", "properties": {}, "required": []}
    for part in [*parts, own]:
        merged["properties"] |= part.get("properties", {})
        merged["required"] += [name for name in part.get("required", []) if name not in merged["required"]]
    return merged if merged["required"] else {key: value for key, value in merged.items() if key != "required"}


def _closed(node: Any) -> Any:
    """Refuse, at every depth, the properties that an object does not name."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _closed(value) for key, value in node.items()}
    is_object = isinstance(inner.get("properties"), dict) and inner.get("type") == "object"
    return {"additionalProperties": False} | inner if is_object else inner
