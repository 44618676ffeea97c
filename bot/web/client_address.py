"""The address of the client of a request, for limits on how often one address may try."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

#: The prefix of an IPv6 address that one household or office gets.
IPV6_PREFIX_BITS = 64


def client_address(request: Request) -> str:
    """Return the address of the client, as the nearest proxy names it, or that of the connection.

    Only a limit depends on it: a client that invents addresses still has to guess a code's 60 or 80 bits.
    """
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    named = forwarded or (request.client.host if request.client else "")
    try:
        address = ip_address(named)
    except ValueError:
        return request.client.host if request.client else ""
    if isinstance(address, IPv6Address):
        return f"{int(address) >> (128 - IPV6_PREFIX_BITS):x}"
    return str(address)
