"""What a paper carries to be checked by: its code, the address of the page about it, and that as a QR code."""

from dataclasses import dataclass

import segno

from bot.shared.links import Links

#: A seventh of the code may be dirty or folded ("M", 15 %), and four modules around it stay white (ISO/IEC 18004).
ERROR_CORRECTION, QUIET_ZONE = "m", 4


@dataclass(frozen=True, slots=True)
class PaperMark:
    """A code, its address in full, the place where it is typed (no scheme, no code), and the QR code (SVG).

    `result_address` is that of the result, where its owner wants it on paper; otherwise empty.
    """

    code: str
    address: str
    place: str
    qr: str
    result_address: str = ""


def paper_mark(code: str, links: Links, result_address: str = "") -> PaperMark:
    """Return the mark of a code."""
    address = links.paper(code)
    drawn = segno.make_qr(address, error=ERROR_CORRECTION)
    svg = drawn.svg_inline(border=QUIET_ZONE, light="white", omitsize=True)
    return PaperMark(code, address, address.partition("://")[2].removesuffix(f"/{code}"), svg, result_address)
