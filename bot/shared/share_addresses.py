"""The addresses with which LINE, Telegram and mail programs pass a text and a link on."""

from urllib.parse import quote

LINE = "https://line.me/R/share?text="
TELEGRAM = "https://t.me/share/url?url={address}&text={text}"


def line_share(text: str) -> str:
    """Return LINE's address that opens the list of friends with a text (https://developers.line.biz, URL schemes)."""
    return LINE + quote(text, safe="")


def telegram_share(text: str, address: str) -> str:
    """Return Telegram's address that opens the list of chats with a link and a text (https://core.telegram.org)."""
    return TELEGRAM.format(address=quote(address, safe=""), text=quote(text, safe=""))


def mail_share(subject: str, body: str) -> str:
    """Return the address that opens a mail without a recipient (RFC 6068: lines end with CR LF)."""
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
