"""Reads a browser's request headers: whether Radap's own page is calling, and the wanted language."""

from urllib.parse import urlsplit

from starlette.requests import Request

from bot.shared.links import Links
from flows.i18n.language import Language, language_from_tag


def is_own_page(request: Request, links: Links) -> bool:
    """Return whether Radap's own page is calling, by headers that a browser sets and no page can change.

    `Sec-Fetch-Site` is the same origin, and the `Origin` is this host's or the public one. A client that sends neither
    is not a browser, and has only its own cookie.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    hosts = {request.headers.get("host", ""), urlsplit(links.result("")).netloc}
    return urlsplit(origin).netloc.lower() in {host.lower() for host in hosts if host}


def wanted_language(request: Request) -> Language | None:
    """Return Thai if the browser lists it at all, else English: many Thai officers' browsers list English first."""
    tags = (item.split(";")[0].strip() for item in request.headers.get("accept-language", "").split(","))
    spoken = {language_from_tag(tag) for tag in tags}
    return next((language for language in Language if language in spoken), None)
