"""The web addresses of results, of officers' other pages, and of the pages for everybody."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flows.model.messages import LinkPurpose, PageLink, PublicPage, ResultLink

#: The extensions of a result's files.
FILE_KINDS = ("pdf", "xlsx", "png", "json")
#: The files that a link in a message leads to.
FILES = {LinkPurpose.FORM: "pdf", LinkPurpose.JSON: "json", LinkPurpose.SHEET: "xlsx", LinkPurpose.CALENDAR: "ics"}


class Links:
    """Builds addresses under a base address (scheme and host, perhaps a path), such as `https://radap.example.go.th`."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._is_local = _is_local(self._base_url)

    def result(self, token: str) -> str:
        """Return the address of a result's page."""
        return f"{self._base_url}/r/{token}"

    def file(self, token: str, kind: str) -> str:
        """Return the address of a result's file; `kind` is its extension."""
        return f"{self.result(token)}.{kind}"

    def portfolio(self, token: str) -> str:
        """Return the address of a portfolio page."""
        return f"{self._base_url}/p/{token}"

    def template(self, token: str) -> str:
        """Return the address of a template with the names that an officer sent."""
        return f"{self._base_url}/t/{token}.xlsx"

    def export(self, token: str) -> str:
        """Return the address of an officer's exported data."""
        return f"{self._base_url}/x/{token}.json"

    def copy(self, token: str) -> str:
        """Return the address of an owner's copy of a result: its form with the assessor's name."""
        return f"{self._base_url}/o/{token}.pdf"

    def code(self, code: str) -> str:
        """Return the address of the page behind a one-time code."""
        return f"{self._base_url}/k/{code}"

    def collection(self, name: str) -> str:
        """Return the address of a coordinator's page."""
        return f"{self._base_url}/c/{name}"

    def live_table(self, address: str) -> str:
        """Return the address of a collection's table for programs, by the two secrets of an access."""
        return f"{self._base_url}/c/live/{address}.csv"

    def paper(self, code: str) -> str:
        """Return the address at which somebody checks a paper by its code."""
        return f"{self._base_url}/v/{code}"

    def chat(self, code: str) -> str:
        """Return the address of the chat page that sends a one-time code. What follows the `#` reaches no server."""
        return f"{self.chat_page()}#code={code}"

    def chat_page(self) -> str:
        """Return the address of the chat page."""
        return f"{self._base_url}/chat"

    def address(self, link: ResultLink) -> str:
        """Return the address of a link in a message."""
        if link.is_portfolio:
            address = self.portfolio(link.token)
            return f"{address}.template.xlsx" if link.purpose is LinkPurpose.TEMPLATE else address
        if link.is_code or link.purpose is LinkPurpose.CODE:
            return self.code(link.token)
        if link.purpose is LinkPurpose.TEMPLATE:
            return self.template(link.token)
        if link.purpose is LinkPurpose.EXPORT:
            return self.export(link.token)
        if link.purpose is LinkPurpose.COPY:
            return self.copy(link.token)
        kind = FILES.get(link.purpose)
        return self.file(link.token, kind) if kind else self.result(link.token)

    def copied(self, link: ResultLink) -> str:
        """Return the text that a link copies: a one-time code itself, or an address."""
        return link.token if link.is_code else self.address(link)

    def page(self, link: PageLink) -> str:
        """Return the address of a public page."""
        anchor = f"#{link.anchor}" if link.anchor else ""
        return f"{self._base_url}/{link.page}?lang={link.language}{anchor}"

    @property
    def has_https(self) -> bool:
        """Return whether the chat platforms can fetch these addresses."""
        return self._base_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Return whether the addresses work on this machine only; chat platforms refuse buttons with such addresses."""
        return self._is_local


class ExampleLinks(Links):
    """Builds the addresses of the sample result, which has no token: the same for all that a result has."""

    def result(self, token: str) -> str:
        """Return the address of the sample's page, whatever token its result has."""
        return f"{self._base_url}/{PublicPage.EXAMPLE}"


def _is_local(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host
