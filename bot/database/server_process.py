"""One Redis server process on one folder: how it is started, asked and shut down."""

import asyncio
import os
from contextlib import suppress
from errno import ENAMETOOLONG
from pathlib import Path
from urllib.parse import quote

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.database.file_lock import lock_file

SOCKET = "redis.sock"

#: The system's limit for the path of a socket is 104 bytes or more, with the byte that ends it.
LONGEST_SOCKET_PATH = 100

#: Where a process finds what it has open, by a short name of its own: on Linux.
OPEN_FILES = Path("/proc/self/fd")

#: Seconds.
ANSWER_WITHIN = 10.0
POLL_EVERY = 0.02


class RedisServer:
    """The server of a folder, whoever started it.

    The process inherits `server.lock` and so holds it as long as it lives: two servers can never write to the same
    data, and that lock tells whether one lives even where nobody knows its process.
    """

    def __init__(self, folder: Path, program: Path) -> None:
        """Take the folder of the data and the log, and the program to run."""
        self._folder = folder.absolute()
        self.program = program
        self._log = self._folder / "redis.log"
        self._life = self._folder / "server.lock"
        self._socket = self._folder / SOCKET
        self._opened: int | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where the server answers, as a redis-py URL for this process, from `open_folder` until `close`."""
        return f"unix://{quote(str(self._socket))}"

    @property
    def ended_early(self) -> bool:
        """Whether the process launched here has ended."""
        return self._process is not None and self._process.returncode is not None

    def open_folder(self) -> None:
        """Make the folder, for this user alone, and find a short enough way to the socket in it. Raises OSError.

        A socket's path must be short. Where the folder's is not, it is named as what this process has open: a folder
        elsewhere, such as that for temporary files, could be taken or tidied away by others.
        """
        self._make_folder()
        if self._opened is None and len(os.fsencode(self._folder / SOCKET)) > LONGEST_SOCKET_PATH:
            if not OPEN_FILES.is_dir():
                raise OSError(ENAMETOOLONG, os.strerror(ENAMETOOLONG), str(self._folder))
            self._opened = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            self._socket = OPEN_FILES / str(self._opened) / SOCKET

    def close(self) -> None:
        """Give back what `open_folder` took; the server lives on. Can be repeated."""
        if self._opened is not None:
            os.close(self._opened)
            self._opened = None

    async def launch_if_dead(self) -> bool:
        """Launch the process unless one lives on this folder; tell whether it was launched. Raises OSError."""
        life = lock_file(self._life)
        if life is None:
            return False
        try:
            await self._launch(life)
        finally:
            os.close(life)
        return True

    async def answers(self) -> bool:
        """Whether the server takes commands now; one that still loads its data does not."""
        async with self._client() as client:
            with suppress(RedisError, OSError):
                return bool(await client.ping())
        return False

    async def shut_down(self) -> None:
        """Have the server write everything and end; return when it is gone. Raises TimeoutError if it stays."""
        async with self._client() as client:
            with suppress(RedisError, OSError):
                await client.shutdown()
        async with asyncio.timeout(ANSWER_WITHIN):
            while not self._is_gone():  # noqa: ASYNC110 -- a file lock sends no event
                await asyncio.sleep(POLL_EVERY)
        if self._process is not None:
            await self._process.wait()
            self._process = None

    def last_log_line(self) -> str:
        """The newest line the server logged, or why there is none."""
        with suppress(OSError):
            lines = self._log.read_text(errors="replace").splitlines()
            return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")
        return "it has no log"

    def _is_gone(self) -> bool:
        life = lock_file(self._life)
        if life is not None:
            os.close(life)
        return life is not None

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    async def _launch(self, life: int) -> None:
        log = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._process = await asyncio.create_subprocess_exec(
                self.program,
                *self._options(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(life,),
                # Ctrl-C in a terminal must not reach it before the conversations in progress are saved.
                start_new_session=True,
                # It needs no secret of ours, and refuses to start with a locale that is not installed.
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
            )
        finally:
            os.close(log)

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "dir": str(self._folder),
            # Beneath `dir`, whose length does not matter so.
            "unixsocket": SOCKET,
            "unixsocketperm": "700",
            "logfile": str(self._log),
            "daemonize": "no",
            "databases": "1",
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def _client(self) -> Redis:
        return Redis.from_url(self.url, socket_timeout=ANSWER_WITHIN, retry=Retry(NoBackoff(), 0))
