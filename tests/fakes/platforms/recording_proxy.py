"""A proxy on this machine for outgoing calls, which records the requests."""

import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs, web

#: Between this proxy and its client alone.
NOT_PASSED_ON = {hdrs.HOST, hdrs.PROXY_AUTHORIZATION, hdrs.TRANSFER_ENCODING, hdrs.CONTENT_LENGTH}


class RecordingProxy:
    """Forwards requests to `hosts` (name → real address), and refuses all others, tunnels included.

    `asked` holds every method and address in order, `credentials` the values of Proxy-Authorization.
    """

    def __init__(self, hosts: Mapping[str, str] | None = None) -> None:
        self.asked: list[str] = []
        self.credentials: set[str] = set()
        self._hosts = dict(hosts or {})
        self._port = 0
        # `web.Application` routes paths, but a proxy receives whole addresses.
        self._runner = web.ServerRunner(web.Server(self._serve))

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._port = listener.getsockname()[1]
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        self._client = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        await self._client.close()
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """The address for HTTP_PROXY."""
        return f"http://127.0.0.1:{self._port}"

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        target = request._message.path  # noqa: SLF001 - `path` has no host
        self.asked.append(f"{request.method} {target}")
        self.credentials.add(request.headers.get(hdrs.PROXY_AUTHORIZATION, ""))
        host = request.url.host or ""
        if request.method == hdrs.METH_CONNECT or host not in self._hosts:
            return web.Response(status=403)
        address = self._hosts[host] + request.url.raw_path_qs
        headers = {name: value for name, value in request.headers.items() if name not in NOT_PASSED_ON}
        async with self._client.request(request.method, address, headers=headers, data=await request.read()) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)
