"""Addresses in a text of the criteria, or in an officer's evidence, as links. All else of the text is escaped."""

import re
from urllib.parse import urlsplit

import idna
from markupsafe import Markup, escape

#: A web address, a mail address, or a Thai telephone number of nine or ten digits.
ADDRESS = re.compile(
    r"(?P<web>https://[^\s<>\"'“”‘’()]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\d/-])(?P<telephone>0\d(?:[ -]?\d){7,8})(?!\d)",
    re.ASCII,
)
#: A web address that an officer typed: Thai letters may be in its host and in its path.
EVIDENCE = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
#: Signs that end the sentence in which an address stands.
AFTER_ADDRESS = ".,;:!?"


def with_links(text: str) -> Markup:
    """Return a text as HTML in which addresses can be tapped."""
    html, end = Markup(), 0
    for found in ADDRESS.finditer(text):
        shown = found[0].rstrip(AFTER_ADDRESS)
        html += escape(text[end : found.start()]) + _link(found, shown)
        end = found.start() + len(shown)
    return html + escape(text[end:])


def _link(found: re.Match[str], shown: str) -> Markup:
    if found["web"]:
        address = shown
    elif found["mail"]:
        address = f"mailto:{shown}"
    else:
        address = f"tel:{re.sub(r'[ -]', '', shown)}"
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, shown)


def with_evidence_links(text: str) -> Markup:
    """Return an officer's text as HTML in which web addresses can be tapped, each followed by its host.

    An address whose host is not what it seems stays text: one with a name before an `@`, or with a host that no name
    server knows (RFC 5891).
    """
    html, end = Markup(), 0
    for found in EVIDENCE.finditer(text):
        shown = found[0].rstrip(AFTER_ADDRESS)
        if shown.endswith(")") and "(" not in shown:
            shown = shown.rstrip(f"){AFTER_ADDRESS}")
        if host := _host(shown):
            link = Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a> <span class="host">({})</span>')
            html += escape(text[end : found.start()]) + link.format(shown, shown, host)
            end = found.start() + len(shown)
    return html + escape(text[end:])


def _host(address: str) -> str:
    """Return the host of an address as name servers know it; empty where there is none, or it is not what it seems."""
    try:
        parts = urlsplit(address)
        if parts.username is not None or parts.password is not None or not parts.hostname or parts.port == 0:
            return ""
        return idna.encode(parts.hostname, uts46=True).decode()
    except ValueError:  # A port that is no number, brackets that do not close, or idna's own error.
        return ""
