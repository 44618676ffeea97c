"""The outgoing proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).

Radap reads it once for each base address. aiohttp would look it up at every call and search `~/.netrc` for passwords,
and the HTTP clients do not agree about NO_PROXY.
"""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.errors import SettingsError
from flows.operator_text import Translatable

#: Schemes of proxies that the HTTP clients support.
SCHEMES = {"http", "https"}


def proxy_for(address: str) -> str | None:
    """Return the proxy for an address; None where none is set, or NO_PROXY excepts the address.

    Raises SettingsError for a proxy of another kind.
    """
    parts = urlsplit(address)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc) or proxy_bypass(parts.hostname or ""):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(proxy).scheme not in SCHEMES:
        name = f"{parts.scheme.upper()}_PROXY"
        raise SettingsError(
            [
                Translatable(
                    "{name}: must be an http:// or https:// address, such as http://proxy.example.go.th:3128.",
                    name=name,
                )
            ]
        )
    return proxy
