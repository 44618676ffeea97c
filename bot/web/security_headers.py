"""The security headers of everything a browser gets from Radap."""

#: Nothing is loaded but our own script, style, font, icon and answers; nobody may frame a page.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
OWN_FILES = "'self'"


def private_headers(style: str = OWN_FILES) -> dict[str, str]:
    """For pages and data about one officer's assessment: kept by no cache, named to no other site, in no index.

    `style` is where the page's style comes from: our own files, or the proof of one inside the page.
    """
    return {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(style=style),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }
