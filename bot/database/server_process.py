"""The server process of the built-in database: launched, checked and shut down."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from errno import ENAMETOOLONG
from pathlib import Path
from urllib.parse import quote

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.database.data_origin import claim_data_folder
from bot.database.file_lock import lock_file
from bot.database.server_program import ServerProgram, read_server_program
from flows.operator_text import Text, Translatable

SOCKET = "redis.sock"

#: The shortest limit for a socket's path is 104 bytes, the terminating zero included (macOS; Linux has 108).
MAX_SOCKET_PATH_BYTES = 100

#: On Linux, a short path to every file that this process has open.
OPEN_FILES = Path("/proc/self/fd")

#: A longer log is kept once, under another name, when the server is launched; the one before it goes.
MAX_LOG_BYTES = 1024 * 1024

TIMEOUT_SECONDS = 10.0
POLL_SECONDS = 0.02


class RedisServer:
    """The server that runs on a folder of data, no matter which process launched it.

    The server's process inherits `server.lock` and holds it as long as it runs. So two servers never write to the same
    data, and the lock shows whether one runs even where its process id is unknown.
    """

    def __init__(self, folder: Path, program: Path) -> None:
        self._folder = folder.absolute()
        self.program = program
        self._log = self._folder / "redis.log"
        self._lock_path = self._folder / "server.lock"
        self._socket = self._folder / SOCKET
        self._opened: int | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """The server's redis-py URL for this process, valid from `open_folder` to `close`."""
        return f"unix://{quote(str(self._socket))}"

    @property
    def has_exited(self) -> bool:
        """Return whether the process that was launched here has exited."""
        return self._process is not None and self._process.returncode is not None

    def open_folder(self) -> None:
        """Create the folder, for this user alone, and find a short enough path to its socket. Raises OSError.

        Where the folder's own path is too long, the socket is reached through /proc/self/fd. A folder elsewhere, such
        as /tmp, could be taken or cleaned by other programs.
        """
        self._create_folder()
        if self._opened is None and len(os.fsencode(self._folder / SOCKET)) > MAX_SOCKET_PATH_BYTES:
            if not OPEN_FILES.is_dir():
                raise OSError(ENAMETOOLONG, os.strerror(ENAMETOOLONG), str(self._folder))
            self._opened = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            self._socket = OPEN_FILES / str(self._opened) / SOCKET

    def close(self) -> None:
        """Close what `open_folder` opened; the server keeps running. Idempotent."""
        if self._opened is not None:
            os.close(self._opened)
            self._opened = None

    async def launch_if_dead(self, more_options: Callable[[], Awaitable[Mapping[str, str]]]) -> bool:
        """Launch the process unless one runs on this folder; return whether it was launched.

        `more_options` is called before a launch. Raises OSError, DataFolderRefused where another or a newer program
        wrote the folder, or EmbeddedRedisFailed where the program is no server.
        """
        lock = lock_file(self._lock_path)
        if lock is None:
            return False
        try:
            program = await read_server_program(self.program)
            await asyncio.to_thread(self._prepare_folder, program)
            await self._launch(lock, await more_options())
        finally:
            os.close(lock)
        return True

    async def is_ready(self) -> bool:
        """Return whether the server accepts commands; one that still loads its data does not."""
        async with self.client() as client:
            with suppress(RedisError, OSError):
                return bool(await client.ping())
        return False

    async def shut_down(self) -> None:
        """Shut the server down and return when it has exited, with all data written. Raises TimeoutError."""
        async with self.client() as client:
            with suppress(RedisError, OSError):
                await client.shutdown()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not self._is_unlocked():  # noqa: ASYNC110 -- a file lock sends no event
                await asyncio.sleep(POLL_SECONDS)
        if self._process is not None:
            await self._process.wait()
            self._process = None

    def last_log_line(self) -> Text:
        """Return the last line of the server's log, or why there is none."""
        with suppress(OSError):
            lines = self._log.read_text(errors="replace").splitlines()
            return next((line.strip() for line in reversed(lines) if line.strip()), Translatable("its log is empty"))
        return Translatable("it has no log")

    def _is_unlocked(self) -> bool:
        lock = lock_file(self._lock_path)
        if lock is not None:
            os.close(lock)
        return lock is not None

    def _create_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def _prepare_folder(self, program: ServerProgram) -> None:
        """Check and mark the data, and begin another log where the present one is long."""
        claim_data_folder(self._folder, program)
        with suppress(FileNotFoundError):
            if self._log.stat().st_size > MAX_LOG_BYTES:
                self._log.replace(self._log.with_name(f"{self._log.name}.1"))

    async def _launch(self, lock: int, more_options: Mapping[str, str]) -> None:
        log = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._process = await asyncio.create_subprocess_exec(
                self.program,
                *self._options(more_options),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                # Ctrl-C in a terminal must not stop the server before the events in progress are saved.
                start_new_session=True,
                # The server needs none of Radap's secrets, and refuses to start with a locale that is not installed.
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
            )
        finally:
            os.close(log)

    def _options(self, more: Mapping[str, str]) -> list[str]:
        options = {
            "port": "0",
            "dir": str(self._folder),
            # Relative to `dir`, so that the length of its path does not matter.
            "unixsocket": SOCKET,
            "unixsocketperm": "700",
            "logfile": str(self._log),
            "daemonize": "no",
            "databases": "1",
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            **more,
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def client(self) -> Redis:
        """Return a client for one or two commands."""
        return Redis.from_url(self.url, socket_timeout=TIMEOUT_SECONDS, retry=Retry(NoBackoff(), 0))
