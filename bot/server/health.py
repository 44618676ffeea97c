"""Health checks: `/healthz` (the process lives) and `/readyz` (it can serve requests)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import StoreUnavailable
from bot.server.concurrency_limit import ConcurrencyLimiter
from bot.shared.version import installed_version
from bot.storage.store import Store

RETRY_AFTER_SECONDS = 5


class HealthEndpoints:
    """Serves both health checks. The server is ready while Redis answers and until it closes."""

    def __init__(self, store: Store, limiter: ConcurrencyLimiter) -> None:
        self._store = store
        self._limiter = limiter

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/healthz", self._alive), Route("/readyz", self._ready)]

    async def _alive(self, request: Request) -> Response:
        return JSONResponse({"status": "alive", "version": installed_version()})

    async def _ready(self, request: Request) -> Response:
        if self._limiter.is_closing:
            return JSONResponse({"status": "closing"}, status_code=503)
        try:
            await self._store.ping()
        except StoreUnavailable:
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return JSONResponse({"status": "no database"}, status_code=503, headers=headers)
        return JSONResponse({"status": "ready"})
