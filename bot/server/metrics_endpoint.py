"""`/metrics`, for Prometheus."""

import hmac

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.errors import StoreUnavailable
from bot.observability.metrics import Metrics
from bot.storage.store import Store


class MetricsPage:
    """Serves the figures of this worker; where a token is set, to whoever brings it."""

    def __init__(self, metrics: Metrics, store: Store, token: str | None) -> None:
        """Take the figures, the store, and the token (None: everybody may read)."""
        self._metrics = metrics
        self._store = store
        self._expected = f"Bearer {token}".encode() if token else None

    def routes(self) -> list[BaseRoute]:
        """`/metrics`."""
        return [Route("/metrics", self._figures)]

    async def _figures(self, request: Request) -> Response:
        brought = request.headers.get("authorization", "").encode()
        if self._expected and not hmac.compare_digest(brought, self._expected):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            keys: int | None = await self._store.count_keys()
        except StoreUnavailable:
            keys = None
        headers = {"Cache-Control": "no-store"}
        return Response(self._metrics.text(keys), media_type=CONTENT_TYPE_LATEST, headers=headers)
