"""Security headers of every page and file."""

from collections.abc import Mapping

#: Only our own script, style, font, icon and responses are loaded. No site may frame a page.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
OWN_FILES = "'self'"


def form_headers(style: str) -> dict[str, str]:
    """Return the headers of a page with a form that is sent back to Radap.

    With the usual policy a browser would name no origin when it sends the form.
    """
    return with_form(private_headers(style)) | {"Referrer-Policy": "same-origin"}


def with_form(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a page whose form asks this server for something (GET)."""
    policy = headers["Content-Security-Policy"].replace("form-action 'none'", "form-action 'self'")
    return {**headers, "Content-Security-Policy": policy}


def private_headers(style: str = OWN_FILES) -> dict[str, str]:
    """Return the headers of pages and data about an assessment: no cache, no referrer, no search index.

    `style` is the source expression of the page's style: our own files, or the hash of an inline one.
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
