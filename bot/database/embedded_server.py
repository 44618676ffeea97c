"""The built-in database: a Valkey server of Radap's own, which runs where REDIS_URL is not set."""

import asyncio
import logging
import os
from errno import ENAMETOOLONG, ENOSPC
from pathlib import Path

from bot.database.disk_space import DiskGuard, FreeSpaceReader, free_bytes
from bot.database.file_lock import lock_file
from bot.database.server_process import RedisServer
from bot.database.server_program import OTHER_PROGRAM, find_redis_server
from bot.errors import EmbeddedRedisFailed
from bot.shared.os_errors import os_error_reason
from flows.operator_text import Translatable

LOG = logging.getLogger("radap.redis")

#: Held by the process that owns the server. The file stays in the folder.
LOCK = "redis.lock"

READY_TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.5
MAX_BACKOFF_SECONDS = 16.0

OTHER_FOLDER = Translatable(
    "Set DATA_DIR to a folder of Radap's own that it can create and write to, or set REDIS_URL."
)
NO_ROOM = Translatable("Free some space on its disk, or set DATA_DIR to a folder on another one.")
SHORTER_PATH = Translatable("Set DATA_DIR to a folder with a shorter path, or set REDIS_URL.")


class EmbeddedRedis:
    """A Valkey server whose data, socket and log are in one folder; it runs from `start` to `stop`.

    Several processes may share the folder. The one that holds `redis.lock` owns the server: it starts it (or adopts
    the one that a killed owner left), restarts it when it dies, lets it refuse writes while the disk is nearly full,
    and shuts it down at the end. The others are guests; when the owner ends, one of them becomes the owner. `start`
    creates the folder. Without `server`, the server program is the one that `find_redis_server` finds.
    """

    def __init__(self, folder: Path, server: Path | None = None, read_free: FreeSpaceReader = free_bytes) -> None:
        self._folder = folder
        self._program = server
        self._disk = DiskGuard(folder, read_free)
        self._server: RedisServer | None = None
        self._ownership: int | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> str:
        """Start, and return the URL."""
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> str:
        """Start the server, or join the one that serves this folder already; return its redis-py URL.

        Idempotent. Raises RedisServerMissing, DataFolderRefused where another or a newer program wrote the folder, or
        EmbeddedRedisFailed where the server exits at once or accepts no command within 30 seconds.
        """
        if self._server is not None and self._watch is not None:
            return self._server.url
        program = await asyncio.to_thread(find_redis_server) if self._program is None else self._program
        self._server = server = RedisServer(self._folder, program)
        try:
            await self._until_ready(server)
            await self._watch_disk(server)
        except BaseException:
            await self.stop()
            raise
        self._watch = asyncio.create_task(self._keep_alive(server), name="embedded redis")
        return server.url

    async def stop(self) -> None:
        """Shut the server down as its owner, and return when it has exited; a guest only disconnects. Idempotent."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
            self._watch = None
        if self._server is None:
            return
        if self._ownership is not None:
            try:
                await self._server.shut_down()
            except TimeoutError:
                LOG.warning("The built-in database does not shut down; the next start will find it")
            os.close(self._ownership)
            self._ownership = None
        self._server.close()

    async def _until_ready(self, server: RedisServer) -> None:
        try:
            await asyncio.to_thread(server.open_folder)
            async with asyncio.timeout(READY_TIMEOUT_SECONDS):
                while not await self._is_ready(server):  # noqa: ASYNC110 -- another process sends no event
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise EmbeddedRedisFailed(await asyncio.to_thread(server.last_log_line)) from None
        except OSError as error:
            place = error.filename or self._folder
            remedy = _remedy(error, server.program)
            problem = Translatable("{place} cannot be used ({reason})", place=str(place), reason=os_error_reason(error))
            raise EmbeddedRedisFailed(problem, remedy) from error

    async def _is_ready(self, server: RedisServer) -> bool:
        if server.has_exited:
            raise EmbeddedRedisFailed(await asyncio.to_thread(server.last_log_line))
        await self._launch_if_needed(server)
        return await server.is_ready()

    async def _launch_if_needed(self, server: RedisServer) -> bool:
        """Become the owner if there is none; as the owner, launch the server unless it runs."""
        if self._ownership is None:
            self._ownership = lock_file(self._folder / LOCK)
        return self._ownership is not None and await server.launch_if_dead(self._disk.launch_options)

    async def _watch_disk(self, server: RedisServer) -> None:
        """As the owner, let the server refuse writes while the disk is nearly full."""
        if self._ownership is not None:
            await self._disk.enforce(server.client)

    async def _keep_alive(self, server: RedisServer) -> None:
        pause = WATCH_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                launched = await self._launch_if_needed(server)
                await self._watch_disk(server)
            except (OSError, EmbeddedRedisFailed) as error:
                LOG.exception("The built-in database cannot be started again", extra={"problem": _problem(error)})
                pause = min(2 * pause, MAX_BACKOFF_SECONDS)
                continue
            if launched:
                LOG.warning("The built-in database had ended and was started again")
            pause = min(2 * pause, MAX_BACKOFF_SECONDS) if launched else WATCH_SECONDS


def _remedy(error: OSError, program: Path) -> Translatable:
    if error.filename in {program, str(program)}:
        return OTHER_PROGRAM
    return {ENOSPC: NO_ROOM, ENAMETOOLONG: SHORTER_PATH}.get(error.errno or 0, OTHER_FOLDER)


def _problem(error: OSError | EmbeddedRedisFailed) -> str:
    if isinstance(error, EmbeddedRedisFailed):
        return str(error)
    return error.strerror or type(error).__name__
