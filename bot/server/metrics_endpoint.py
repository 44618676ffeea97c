"""`/metrics`, for Prometheus."""

import hmac

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import StoreUnavailable
from bot.observability.metrics import Metrics
from bot.storage.store import Store


class MetricsEndpoint:
    """Serves the metrics of this worker, if `token` is set only to requests with that bearer token."""

    def __init__(self, metrics: Metrics, store: Store, token: str | None) -> None:
        self._metrics = metrics
        self._store = store
        self._authorization = f"Bearer {token}".encode() if token else None

    def routes(self) -> list[Route]:
        """Return the route `/metrics`."""
        return [Route("/metrics", self._text)]

    async def _text(self, request: Request) -> Response:
        authorization = request.headers.get("authorization", "").encode()
        if self._authorization and not hmac.compare_digest(authorization, self._authorization):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            keys: int | None = await self._store.count_keys()
        except StoreUnavailable:
            keys = None
        headers = {"Cache-Control": "no-store"}
        return Response(self._metrics.text(keys), media_type=CONTENT_TYPE_LATEST, headers=headers)
