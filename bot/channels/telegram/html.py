"""Rendering of messages as Telegram's HTML texts. The last text of each message has the keyboard."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import orjson

from bot.channels.common.render_cache import JsonTemplate
from bot.channels.common.text_limits import split_utf16, utf16_length
from bot.channels.telegram.keyboard import InlineKeyboardMarkup, keyboard
from bot.shared.level_styles import level_style
from bot.shared.links import Links
from flows.model.messages import Block, Choice, Entry, Message, Progress, Role, Section

#: UTF-16 code units of a message without its markup (https://core.telegram.org/bots/api#sendmessage).
TEXT_LIMIT = 4096

#: Characters of a remark; a longer one is collapsed, and the reader expands it by a tap.
LONG_REMARK = 400

BAR_LENGTH = 12
FILLED, EMPTY = "▰", "▱"
NOTICE_SIGN = "ℹ️ "
BULLET = "•"
BLANK_LINE, LINE_BREAK = "\n\n", "\n"


@dataclass(frozen=True, slots=True)
class HtmlMessage:
    """A message to send: its text in Telegram's HTML parse mode, and its keyboard.

    `preview` is the address of the link preview.
    """

    html: str
    keyboard: InlineKeyboardMarkup | None = None
    preview: str = ""


@dataclass(frozen=True, slots=True)
class FilledMessage:
    """A message like HtmlMessage, with the keyboard as JSON."""

    html: str
    keyboard: orjson.Fragment | None
    preview: str = ""


Sendable = HtmlMessage | FilledMessage


class MessageTemplate:
    """A message whose buttons do not have the assessment's id yet."""

    def __init__(self, message: HtmlMessage) -> None:
        self._html = message.html
        self._preview = message.preview
        self._keyboard = JsonTemplate(message.keyboard, "callback_data") if message.keyboard else None

    def filled(self, assessment: str) -> FilledMessage:
        """Return the message for one assessment."""
        keyboard = self._keyboard.fill(assessment) if self._keyboard else None
        return FilledMessage(self._html, keyboard, self._preview)


@dataclass(frozen=True, slots=True)
class _Span:
    """A text between an opening and a closing tag."""

    text: str
    opening: str = ""
    closing: str = ""

    @property
    def html(self) -> str:
        return f"{self.opening}{escape(self.text, quote=False)}{self.closing}"


@dataclass(frozen=True, slots=True)
class _Line:
    """Spans that stay together, and the gap before them."""

    spans: tuple[_Span, ...]
    gap: str = BLANK_LINE

    @property
    def length(self) -> int:
        return sum(utf16_length(span.text) for span in self.spans)


def render_messages(messages: Iterable[Message], links: Links, assessment: str) -> list[HtmlMessage]:
    """Return all messages in order; a message that is longer than Telegram allows becomes several.

    `assessment` is the id of the one that their buttons belong to.
    """
    return [part for message in messages for part in _render(message, links, assessment)]


def _render(message: Message, links: Links, assessment: str) -> Iterator[HtmlMessage]:
    lines = [part for line in _lines(message, links) for part in _fitting(line)]
    *others, last = _pages(lines or [_Line((_Span(message.summary),))])
    yield from map(HtmlMessage, others)
    preview = links.result(message.picture) if message.picture and links.has_https else ""
    yield HtmlMessage(last, keyboard(message, links, assessment), preview)


def _lines(message: Message, links: Links) -> Iterator[_Line]:
    if message.progress:
        yield _Line((_Span(_bar(message.progress)),))
    if message.title.strip():
        yield _Line((_bold(message.title.strip()),), LINE_BREAK)
    yield from _blocks(message.blocks)
    if any(choice.detail for choice in message.choices):
        yield from map(_choice, message.choices)
    if links.is_local:
        yield from _addresses(message, links)


def _bar(progress: Progress) -> str:
    """Return a bar such as `3/12 ▰▰▰▱▱▱▱▱▱▱▱▱`. With more questions than signs, each sign represents several."""
    length = min(progress.total, BAR_LENGTH)
    filled = progress.done * length // max(progress.total, 1)
    return f"{progress.done}/{progress.total} {FILLED * filled}{EMPTY * (length - filled)}"


def _blocks(blocks: Iterable[Block]) -> Iterator[_Line]:
    gap = BLANK_LINE
    for block in blocks:
        if isinstance(block, Section):
            yield from _section(block)
            gap = BLANK_LINE
        elif block.text.strip():
            yield _Line((_paragraph(block.text.strip(), block.role),), gap)
            gap = LINE_BREAK if block.role is Role.HEADING else BLANK_LINE


def _paragraph(text: str, role: Role) -> _Span:
    if role is Role.HEADING:
        return _bold(text)
    if role is Role.NOTICE:
        return _Span(NOTICE_SIGN + text)
    if role is Role.REMARK and len(text) > LONG_REMARK:
        return _Span(text, "<blockquote expandable>", "</blockquote>")
    return _Span(text, "<i>", "</i>") if role is Role.REMARK else _Span(text)


def _section(section: Section) -> Iterator[_Line]:
    if not section.entries:
        return
    if section.title.strip():
        yield _Line((_bold(section.title.strip()),))
    for index, entry in enumerate(section.entries):
        is_first = index == 0 and not section.title.strip()
        yield _Line((_Span(_entry(entry)),), BLANK_LINE if is_first else LINE_BREAK)
        if entry.detail:
            yield _Line((_Span(entry.detail, "<i>", "</i>"),), LINE_BREAK)


def _entry(entry: Entry) -> str:
    mark = "" if entry.level is None else level_style(entry.level).emoji
    number = f"{entry.number}." if entry.number else ""
    return f"{f'{mark} {number}'.strip() or BULLET} {entry.label}{_explained(entry.value)}"


def _choice(choice: Choice) -> _Line:
    mark = "" if choice.level is None else f"{level_style(choice.level).emoji} "
    is_numbered = choice.number and choice.number not in choice.label
    name = f"{choice.number} {choice.label}" if is_numbered else choice.label
    return _Line((_Span(mark), _bold(name), _Span(_explained(choice.detail))))


def _addresses(message: Message, links: Links) -> Iterator[_Line]:
    """Return each address once, as text: Telegram refuses buttons with addresses of this machine."""
    labels = {links.address(link): link.label for link in reversed(message.links)}
    for address in dict.fromkeys(links.address(link) for link in message.links):
        yield _Line((_Span(f"{labels[address]}: {address}"),))
    for page in message.pages:
        yield _Line((_Span(f"{page.label}: {links.page(page)}"),))


def _explained(meaning: str) -> str:
    return f" — {meaning}" if meaning else ""


def _bold(text: str) -> _Span:
    return _Span(text, "<b>", "</b>")


def _fitting(line: _Line) -> Iterator[_Line]:
    """Return the line; if it alone is too long for a message, its spans in pieces."""
    if line.length <= TEXT_LIMIT:
        yield line
        return
    gap = line.gap
    for span in line.spans:
        for piece in split_utf16(span.text.strip(), TEXT_LIMIT):
            yield _Line((_Span(piece, span.opening, span.closing),), gap)
            gap = LINE_BREAK


def _pages(lines: Sequence[_Line]) -> Iterator[str]:
    html, length = "", 0
    for line in lines:
        text = "".join(span.html for span in line.spans if span.text)
        if html and length + len(line.gap) + line.length > TEXT_LIMIT:
            yield html
            html, length = "", 0
        gap = line.gap if html else ""
        html, length = html + gap + text, length + len(gap) + line.length
    yield html
