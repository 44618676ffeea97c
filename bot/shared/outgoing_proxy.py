"""The proxy through which this machine reaches the internet, where it has one.

Read once for each address that is called: the clients' own ways to the same variables look them up at every call,
search `~/.netrc` for passwords as well, and do not agree about NO_PROXY.
"""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.errors import SettingsError

#: What the clients can speak to a proxy.
SCHEMES = {"http", "https"}


def proxy_for(address: str) -> str | None:
    """The proxy that HTTPS_PROXY or HTTP_PROXY names for an address; None where NO_PROXY excepts it or none is named.

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
            [f"{name}: must be an http:// or https:// address, such as http://proxy.example.go.th:3128."]
        )
    return proxy
