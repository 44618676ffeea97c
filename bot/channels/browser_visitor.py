"""Who opened the chat page: the conversation by its cookie, the language, and whether our own page is calling."""

import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.links import Links
from flows.language import Language, language_from_tag

COOKIE = "radap_chat"
COOKIE_BYTES = 16
COOKIE_FORM = re.compile(r"[A-Za-z0-9_-]{22}")
COOKIE_SECONDS = 365 * 24 * 60 * 60


def visitor(request: Request) -> str | None:
    """The conversation's secret from the cookie; None where there is none or it is malformed."""
    value = request.cookies.get(COOKIE, "")
    return value if COOKIE_FORM.fullmatch(value) else None


def remember_visitor(response: Response, known: str | None, links: Links, *, is_secure: bool) -> None:
    """Set the cookie for another year: the known one, or 128 new random bits. Only the chat's addresses get it.

    Lax, not Strict: with Strict a link to the chat on another site would arrive without the cookie, and the new one
    would take the place of the officer's conversation. A call that changes something is a POST, which Lax withholds
    from other sites as well.
    """
    response.set_cookie(
        COOKIE,
        known or secrets.token_urlsafe(COOKIE_BYTES),
        max_age=COOKIE_SECONDS,
        path=f"{urlsplit(links.result('')).path.removesuffix('/r/')}/chat",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def is_own_page(request: Request, links: Links) -> bool:
    """Whether our own page is calling: the Origin, where the browser names one, is this host's or the public one."""
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
