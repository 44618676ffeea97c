"""`radap chat`: chat in a terminal, with the server's database."""

import argparse
import asyncio

from bot.assembly import make_store, make_turn_handler
from bot.channels.terminal import TerminalChannel, read_standard_input
from bot.config.data_files import load_catalogues, load_criteria
from bot.config.settings import Settings, load_settings
from bot.database.open_database import open_database
from bot.observability.metrics import Metrics
from bot.shared.links import Links
from flows.i18n.language import Language
from flows.operator_text import Translatable, Translate

PROMPT = "> "


def run(options: argparse.Namespace) -> int:
    """Chat until the input ends."""
    asyncio.run(_chat(load_settings(), Language(options.language), options.translate))
    return 0


async def _chat(settings: Settings, language: Language, translate: Translate) -> None:
    criteria, catalogues = load_criteria(settings.criteria_file), load_catalogues()
    async with open_database(settings) as database:
        store = make_store(settings, database.redis)
        turns = make_turn_handler(settings, criteria, catalogues, store, Metrics())
        channel = TerminalChannel(turns=turns, links=Links(settings.base_url), language=language, catalogues=catalogues)
        note = Translatable(
            "Result links begin with {address} and open while the server runs (radap serve).", address=settings.base_url
        )
        print(translate(note), end="\n\n")
        await channel.chat(lambda: read_standard_input(PROMPT), print)
