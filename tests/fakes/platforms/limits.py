"""The limits of both platforms that their schemas do not hold, in one place."""

from tests.fakes.platforms.counting import graphemes, json_bytes, utf8_bytes, utf16_units
from tests.fakes.platforms.line_limits import line_limit_problems
from tests.fakes.platforms.telegram_html import parse_html
from tests.fakes.platforms.telegram_limits import telegram_limit_problems

__all__ = [
    "graphemes",
    "json_bytes",
    "line_limit_problems",
    "parse_html",
    "telegram_limit_problems",
    "utf8_bytes",
    "utf16_units",
]
