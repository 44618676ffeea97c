"""Rendering of a message's buttons as an inline keyboard: entries to change, links, answers, controls, then pages."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NotRequired, TypedDict
from unicodedata import category

from bot.channels.common.text_limits import cut_utf16, utf16_length
from bot.shared.level_styles import level_style
from bot.shared.links import Links
from bot.shared.share_addresses import telegram_share
from flows.model.events import Button, encode_button
from flows.model.messages import Choice, Entry, LinkPurpose, Message, PageLink, ResultLink, Section, Style

CHOSEN = "✓ "
ENTRIES_A_ROW = 2
CONTROLS_A_ROW = 3

#: Characters that a button of half the width shows on a narrow phone; a longer label gets a row of its own.
HALF_WIDTH = 16

#: Telegram documents no limit for a button's URL. Some browsers and proxies cut longer ones.
URL_LIMIT = 2000

STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}


#: Characters that a button copies at most (https://core.telegram.org/bots/api#copytextbutton).
COPY_LIMIT = 256


class CopyTextButton(TypedDict):
    """The text that a button copies."""

    text: str


class InlineKeyboardButton(TypedDict):
    """A button, under the Bot API's names."""

    text: str
    callback_data: NotRequired[str]
    url: NotRequired[str]
    copy_text: NotRequired[CopyTextButton]
    style: NotRequired[str]


class InlineKeyboardMarkup(TypedDict):
    """The buttons below a message, in rows."""

    inline_keyboard: list[Sequence[InlineKeyboardButton]]


Row = Sequence[InlineKeyboardButton]


def keyboard(message: Message, links: Links, assessment: str) -> InlineKeyboardMarkup | None:
    """Return the keyboard of a message, for an assessment; None if the message has no buttons."""
    entries = (entry for block in message.blocks if isinstance(block, Section) for entry in block.entries)
    rows: list[Row] = [
        *_in_rows([_entry(entry, entry.press, assessment) for entry in entries if entry.press], ENTRIES_A_ROW),
        *([] if links.is_local else _by_length([_link(link, links) for link in message.links])),
        *_by_length([_choice(choice, assessment) for choice in message.choices]),
        *_control_rows(message.controls, assessment),
        *([] if links.is_local else _by_length([_page(page, links) for page in message.pages])),
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _entry(entry: Entry, press: Button, assessment: str) -> InlineKeyboardButton:
    return _button(f"{entry.number} {entry.label}".strip(), press, assessment)


def _choice(choice: Choice, assessment: str) -> InlineKeyboardButton:
    chosen = CHOSEN if choice.chosen else ""
    mark = "" if choice.level is None else f"{level_style(choice.level).emoji} "
    return _button(f"{chosen}{mark}{choice.label}", choice.press, assessment, choice.style)


def _button(text: str, press: Button, assessment: str, style: Style = Style.NEUTRAL) -> InlineKeyboardButton:
    button = InlineKeyboardButton(text=text, callback_data=encode_button(press, assessment))
    if style in STYLES:
        button["style"] = STYLES[style]
    return button


def _link(link: ResultLink, links: Links) -> InlineKeyboardButton:
    address = links.address(link)
    if link.purpose is LinkPurpose.CLIPBOARD and utf16_length(copied := links.copied(link)) <= COPY_LIMIT:
        return InlineKeyboardButton(text=link.label, copy_text=CopyTextButton(text=copied))
    url = share_address(link.text, address) if link.purpose is LinkPurpose.SHARE else address
    return InlineKeyboardButton(text=link.label, url=url)


def _page(page: PageLink, links: Links) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=page.label, url=links.page(page))


def share_address(text: str, address: str) -> str:
    """Return Telegram's address that shares a result and a text with a chat. A long text is cut, the address never."""

    def url(length: int) -> str:
        shared = cut_utf16(text, length) if length else ""
        return telegram_share(shared, address)

    whole = utf16_length(text)
    return url(bisect_right(range(1, whole + 1), URL_LIMIT, key=lambda length: len(url(length))))


def _by_length(buttons: Iterable[InlineKeyboardButton]) -> Iterator[Row]:
    """Put two short buttons in a row, a long button alone."""
    row: list[InlineKeyboardButton] = []
    for button in buttons:
        is_long = _width(button["text"]) > HALF_WIDTH
        if row and (is_long or len(row) == 2):
            yield row
            row = []
        row.append(button)
        if is_long:
            yield row
            row = []
    if row:
        yield row


def _width(text: str) -> int:
    """Return the width in characters. Thai vowels and tone marks above or below a letter have none."""
    return sum(1 for sign in text if not category(sign).startswith("M"))


def _control_rows(controls: Sequence[Choice], assessment: str) -> Iterator[Row]:
    """Return as few rows as possible, of even length."""
    count = -(-len(controls) // CONTROLS_A_ROW)
    if count:
        buttons = [_button(control.label, control.press, assessment, control.style) for control in controls]
        yield from _in_rows(buttons, -(-len(buttons) // count))


def _in_rows(buttons: Sequence[InlineKeyboardButton], size: int) -> Iterator[Row]:
    return (buttons[start : start + size] for start in range(0, len(buttons), size))
