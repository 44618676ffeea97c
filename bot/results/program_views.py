"""Requests for a result's page by programs, which are not counted as views by people."""

import re
from collections.abc import Mapping

#: Parts of the User-Agent of programs that fetch a page for a link preview, a scan for malware, or a search index.
PROGRAMS = re.compile(
    "|".join(
        (
            # "bot" at the end of a word or before a version, so that phones of the brand Cubot are counted.
            r"bots?(?![a-z0-9])(?<!cubot)",
            *("crawl", "spider", "scrap", "preview", "externalhit", "externalagent", "externalfetcher", "poker"),
            *("whatsapp", "slack", "discord", "iframely", "embedly", "kakaotalk-", "imageproxy", "safelinks"),
            *("facebookcatalog", "meta-external", "google-read-aloud", "googleother", "google-safety", "feedfetcher"),
            *("headlesschrome", "lighthouse", "phantomjs", "ahrefs", "semrush", "barracuda", "proofpoint", "mimecast"),
            # Libraries and tools without a person at the screen.
            *(r"^curl/", r"^wget", r"python-|^python/", "aiohttp", "httpx", r"go-http-client", "okhttp", r"^java/"),
            *("apache-httpclient", "libwww", "node-fetch", "axios", r"^undici", r"^postman", "guzzle", "powershell"),
        )
    )
)

#: Headers by which browsers mark a page that they load in advance, or show small in a list of pages.
PURPOSES = ("sec-purpose", "x-purpose", "purpose", "x-moz")
IN_ADVANCE = ("prefetch", "prerender", "preview")


def is_view_by_person(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether somebody looks at the page that is requested with these headers (by names in lower case)."""
    agent = headers.get("user-agent", "").strip().lower()
    if method != "GET" or not agent or PROGRAMS.search(agent):
        return False
    purposes = " ".join(headers.get(name, "") for name in PURPOSES).lower()
    return not any(word in purposes for word in IN_ADVANCE)
