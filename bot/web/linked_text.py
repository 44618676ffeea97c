"""Addresses in a text of the criteria as links. Everything else of the text is escaped."""

import re

from markupsafe import Markup, escape

#: A web address, a mail address, or a Thai telephone number of nine or ten digits.
ADDRESS = re.compile(
    r"(?P<web>https://[^\s<>\"'“”‘’()]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\d/-])(?P<telephone>0\d(?:[ -]?\d){7,8})(?!\d)",
    re.ASCII,
)
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
