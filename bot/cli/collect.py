"""`radap collect`: open a collection of services, list and close them, and make codes for coordinators."""

import argparse
import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator

from bot.assembly import make_store
from bot.config.settings import Settings, load_settings
from bot.database.open_database import has_database, open_database
from bot.errors import CollectionRefused, CollectionUnknown, NoDatabase
from bot.shared.disclosure_control import BASE, publish
from bot.shared.links import Links
from bot.shared.random_code import random_code
from bot.storage.collection_records import ACCESS_SECONDS, TOKEN_BYTES, CollectionRecords, collection_name
from bot.storage.store import Store
from flows.collaboration.collection import Collection
from flows.i18n.dates import SECONDS_A_DAY, day_of, start_of_day
from flows.operator_text import Translatable, Translate
from flows.understanding.text_cleaning import clean_line

#: Characters of a title, and of an organiser.
LONGEST_NAME = 120
#: A longer collection would keep what officers gave for years.
LONGEST_DAYS = 3 * 366

OPENED = Translatable("Collection {name}: {title}")
OFFICERS = Translatable("For officers, until the end of {day}:")
COORDINATOR = Translatable("For the coordinator. It opens once, in one browser, within {days} days:")
IS_CLOSED = Translatable("{name} is closed: it takes no more changes.")
NONE = Translatable("There is no collection.")
REVOKED = Translatable("{count} earlier codes and browsers open the page no more.")
NO_ORGANISER = Translatable("Name who collects: --organiser NAME, or CONTROLLER_NAME in the settings.")


def run(options: argparse.Namespace) -> int:
    """Do what the subcommand says.

    Raises SettingsError, NoDatabase, StoreUnavailable, CollectionRefused or CollectionUnknown.
    """
    settings = load_settings()
    if not has_database(settings):
        raise NoDatabase
    actions = {"new": _new, "list": _list, "close": _close, "code": _code}
    asyncio.run(_run(settings, options, actions[options.action]))
    return 0


async def _run(settings: Settings, options: argparse.Namespace, action: Callable[["Command"], Awaitable[None]]) -> None:
    async with open_database(settings) as database:
        await action(Command(settings, make_store(settings, database.redis), options))


class Command:
    """A subcommand's options, the records, and how to print."""

    def __init__(self, settings: Settings, store: Store, options: argparse.Namespace) -> None:
        self.settings = settings
        self.options = options
        self.store = store
        self.records = CollectionRecords(store)
        self.links = Links(settings.base_url)
        self.translate: Translate = options.translate
        self.now = int(time.time())

    def say(self, text: Translatable | str) -> None:
        """Print a line in the operator's language."""
        print(self.translate(text))

    async def named(self) -> Collection:
        """Return the collection that the command line names. Raises CollectionUnknown."""
        for collection in await self.records.all():
            if collection_name(collection.token) == self.options.name:
                return collection
        raise CollectionUnknown(self.options.name)


async def _new(command: Command) -> None:
    options, settings = command.options, command.settings
    code = random_code()
    title = _line("TITLE", options.title)
    organiser = _line("--organiser", options.organiser or settings.controller_name)
    until = start_of_day(options.until) + SECONDS_A_DAY
    if not command.now < until <= command.now + LONGEST_DAYS * SECONDS_A_DAY:
        problem = Translatable("--until {day} must lie ahead, by three years at most.", day=options.until.isoformat())
        raise CollectionRefused(problem, Translatable("Give a year of the common era: 2027, not 2570."))
    collection = Collection(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        title=title,
        organiser=organiser,
        language=options.language,
        opened_at=command.now,
        until=until,
        code=code,
    )
    await command.records.open(collection, command.now)
    for line in _opened(command, collection):
        command.say(line)
    await _print_access(command, collection)


def _line(option: str, text: str) -> str:
    """Return a typed name without invisible signs. Raises CollectionRefused for none, and for a long one."""
    line = clean_line(text)
    if not line:
        raise CollectionRefused(Translatable("{option} is empty.", option=option), NO_ORGANISER)
    if len(line) > LONGEST_NAME:
        long = Translatable("{option} has more than {most} characters.", option=option, most=LONGEST_NAME)
        raise CollectionRefused(long, Translatable("Shorten it: officers read it in a chat."))
    return line


def _opened(command: Command, collection: Collection) -> Iterator[Translatable | str]:
    yield Translatable(OPENED.english, name=collection_name(collection.token), title=collection.title)
    yield ""
    yield Translatable(OFFICERS.english, day=day_of(collection.until - 1).isoformat())
    yield f"  {collection.code}"
    yield f"  {command.links.code(collection.code)}"


async def _print_access(command: Command, collection: Collection) -> None:
    code = await command.records.grant_access(collection, command.now)
    command.say("")
    command.say(Translatable(COORDINATOR.english, days=ACCESS_SECONDS // SECONDS_A_DAY))
    command.say(f"  {command.links.code(code)}")


async def _list(command: Command) -> None:
    collections = await command.records.all()
    if not collections:
        command.say(NONE)
    for collection in collections:
        joined = publish(await command.store.contributions.count(collection.token))
        command.say(
            Translatable(
                "{name}  {state}  until {day}  joined: {joined}  {title}",
                name=collection_name(collection.token),
                state=Translatable("open") if collection.is_open(command.now) else Translatable("closed"),
                day=day_of(collection.until - 1).isoformat(),
                joined=f"<{BASE}" if joined is None else f"{joined:,}",
                title=collection.title,
            )
        )


async def _close(command: Command) -> None:
    await command.records.close(await command.named(), command.now)
    command.say(Translatable(IS_CLOSED.english, name=command.options.name))


async def _code(command: Command) -> None:
    collection = await command.named()
    if command.options.revoke:
        count = await command.records.revoke_access(collection)
        command.say(Translatable(REVOKED.english, count=count))
    await _print_access(command, collection)
