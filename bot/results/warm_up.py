"""What is made right after the start, so that the first officer does not wait for what is only needed once."""

import asyncio
import logging
from collections.abc import Iterable

from bot.results.files import ResultFiles
from bot.results.lookup import LoadedResult
from bot.results.page import ResultPages

LOG = logging.getLogger("radap.start")

#: The server takes its first requests before: whatever asks whether it is ready does not wait for this.
SECONDS_AFTER_START = 0.5


async def warm_up(files: ResultFiles, page: ResultPages, blanks: Iterable[LoadedResult]) -> None:
    """Make one form, and a page in each language, of results of nobody; in other threads, after the start is done."""
    await asyncio.sleep(SECONDS_AFTER_START)
    try:
        await files.warm_up()
        for blank in blanks:
            await asyncio.to_thread(page.warm_up, blank)
    except Exception as error:  # noqa: BLE001 - whatever it is, the first officer just waits a little
        LOG.warning("warm start failed", extra={"error": type(error).__name__})
    else:
        LOG.info("form and page are ready")
