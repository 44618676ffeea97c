from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.contracts.reduce import reduced_methods, reduced_operations
from tests.fakes.platforms.contracts import LINE_API, TELEGRAM_API
from tests.fakes.platforms.line_contract import described_operations
from tests.fakes.platforms.line_platform import OPERATIONS
from tests.fakes.platforms.telegram_contract import described_methods
from tests.fakes.platforms.telegram_platform import TelegramPlatform

REFERENCE = "#/components/schemas/"
SHAPE = {"$ref": REFERENCE + "Shape"}
PUBLISHED: dict[str, Any] = {
    "paths": {
        "/send": {"post": {"operationId": "send", "description": "Sends.", "requestBody": SHAPE}},
        "/other": {"get": {"operationId": "other", "responses": {"200": {"$ref": REFERENCE + "Unused"}}}},
    },
    "components": {
        "schemas": {
            "Shape": {
                "type": "object",
                "properties": {"type": {"type": "string"}, "name": {"type": "string"}},
                "discriminator": {
                    "propertyName": "type",
                    "mapping": {"round": REFERENCE + "Circle", "square": REFERENCE + "Square"},
                },
            },
            "Circle": {
                "required": ["radius"],
                "allOf": [
                    SHAPE,
                    {"properties": {"radius": {"type": "integer", "description": "In metres."}}},
                ],
            },
            "Square": {"allOf": [SHAPE]},
            "Unused": {"type": "object", "properties": {}},
        }
    },
}


@pytest.fixture(scope="module")
def reduced() -> dict[str, Any]:
    return reduced_operations(PUBLISHED, {"send"})


def test_only_the_named_operations_and_what_they_lead_to_are_kept_without_prose(reduced: dict[str, Any]) -> None:
    assert reduced["paths"] == {"/send": {"post": {"operationId": "send", "requestBody": SHAPE}}}
    assert list(reduced["components"]["schemas"]) == ["Circle", "Shape", "Square"]
    assert "metres" not in str(reduced)


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ({"type": "round", "radius": 1, "name": "a"}, True),
        ({"type": "square"}, True),
        ({"type": "round"}, False),
        ({"type": "square", "radius": 1}, False),
        ({"type": "round", "radius": "1"}, False),
        ({"radius": 1}, False),
        ({"type": "oval"}, False),
    ],
)
def test_a_validator_sees_the_alternatives_of_a_discriminator(
    reduced: dict[str, Any], value: dict[str, Any], valid: bool
) -> None:
    registry: Registry[Any] = Registry().with_resource("doc:", DRAFT4.create_resource(reduced))
    assert OAS30Validator({"$ref": f"doc:{REFERENCE}Shape"}, registry=registry).is_valid(value) is valid


def test_of_telegram_the_types_of_a_method_and_of_an_update_are_kept() -> None:
    def field(name: str, kind: str, description: str) -> dict[str, Any]:
        return {"name": name, "types": [kind], "required": True, "description": description}

    published = {
        "version": "Bot API 1",
        "methods": {
            "send": {"href": "x", "returns": ["Sent"], "fields": [field("to", "Array of Chat", "To whom.")]},
            "other": {"returns": ["Unused"]},
        },
        "types": {
            "Update": {"fields": [field("id", "Integer", "Its number.")]},
            "Chat": {"subtypes": ["Private"]},
            "Private": {"fields": [field("type", "String", "Kind of the chat, always “private”. More.")]},
            "Sent": {"fields": []},
            "Unused": {"fields": []},
        },
    }
    reduced = reduced_methods(published, {"send"})
    assert list(reduced["methods"]) == ["send"]
    assert list(reduced["types"]) == ["Chat", "Private", "Sent", "Update"]
    assert reduced["types"]["Update"]["fields"] == [{"name": "id", "types": ["Integer"], "required": True}]
    assert reduced["types"]["Private"]["fields"][0]["description"] == "always “private"


def test_everything_that_the_tests_server_answers_is_described() -> None:
    assert described_operations(LINE_API) == set(OPERATIONS.values())
    assert described_methods(TELEGRAM_API) == TelegramPlatform("").known_methods()
