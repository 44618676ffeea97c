"""What a browser's request tells: whether our own page is calling, and which language its reader speaks."""

from urllib.parse import urlsplit

from starlette.requests import Request

from bot.shared.links import Links
from flows.i18n.language import Language, language_from_tag


def is_own_page(request: Request, links: Links) -> bool:
    """Whether our own page is calling, by what browsers say of themselves and no page can change.

    `Sec-Fetch-Site` is the same origin; the `Origin` is this host's or the public one. What says neither is no browser,
    and carries nobody's cookie but its own.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    hosts = {request.headers.get("host", ""), urlsplit(links.result("")).netloc}
    return urlsplit(origin).netloc.lower() in {host.lower() for host in hosts if host}


def wanted_language(request: Request) -> Language | None:
    """Thai where the browser lists it at all (many a Thai officer's lists English first), else English where listed."""
    tags = (item.split(";")[0].strip() for item in request.headers.get("accept-language", "").split(","))
    spoken = {language_from_tag(tag) for tag in tags}
    return next((language for language in Language if language in spoken), None)
