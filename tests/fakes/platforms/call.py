"""The recording server's record of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Platform = Literal["line", "telegram"]

DROPPED = 0
"""The status of a call whose connection was closed without an answer."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file sent as a part of a multipart body."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the platform understood it, with the HTTP status of its answer.

    `method` is the platform's own name of the operation: `replyMessage` (as in LINE's OpenAPI description)
    or `sendMessage`; for an address that the platform does not know, the HTTP method and the path.
    `headers` has lower-case names. `body` is decoded: JSON, or Telegram's form with its nested JSON.
    """

    platform: Platform
    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    status: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a platform: HTTP status, JSON body and headers."""

    status: int
    body: Any
    headers: Mapping[str, str] | None = None
