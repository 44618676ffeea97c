"""Pages and data are compressed if the client accepts that, and are the same either way."""

import gzip
import re

import httpx
import pytest

from bot.storage.store import Store
from bot.web.etag import prefers_gzip
from flows.model.result import Result
from tests.fakes.worked_result import publish

PLAIN, GZIP = {"accept-encoding": "identity"}, {"accept-encoding": "gzip, deflate, br"}
TEXTS = ("", ".json")
COMPRESSED_ALREADY = (".pdf", ".xlsx", ".png")
FILES = ("chat.js", "bubbles.js", "chat.css", "levels.css", "icon.svg", "Sarabun-Regular.ttf")


@pytest.mark.parametrize(
    ("header", "is_preferred"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZip;q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("gzip, identity", True),
        ("br , gzip ; q=0.001", True),
        ("identity;q=0.5, gzip;q=1.0", True),
        ("*;q=0.1, gzip", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("gzip;q=0.2, identity;q=0.3", False),
        ("gzip;q=2", False),
        ("gzip;q=nan", False),
        ("gzip;level=9;q=1", False),
        ("not-gzip", False),
    ],
)
def test_accept_encoding_is_read_by_rfc_9110(header: str, is_preferred: bool) -> None:
    assert prefers_gzip(header) is is_preferred


async def raw(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """Return a response, and its bytes on the wire."""
    async with client.stream("GET", path, headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


@pytest.fixture
async def paths(client: httpx.AsyncClient, store: Store, result: Result) -> list[str]:
    address = await publish(store, result)
    return [*(f"{address}{kind}" for kind in TEXTS), *(f"/static/{name}" for name in FILES)]


async def test_a_text_is_the_same_compressed_or_not(client: httpx.AsyncClient, paths: list[str]) -> None:
    for path in [*paths, "/chat"]:
        plain, body = await raw(client, path, PLAIN)
        packed, compressed = await raw(client, path, GZIP)
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(compressed) == body
        for answer, sent in ((plain, body), (packed, compressed)):
            assert answer.headers["content-length"] == str(len(sent))
            assert answer.headers["vary"] == "Accept-Encoding"
            assert answer.headers["content-type"] == plain.headers["content-type"]


async def test_a_page_on_a_slow_phone_is_small(client: httpx.AsyncClient, paths: list[str]) -> None:
    for path in (paths[0], "/static/chat.js", "/static/chat.css"):
        _, body = await raw(client, path, PLAIN)
        _, compressed = await raw(client, path, GZIP)
        assert len(compressed) < 0.45 * len(body)


async def test_each_coding_has_its_own_etag_and_is_not_sent_again(client: httpx.AsyncClient, paths: list[str]) -> None:
    for path in paths:
        tags = []
        for way in (PLAIN, GZIP):
            first, _ = await raw(client, path, way)
            tags.append(first.headers["etag"])
            again, sent = await raw(client, path, {**way, "if-none-match": first.headers["etag"]})
            assert (again.status_code, sent) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["vary"] == "Accept-Encoding"
            assert "content-encoding" not in again.headers
        assert tags[0] != tags[1]
        other, _ = await raw(client, path, {**GZIP, "if-none-match": tags[0]})
        assert other.status_code == 200
        assert all(re.fullmatch(r'"[^"]+"', tag) for tag in tags)


async def test_head_has_the_headers_of_get(client: httpx.AsyncClient, paths: list[str]) -> None:
    for path in [*paths, "/chat"]:
        for way in (PLAIN, GZIP):
            got, sent = await raw(client, path, way)
            head = await client.head(path, headers=way)
            named = ("content-length", "content-encoding", "etag", "vary", "content-type", "cache-control")
            assert [head.headers.get(name) for name in named] == [got.headers.get(name) for name in named]
            assert head.headers["content-length"] == str(len(sent))


async def test_a_compressed_format_is_not_compressed_again(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    address = await publish(store, result)
    for kind in COMPRESSED_ALREADY:
        answer, _ = await raw(client, f"{address}{kind}", GZIP)
        assert answer.status_code == 200
        assert not {"content-encoding", "vary"} & set(answer.headers)


async def test_the_chat_page_is_not_cached_and_sets_its_cookie(client: httpx.AsyncClient) -> None:
    answer, _ = await raw(client, "/chat", GZIP)
    assert answer.headers["cache-control"] == "private, no-store"
    assert "radap_chat" in answer.headers["set-cookie"]
    assert "etag" not in answer.headers
    english, thai = await client.get("/chat?lang=en"), await client.get("/chat?lang=th")
    assert '<html lang="en">' in english.text
    assert '<html lang="th">' in thai.text


async def test_a_response_of_the_chat_is_not_compressed(client: httpx.AsyncClient) -> None:
    await client.get("/chat")
    event = {"id": "event-0001", "kind": "greeting"}
    answer = await client.post("/chat/turn", json=event, headers={**GZIP, "origin": str(client.base_url)})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


async def test_the_font_is_cached_for_a_month_and_responses_match_their_headers(client: httpx.AsyncClient) -> None:
    font = await client.get(f"/static/{FILES[-1]}")
    assert font.headers["cache-control"] == "public, max-age=2592000"
    assert {(await client.get(f"/static/{name}")).headers["content-type"] for name in FILES} == {
        "text/javascript; charset=utf-8",
        "text/css; charset=utf-8",
        "image/svg+xml",
        "font/ttf",
    }


@pytest.mark.parametrize("name", ["none.css", "..%2Fapp.py", "", "templates"])
async def test_no_other_file_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/static/{name}")).status_code == 404
