"""What a page or a file holds."""

from dataclasses import dataclass

from bot.digest import digest


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes, and the entity tag that changes with them."""

    body: bytes
    tag: str


def content_of(body: bytes) -> Content:
    """The content of these bytes."""
    return Content(body, f'"{digest(body)}"')
