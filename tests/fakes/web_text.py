"""What a page says and where it leads, read from its HTML."""

import re
from html import unescape

TAG = re.compile(r"<[^>]+>")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
ID = re.compile(r'<(?:section|article|li)[^>]* id="([^"]*)"')


def text_of(html: str) -> str:
    """The text of a page, with single spaces."""
    return " ".join(unescape(TAG.sub("", STYLE.sub("", html))).split())


def local_links_of(html: str) -> set[str]:
    """The addresses of this site that a page leads to, as they are written."""
    return {link for link in map(unescape, HREF.findall(html)) if ":" not in link}


def anchors_of(html: str) -> set[str]:
    """The parts of a page that an address can name."""
    return set(ID.findall(html))
