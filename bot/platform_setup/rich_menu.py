"""LINE's rich menu: its areas with the texts that they send, and its image, both from the same layout."""

import json
from dataclasses import dataclass

from linebot.v3.messaging import (
    MessageAction,
    RichMenuArea,
    RichMenuBounds,
    RichMenuRequest,
    RichMenuSize,
)

from bot.documents.typst_compiler import compile_png
from bot.shared.hashing import digest
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Command

#: Pixels: LINE's compact height at its full width.
WIDTH, HEIGHT = 2500, 843

#: The menu's commands, row by row.
ROWS = (
    (Command.START, Command.BACK, Command.RESULTS),
    (Command.RESTART, Command.LANGUAGE, Command.HELP),
)

#: Prefix of the menu's name, which LINE shows only to API clients of the account.
NAME = "Radap "
NAME_BYTES = 8
FOLDER, TEMPLATE = "platform_setup", "rich_menu_image.typ"


@dataclass(frozen=True, slots=True)
class RichMenu:
    """A menu as LINE takes it, and its image as PNG. Its name holds a digest of both."""

    request: RichMenuRequest
    image: bytes


def make_rich_menu(catalogues: Catalogues) -> RichMenu:
    """Return the menu with its image, which takes some tenths of a second of CPU time. Labels are in all languages."""
    image = _image(catalogues)
    areas = [
        RichMenuArea(bounds=_bounds(row, column), action=_action(catalogues, command))
        for row, commands in enumerate(ROWS)
        for column, command in enumerate(commands)
    ]
    content = json.dumps([area.to_dict() for area in areas], sort_keys=True).encode() + image
    request = RichMenuRequest(
        size=RichMenuSize(width=WIDTH, height=HEIGHT),
        selected=False,
        name=NAME + digest(content, NAME_BYTES),
        chat_bar_text=catalogues[Language.THAI]("rich_menu.bar"),
        areas=areas,
    )
    return RichMenu(request, image)


def _bounds(row: int, column: int) -> RichMenuBounds:
    """Return an area's bounds. The areas cover the image: the last column and row get the remainder of the division."""
    columns = len(ROWS[row])
    left, right = (WIDTH * edge // columns for edge in (column, column + 1))
    top, bottom = (HEIGHT * edge // len(ROWS) for edge in (row, row + 1))
    return RichMenuBounds(x=left, y=top, width=right - left, height=bottom - top)


def _action(catalogues: Catalogues, command: Command) -> MessageAction:
    """Return the action that sends the command's first Thai word, which is understood in every language."""
    text = catalogues[Language.THAI]
    return MessageAction(label=text(f"rich_menu.{command}"), text=text.words(f"words.command.{command}")[0])


def _image(catalogues: Catalogues) -> bytes:
    cells = [
        {
            "icon": command.value,
            "labels": [text(f"rich_menu.{command}") for text in catalogues.all],
        }
        for commands in ROWS
        for command in commands
    ]
    layout = {"width": WIDTH, "height": HEIGHT, "columns": len(ROWS[0]), "rows": len(ROWS), "cells": cells}
    return compile_png(FOLDER, TEMPLATE, layout)
