"""The addresses of results."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flows.model.messages import LinkPurpose, ResultLink

#: The files that a result has beside its page, by how their names end.
FILE_KINDS = ("pdf", "xlsx", "png", "json")


class Links:
    """Makes addresses under the public base address."""

    def __init__(self, base_url: str) -> None:
        """Take the base address (scheme and host, perhaps a path), such as `https://radap.example.go.th`."""
        self._base_url = base_url.rstrip("/")
        self._is_local = _is_local(self._base_url)

    def result(self, token: str) -> str:
        """The address of a result's page."""
        return f"{self._base_url}/r/{token}"

    def file(self, token: str, kind: str) -> str:
        """The address of a result's file; `kind` is one of FILE_KINDS."""
        return f"{self.result(token)}.{kind}"

    def portfolio(self, token: str) -> str:
        """The address of the page of all services."""
        return f"{self._base_url}/p/{token}"

    def export(self, token: str) -> str:
        """The address of an officer's exported data."""
        return f"{self._base_url}/x/{token}.json"

    def address(self, link: ResultLink) -> str:
        """The address that a message's link leads to."""
        if link.is_portfolio:
            return self.portfolio(link.token)
        if link.purpose is LinkPurpose.EXPORT:
            return self.export(link.token)
        return self.file(link.token, "pdf") if link.purpose is LinkPurpose.FORM else self.result(link.token)

    @property
    def has_https(self) -> bool:
        """Whether the chat platforms can fetch from these addresses."""
        return self._base_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether the addresses work on this machine only (chat platforms refuse buttons with such addresses)."""
        return self._is_local


def _is_local(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host
