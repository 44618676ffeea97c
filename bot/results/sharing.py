"""What the page of a result has to pass it on: links to LINE, Telegram and mail, a QR code, and a cover note."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.results.lookup import LoadedResult
from bot.shared.chat_link import ChatLink
from bot.shared.share_addresses import line_share, mail_share, telegram_share
from bot.web.qr_code import qr_code


@dataclass(frozen=True, slots=True)
class Sharing:
    """The result's address, the links that pass it on, its QR code (SVG), and the note to paste into a letter.

    `chats` are the chats in which a reader can begin an assessment of an own service.
    """

    address: str
    line: str
    telegram: str
    mail: str
    qr: Markup
    note: str
    chats: tuple[ChatLink, ...]


def sharing(loaded: LoadedResult, address: str, chats: tuple[ChatLink, ...]) -> Sharing:
    """Return what passes a result on. It has nothing that the page does not show."""
    view, text = loaded.view, loaded.wording
    shared = text("result.share_text", service=view.service, group=view.group_id)
    return Sharing(
        address=address,
        line=line_share(f"{shared}\n{address}"),
        telegram=telegram_share(shared, address),
        mail=mail_share(shared, f"{shared}\n{address}"),
        qr=qr_code(address),
        note=_note(loaded, address),
        chats=chats,
    )


def _note(loaded: LoadedResult, address: str) -> str:
    """Return the cover note. The reader writes to whom it goes."""
    view, text = loaded.view, loaded.wording
    agency = next((item.value for item in view.public_data if item.value and not item.is_name), "")
    service = text("share.service_of", service=view.service, agency=agency) if agency else view.service
    lines = (
        text("share.note.greeting"),
        "",
        text("share.note.about", service=service, date=view.date, group=view.group_id, name=view.group_name),
        *((f"{view.stamp}",) if view.stamp else ()),
        f"{text('result.processes_verdict')}: {view.processes_verdict_text}",
        f"{text('result.levels_verdict')}: {view.levels_verdict_text}",
        f"{text('page.missing')}: {len(view.missing)} · {text('page.raises')}: {len(view.raises)}",
        "",
        text("share.note.more", address=address),
        "",
        text("share.note.closing"),
    )
    return "\n".join(lines)
