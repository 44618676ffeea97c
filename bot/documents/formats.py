"""The cell formats of a result's sheets, with the colours that every channel has."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from bot.shared.level_styles import LEVEL_STYLES, style_index
from flows.results.process_view import LevelView, ProcessStatus
from flows.service_table.cells import would_be_formula

STATUS_COLOURS = {
    ProcessStatus.MISSING: "#FEE2E2",
    ProcessStatus.RAISE: "#FEF3C7",
    ProcessStatus.CONFORMS: "#DCFCE7",
    ProcessStatus.ABSENT: "#F1F5F9",
    ProcessStatus.OPEN: "#FFFFFF",
}


class Formats:
    """Cell formats. The colours of levels are those of every channel."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top", "text_wrap": True}
        self.text: Format = book.add_format(top)
        #: Excel's own apostrophe: editing such a cell makes no formula of it.
        self.quoted: Format = book.add_format({**top, "quote_prefix": True})
        self.bold: Format = book.add_format({**top, "bold": True})
        #: An amount of baht and satang.
        self.money: Format = book.add_format({"valign": "top", "num_format": "#,##0.00"})
        self.levels = [
            book.add_format({**top, "bg_color": style.colour, "font_color": style.ink}) for style in LEVEL_STYLES
        ]
        self.statuses = {name: book.add_format({**top, "bg_color": colour}) for name, colour in STATUS_COLOURS.items()}

    def of(self, value: str | int) -> Format:
        """Return the format of a cell with a text or a number."""
        return self.quoted if isinstance(value, str) and would_be_formula(value) else self.text

    def level(self, level: LevelView) -> Format:
        """Return the format of a level's cell."""
        return self.levels[style_index(level.rank)]
