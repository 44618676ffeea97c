"""Reading the web addresses of settings: plain base addresses, to which a path can be appended."""

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

SCHEMES = {"http", "https"}

#: What has a meaning of its own in an address, ends it, or is another sign to another program.
UNFIT = re.compile(r"[\s?#@\\\"'<>^`{|}\x00-\x1f\x7f]")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_HOST = 253

#: Letters, marks (Thai vowels above and below) and digits of any script, and these.
PATH_KINDS, PATH_SIGNS = "LMN", "-._~"


def read_web_address(text: str) -> str:
    """The address in its usual form, without a slash at its end; hosts in any script become ASCII (Punycode).

    Raises ValueError with a sentence for whatever is more, less or other than a scheme, a host, perhaps a port and
    perhaps a path.
    """
    if UNFIT.search(text) or not text.isprintable():
        raise ValueError("must be a plain address without spaces, quotation marks, backslashes, ?, # or a user name")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("must name a host, and a port from 1 to 65535 or none") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError("must be a web address that begins with https:// (or http://)")
    if port == 0:
        raise ValueError("must name a port from 1 to 65535, or none")
    place = _host(parts) + (f":{port}" if port else "")
    return f"{parts.scheme}://{place}{_path(parts.path)}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        return f"[{_address_of_machine(host)}]"
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            host = ""
    labels = host.removesuffix(".").split(".")
    if len(host) > LONGEST_HOST or not all(map(LABEL.fullmatch, labels)):
        raise ValueError("must name a host, such as radap.example.go.th")
    return _address_of_machine(host) if labels[-1].isdigit() else host


def _address_of_machine(host: str) -> str:
    try:
        return str(ip_address("" if "%" in host else host))
    except ValueError:
        raise ValueError("must name a host, or the address of a machine in its full form") from None


def _path(path: str) -> str:
    """Every part of a path as it stands for itself: none that programs leave out or go back by."""
    stripped = path.rstrip("/")
    parts = [_decoded(part) for part in stripped.split("/")[1:]]
    if not all(map(_is_fit, parts)):
        raise ValueError("must have a plain path or none: letters, digits and - . _ ~ between single slashes")
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _decoded(part: str) -> str:
    """Empty where percent signs stand for no text."""
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        return ""


def _is_fit(part: str) -> bool:
    if part in {"", ".", ".."}:
        return False
    return all(sign in PATH_SIGNS or unicodedata.category(sign)[0] in PATH_KINDS for sign in part)
