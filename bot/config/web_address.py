"""Parses the web addresses in settings: plain base addresses, to which a path can be appended."""

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from flows.operator_text import Translatable

SCHEMES = {"http", "https"}

#: Characters that are reserved in an address, end it, or are read differently by other programs.
FORBIDDEN_CHARACTERS = re.compile(r"[\s?#@\\\"'<>^`{|}\x00-\x1f\x7f]")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
MAX_HOST_LENGTH = 253

#: Unicode categories: letters, marks (such as Thai vowels above and below) and numbers. And further characters.
PATH_CATEGORIES, PATH_CHARACTERS = "LMN", "-._~"


def read_web_address(text: str) -> str:
    """Return the address in its normal form, without a slash at its end and with its host in ASCII (Punycode).

    Raises ValueError with a sentence unless the text is a scheme, a host, perhaps a port and perhaps a path.
    """
    if FORBIDDEN_CHARACTERS.search(text) or not text.isprintable():
        raise ValueError(
            Translatable("must be a plain address without spaces, quotation marks, backslashes, ?, # or a user name")
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(Translatable("must name a host, and a port from 1 to 65535 or none")) from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(Translatable("must be a web address that begins with https:// (or http://)"))
    if port == 0:
        raise ValueError(Translatable("must name a port from 1 to 65535, or none"))
    authority = _host(parts) + (f":{port}" if port else "")
    return f"{parts.scheme}://{authority}{_path(parts.path)}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        return f"[{_ip_address(host)}]"
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            host = ""
    labels = host.removesuffix(".").split(".")
    if len(host) > MAX_HOST_LENGTH or not all(map(LABEL.fullmatch, labels)):
        raise ValueError(Translatable("must name a host, such as radap.example.go.th"))
    return _ip_address(host) if labels[-1].isdigit() else host


def _ip_address(host: str) -> str:
    try:
        return str(ip_address("" if "%" in host else host))
    except ValueError:
        raise ValueError(Translatable("must name a host, or the address of a machine in its full form")) from None


def _path(path: str) -> str:
    """Return the path, percent-encoded. Empty, `.` and `..` segments are refused: programs resolve them differently."""
    stripped = path.rstrip("/")
    parts = [_decoded(part) for part in stripped.split("/")[1:]]
    if not all(map(_is_plain, parts)):
        raise ValueError(
            Translatable("must have a plain path or none: letters, digits and - . _ ~ between single slashes")
        )
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _decoded(part: str) -> str:
    """Return a decoded segment; empty if its percent-encoding is not valid UTF-8."""
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        return ""


def _is_plain(part: str) -> bool:
    if part in {"", ".", ".."}:
        return False
    return all(
        character in PATH_CHARACTERS or unicodedata.category(character)[0] in PATH_CATEGORIES for character in part
    )
