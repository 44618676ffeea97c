"""Bodies with entity tags, and responses with them: 304 for a known tag, gzip where the client accepts it."""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.shared.hashing import digest

#: A private cache may store the response, and asks each time whether it is still the same.
CACHE_REVALIDATE = "private, no-cache"
#: Every cache may store a page that is the same for everybody. A new edition of the criteria shows after five minutes.
CACHE_PUBLIC = "public, max-age=300"

GZIP, IDENTITY, ANY = "gzip", "identity", "*"
#: An older name of the same coding (RFC 9110, 8.4.1.3).
CODING_ALIASES = {"x-gzip": GZIP}

#: One item of Accept-Encoding: a content coding and its weight.
CODING = re.compile(r"([^\s;]+)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """The body of a page or a file, and its entity tag.

    `stored` holds the body, compressed where `is_gzipped`. `expires_at` is when the content may no longer be shown, in
    seconds since 1970 (0: never).
    """

    stored: bytes
    etag: str
    is_gzipped: bool = False
    expires_at: int = 0

    @property
    def body(self) -> bytes:
        """The uncompressed body. It is decompressed for each request: every browser accepts gzip."""
        return gzip.decompress(self.stored) if self.is_gzipped else self.stored

    @property
    def gzip_etag(self) -> str:
        """The entity tag of the compressed body, which is another representation (RFC 9110, 8.8.3)."""
        return f'{self.etag[:-1]}-gzip"'

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.stored)


def binary_content(body: bytes) -> Content:
    """Return a content that is not compressed: PDF, XLSX and PNG are compressed already."""
    return Content(body, _etag(body))


def text_content(body: bytes) -> Content:
    """Return the content of a page or of JSON, compressed once.

    The length of a compressed response can leak a secret in it (BREACH) if an attacker's text stands in the same
    response, and the attacker makes another's browser fetch it. These responses contain nothing of a request but the
    choice of a language, none depends on a cookie, and who knows the address of a result may read it anyway. Responses
    of the chat contain what was just typed and are not compressed.
    """
    return Content(gzip.compress(body, mtime=0), _etag(body), is_gzipped=True)


def conditional_response(
    request: Request,
    content: Content,
    media_type: str,
    headers: Mapping[str, str],
    cache_control: str = CACHE_REVALIDATE,
) -> Response:
    """Return the content with its entity tag, or 304 if the client names that tag in If-None-Match."""
    use_gzip = _use_gzip(request, content)
    etag = content.gzip_etag if use_gzip else content.etag
    all_headers = {**headers, "Cache-Control": cache_control, "ETag": etag, **_vary(content)}
    known = (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(","))
    if any(part in {etag, "*"} for part in known):
        return Response(status_code=304, headers=all_headers)
    return _response(content, media_type, all_headers, use_gzip=use_gzip)


def plain_response(request: Request, content: Content, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return the content without an entity tag, for pages that no browser may store."""
    return _response(content, media_type, {**headers, **_vary(content)}, use_gzip=_use_gzip(request, content))


def prefers_gzip(header: str) -> bool:
    """Return whether an Accept-Encoding header (RFC 9110, 12.5.3) accepts gzip and does not prefer no compression."""
    weights = dict(_weights(header))
    gzip_weight = weights.get(GZIP, weights.get(ANY, 0.0))
    return gzip_weight > 0 and gzip_weight >= weights.get(IDENTITY, 0.0)


def _weights(header: str) -> Iterator[tuple[str, float]]:
    """Yield each coding with its weight. Malformed items are skipped."""
    for part in header.lower().split(","):
        if coding := CODING.fullmatch(part.strip()):
            name, weight = coding.groups()
            yield CODING_ALIASES.get(name, name), 1.0 if weight is None else float(weight)


def _use_gzip(request: Request, content: Content) -> bool:
    return content.is_gzipped and prefers_gzip(",".join(request.headers.getlist("accept-encoding")))


def _vary(content: Content) -> dict[str, str]:
    return {"Vary": "Accept-Encoding"} if content.is_gzipped else {}


def _response(content: Content, media_type: str, headers: Mapping[str, str], *, use_gzip: bool) -> Response:
    if use_gzip:
        return Response(content.stored, headers={**headers, "Content-Encoding": GZIP}, media_type=media_type)
    return Response(content.body, headers=headers, media_type=media_type)


def _etag(body: bytes) -> str:
    return f'"{digest(body)}"'
