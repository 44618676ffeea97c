"""`radap chat`: the whole conversation in a terminal, on the same database as the server's."""

import argparse
import asyncio

from bot.channels.terminal import TerminalChannel, read_standard_input
from bot.database import open_database
from bot.links import Links
from bot.metrics import Metrics
from bot.parts import make_store, make_turns
from bot.resources import load_catalogues, load_criteria
from bot.settings import Settings, load_settings
from flows.language import Language

PROMPT = "> "


def run(options: argparse.Namespace) -> int:
    """Chat until the input ends."""
    asyncio.run(_chat(load_settings(), Language(options.language)))
    return 0


async def _chat(settings: Settings, language: Language) -> None:
    criteria, catalogues = load_criteria(settings.criteria_file), load_catalogues()
    async with open_database(settings) as database:
        store = make_store(settings, database.redis)
        turns = make_turns(settings, criteria, catalogues, store, Metrics())
        channel = TerminalChannel(turns=turns, links=Links(settings.base_url), language=language, catalogues=catalogues)
        print(f"Result links begin with {settings.base_url} and open while the server runs (radap serve).\n")
        await channel.chat(lambda: read_standard_input(PROMPT), print)
