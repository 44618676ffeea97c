"""Reduces the platforms' published descriptions to what the tests use, and writes them beside this file.

    python -m tests.contracts.reduce LINE TELEGRAM

LINE is a checkout of github.com/line/line-openapi, TELEGRAM one of github.com/PaulSonOfLars/telegram-bot-api-spec.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.contracts.strict_schemas import REFERENCE, strict
from tests.fakes.platforms.line_platform import OPERATIONS
from tests.fakes.platforms.telegram_contract import ARRAY, FIXED_VALUE
from tests.fakes.platforms.telegram_platform import TelegramPlatform

Node = Mapping[str, Any]

HERE = Path(__file__).parent
VERBS = {"get", "put", "post", "delete", "patch"}
PROSE = {"description", "externalDocs", "example", "examples", "tags", "summary", "title"}


def main(line: Path, telegram: Path) -> None:
    """Write the three reduced descriptions."""
    _write("line-messaging-api.json", reduced_operations(_yaml(line / "messaging-api.yml"), set(OPERATIONS.values())))
    _write("line-webhook.json", reduced_schemas(_yaml(line / "webhook.yml"), {"CallbackRequest"}))
    published = json.loads((telegram / "api.json").read_text("utf-8"))
    _write("telegram-bot-api.json", reduced_methods(published, TelegramPlatform("").known_methods()))


def reduced_operations(published: Node, names: set[str]) -> dict[str, Any]:
    """Return the OpenAPI description of some operations, and of the schemas that they lead to."""
    paths: dict[str, dict[str, Any]] = {}
    for path, verbs in published["paths"].items():
        for verb, operation in verbs.items():
            if verb in VERBS and operation["operationId"] in names:
                kept = {key: operation[key] for key in ("operationId", "requestBody", "responses") if key in operation}
                paths.setdefault(path, {})[verb] = _without_prose(kept)
    schemas = strict(published["components"]["schemas"])
    return {"paths": paths, "components": {"schemas": _reached(schemas, _references(paths))}}


def reduced_schemas(published: Node, names: set[str]) -> dict[str, Any]:
    """Return the OpenAPI description of some schemas, and of those that they lead to."""
    return {"paths": {}, "components": {"schemas": _reached(strict(published["components"]["schemas"]), names)}}


def reduced_methods(published: Node, names: Iterable[str]) -> dict[str, Any]:
    """Return the description of some methods of Telegram and of an update, with the types that they lead to."""
    methods = {name: _reduced_type(published["methods"][name]) for name in sorted(names)}
    wanted = {"Update"}.union(*map(_named_types, methods.values()))
    types: dict[str, Any] = {}
    while new := sorted(name for name in wanted - set(types) if name in published["types"]):
        types |= {name: _reduced_type(published["types"][name]) for name in new}
        wanted = wanted.union(*(_named_types(types[name]) for name in new))
    return {"version": published["version"], "methods": methods, "types": dict(sorted(types.items()))}


def _reached(schemas: Node, names: Iterable[str]) -> dict[str, Any]:
    reached: dict[str, Any] = {}
    wanted = set(names)
    while new := wanted - set(reached):
        reached |= {name: _without_prose(schemas[name]) for name in new}
        wanted.update(*(_references(reached[name]) for name in new))
    return dict(sorted(reached.items()))


def _references(node: Any) -> Iterator[str]:
    """The names of the schemas that a part of the description refers to."""
    if isinstance(node, Mapping):
        if isinstance(reference := node.get("$ref"), str):
            yield reference.removeprefix(REFERENCE)
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _references(item)


def _without_prose(node: Any, *, names: bool = False) -> Any:
    """Drop what people read; `names` says that the keys are names of properties."""
    if isinstance(node, list):
        return [_without_prose(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    return {
        key: _without_prose(value, names=key == "properties")
        for key, value in node.items()
        if names or key not in PROSE
    }


def _reduced_type(published: Node) -> dict[str, Any]:
    """Keep of a method or type what the tests read; of a description, only one that fixes a field's value."""
    reduced = {key: published[key] for key in ("returns", "subtypes") if key in published}
    if "fields" in published:
        reduced["fields"] = [
            {"name": field["name"], "types": field["types"], "required": field["required"]}
            | ({"description": fixed[0]} if (fixed := FIXED_VALUE.search(field["description"])) else {})
            for field in published["fields"]
        ]
    return reduced


def _named_types(reduced: Node) -> set[str]:
    named = [*reduced.get("returns", []), *reduced.get("subtypes", [])]
    named += [name for field in reduced.get("fields", []) for name in field["types"]]
    return {name.replace(ARRAY, "") for name in named}


def _yaml(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)


def _write(name: str, reduced: Node) -> None:
    """Write one line for each path, schema, method or type, so that a change of one is seen as such."""
    (HERE / name).write_text(_lines(reduced, levels=3 if "components" in reduced else 2) + "\n", "utf-8")


def _lines(node: Any, levels: int) -> str:
    if not levels or not isinstance(node, Mapping) or not node:
        return json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    entries = (f"{json.dumps(key)}: {_lines(value, levels - 1)}" for key, value in node.items())
    return "{\n" + ",\n".join(entries) + "\n}"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
