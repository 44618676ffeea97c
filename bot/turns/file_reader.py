"""Reads a file that an officer sent: fetches it once, and makes the event of its table. Its content is not kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import PlatformRefused, PlatformUnavailable, SheetRefused
from bot.observability.failure_log import log_known, log_unexpected
from bot.sheets.sheet_reader import CHAT_LIMITS, SheetReader
from flows.handlers.sent_files import MOST_ROWS
from flows.i18n.dates import day_of
from flows.model.events import FileNotRead, FileTrouble
from flows.service_table.table_event import TableRead
from flows.service_table.table_reader import TableReader

LOG = logging.getLogger("radap.files")

#: Seconds from the first byte to the table. The reply to LINE must come within 30 seconds.
READING_SECONDS = 25.0

#: Files in memory at the same time, of two megabytes each; others wait within their time.
FILES_AT_ONCE = 4

Fetch = Callable[[], Awaitable[bytes]]


class FileReader:
    """Reads files, a few at a time."""

    def __init__(self, tables: TableReader) -> None:
        self._tables = tables
        self._sheets = SheetReader(CHAT_LIMITS)
        self._places = asyncio.Semaphore(FILES_AT_ONCE)

    async def read(self, source: str, fetch: Fetch, now: int) -> TableRead | FileNotRead:
        """Return the event of a file whose content `fetch` returns. Raises nothing but cancellation.

        `now` is the time in seconds since 1970 (UTC).
        """
        try:
            async with asyncio.timeout(READING_SECONDS), self._places:
                sheets = await self._sheets.read(await fetch())
                table = await asyncio.to_thread(self._tables.read, sheets, today=day_of(now), limit=MOST_ROWS)
                return TableRead(source, table)
        except SheetRefused as error:
            return FileNotRead(source, error.refusal, error.values)
        except TimeoutError:
            LOG.warning("file not read in time")
            return FileNotRead(source, FileTrouble.TOO_SLOW)
        except (PlatformUnavailable, PlatformRefused) as error:
            log_known(LOG, "file not fetched", error)
        except Exception as error:  # noqa: BLE001 - a file of a stranger must end no conversation
            log_unexpected(LOG, "file not read", error)
        return FileNotRead(source, FileTrouble.GONE)
