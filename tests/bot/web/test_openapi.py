"""The description of what is public agrees with the routes and with the answers of the whole application."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS31Validator
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import Route

from bot.app import open_app
from bot.config.settings import load_settings
from bot.storage.store import Store
from flows.model.link import LinkKind
from flows.model.result import Result
from tests.fakes.web import BROWSER
from tests.fakes.worked_result import TOKEN, list_services, publish, publish_text

ROOT = Path(__file__).parents[3]
PAGE = "portfolio-of-22-letter"

#: Routes that are no part of the description, each with the reason.
EXCEPTIONS = {
    "/": "leads to the chat, or shows the home page",
    "/chat": "the chat page, for people",
    "/chat/turn": "the chat page's own; it needs its cookie",
    "/chat/file": "the same",
    "/k/{code}": "the page behind a one-time code, for people",
    "/v/{code}": "the page that checks a paper, for people",
    "/c/live/{address}.csv": "the coordinator's own; its address is a secret",
    **dict.fromkeys(
        (
            "/c/{name}",
            *(f"/c/{{name}}/{part}" for part in ("invite", "live", "leave", "expected", "expected/remove")),
            *(f"/c/{{name}}/{part}" for part in ("table.xlsx", "table.csv", "table.json", "result/{id}")),
        ),
        "a coordinator's page; it needs the coordinator's cookie",
    ),
    "/line/webhook": "LINE's; it needs LINE's signature",
    "/telegram/webhook": "Telegram's; it needs Telegram's secret",
    "/metrics": "the operator's; it needs the operator's token",
    "/static/{name}": "parts of pages",
}
#: What needs a conversation to exist: tests of their own show it (test_template_files.py, test_owners_copies.py).
NOT_PUBLISHED_HERE = {"/t/{token}.xlsx", "/o/{token}.pdf"}


@pytest.fixture
async def app(redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Starlette]:
    settings = {"DATA_DIR": str(tmp_path), "REDIS_URL": redis_url, "LINE_CHANNEL_SECRET": "s"}
    settings |= {"LINE_CHANNEL_ACCESS_TOKEN": "t", "LINE_API_BASE_URL": "http://127.0.0.1:9", "CHAT_PAGE": "on"}
    settings |= {"PUBLIC_URL": "https://radap.example.go.th"}
    async with open_app(load_settings(settings)) as app:
        yield app


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://radap.example.go.th", headers=BROWSER) as each:
        yield each


@pytest.fixture
async def description(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/openapi.json")
    assert answer.status_code == 200
    read: dict[str, Any] = answer.json()
    return read


def follow(description: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the description, or what it refers to."""
    found = description if "$ref" in part else part
    if "$ref" in part:
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
    return found


def validate(description: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": description["components"]}
    OAS31Validator(whole, format_checker=OAS31Validator.FORMAT_CHECKER).validate(value)


def address(path: str) -> str:
    """Return an address of which something is there."""
    token = PAGE if path.startswith("/p/") else TOKEN
    return path.replace("{token}", token)


def described(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        yield path, item["get"]


async def test_every_route_is_described_or_an_exception(app: Starlette, description: dict[str, Any]) -> None:
    routes = {route.path for route in app.routes if isinstance(route, Route)}
    assert routes - set(description["paths"]) - set(EXCEPTIONS) == set(), "describe it in bot/web/openapi.json"
    assert set(description["paths"]) - routes == set()
    assert set(EXCEPTIONS) & set(description["paths"]) == set()


async def test_every_answer_is_as_described(
    client: httpx.AsyncClient, store: Store, result: Result, description: dict[str, Any]
) -> None:
    await publish(store, result)
    await list_services(store, PAGE, [result])
    export = {"format": 1, "exported_at": 0, "conversation": {}, "finished": [], "results": []}
    await publish_text(store, TOKEN, json.dumps(export), LinkKind.EXPORT)
    for path, operation in described(description):
        if path in NOT_PUBLISHED_HERE:
            continue
        for query in ("", "?lang=en"):
            answer = await client.get(f"{address(path)}{query}")
            assert answer.status_code == 200, path
            check(description, path, operation, answer)
            if "304" in operation["responses"]:
                again = await client.get(f"{address(path)}{query}", headers={"if-none-match": answer.headers["etag"]})
                assert again.status_code == 304, path


async def test_every_problem_is_as_described(client: httpx.AsyncClient, description: dict[str, Any]) -> None:
    for path, operation in described(description):
        if "{token}" not in path:
            continue
        answer = await client.get(path.replace("{token}", "x" * 22))
        assert answer.status_code == 404, path
        check(description, path, operation, answer)


async def test_a_closed_link_and_a_wrong_date_are_as_described(
    client: httpx.AsyncClient, store: Store, result: Result, description: dict[str, Any]
) -> None:
    operation = description["paths"]["/r/{token}.ics"]["get"]
    await publish(store, result)
    check(description, "", operation, await client.get(f"/r/{TOKEN}.ics?on=never"))
    assert (await client.get(f"/r/{TOKEN}.ics?on=never")).status_code == 400


def check(description: dict[str, Any], path: str, operation: dict[str, Any], answer: httpx.Response) -> None:
    """Check the status, the media type and the schema of an answer."""
    response = follow(description, operation["responses"][str(answer.status_code)])
    ((media_type, content),) = response["content"].items()
    assert answer.headers["content-type"].split(";")[0] == media_type, path
    if "schema" in content:
        validate(description, content["schema"], answer.json())


async def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1.")
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", description["info"]["version"])
    names = [operation["operationId"] for _, operation in described(description)]
    assert len(names) == len(set(names))
    for schema in description["components"]["schemas"].values():
        OAS31Validator.check_schema(schema)
    references = set(re.findall(r'"#/(components/[^"]+)"', json.dumps(description)))
    for reference in references:
        assert follow(description, {"$ref": f"#/{reference}"})
    for path, operation in described(description):
        named = {follow(description, each)["name"] for each in operation.get("parameters", ())}
        assert set(re.findall(r"{(\w+)}", path)) <= named


async def test_the_schema_of_a_result_is_the_one_in_the_docs(description: dict[str, Any]) -> None:
    documented = json.loads((ROOT / "docs" / "result.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(documented)
    del documented["$schema"]
    assert description["components"]["schemas"]["Result"] == documented
