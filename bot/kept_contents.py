"""Contents of pages and files that are kept in memory, known by what they are made of."""

from cachetools import LRUCache

from bot.content import Content


class KeptContents:
    """The contents used last, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        """Begin with none."""
        self._contents: LRUCache[str, Content] = LRUCache(most_bytes, getsizeof=lambda content: len(content.body))

    def get(self, source: str) -> Content | None:
        """The content that is made of `source`, which names everything it depends on; None where it is not here."""
        return self._contents.get(source)

    def keep(self, source: str, content: Content) -> Content:
        """Keep a content, unless it alone is too large, and hand it back."""
        if len(content.body) <= self._contents.maxsize:
            self._contents[source] = content
        return content
