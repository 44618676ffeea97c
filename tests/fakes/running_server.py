"""The whole server for tests: real HTTP on a free port of this machine, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import open_app
from bot.config.settings import load_settings
from bot.server.uvicorn_server import Server


@asynccontextmanager
async def running_server(
    data_folder: Path, report: Callable[[str], object] | None = None, /, **environment: str
) -> AsyncIterator[str]:
    """Serve with these settings, and yield the server's address. `report` gets the start-up report."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        settings = load_settings({"PORT": str(port), "DATA_DIR": str(data_folder), **environment})
        async with open_app(settings, report) as app:
            server = Server(app)
            serving = asyncio.create_task(server.serve_on(listening))
            try:
                while not server.started:
                    if serving.done():
                        await serving
                        raise RuntimeError("the server ended before it started")
                    await asyncio.sleep(0.01)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.should_exit = True
                await serving
