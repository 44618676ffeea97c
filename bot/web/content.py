"""What a page or a file holds."""

import gzip
from dataclasses import dataclass

from bot.shared.hashing import digest


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are kept, and the entity tag that changes with them; a text is compressed with gzip (`is_packed`).

    `open_until` is until when it may be shown (seconds since 1970; 0: without an end).
    """

    kept: bytes
    tag: str
    is_packed: bool = False
    open_until: int = 0

    @property
    def body(self) -> bytes:
        """The bytes as they were made. Few ask for a text so: every browser takes it compressed."""
        return gzip.decompress(self.kept) if self.is_packed else self.kept

    @property
    def packed_tag(self) -> str:
        """The entity tag of the compressed bytes: they are another representation, which has its own (RFC 9110)."""
        return f'{self.tag[:-1]}-gzip"'

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.kept)


def content_of(body: bytes) -> Content:
    """The content of these bytes, as they are: PDF, XLSX and PNG are compressed in themselves."""
    return Content(body, _tag(body))


def text_content(body: bytes) -> Content:
    """The content of a page or of data, compressed once.

    The length of a compressed answer tells an attacker something (BREACH) where it holds a secret, and where he can
    have a text of his beside it while somebody else's browser fetches it. Here he cannot: nothing of a request gets
    into these answers but the choice of a language, none depends on a cookie, and whoever knows the address of a
    result or a portfolio may read it anyway. Answers of the chat, which hold what was just typed, are not compressed.
    """
    return Content(gzip.compress(body, mtime=0), _tag(body), is_packed=True)


def _tag(body: bytes) -> str:
    return f'"{digest(body)}"'
