"""The server as one ASGI application, assembled from the settings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.assembly import make_store, make_turn_handler
from bot.channels.browser.channel import BrowserChannel
from bot.channels.browser.cookies import BrowserCookies
from bot.channels.line.webhook import LineChannel
from bot.channels.telegram.webhook import TelegramChannel
from bot.config.credentials import LineCredentials, TelegramCredentials
from bot.config.data_files import load_catalogues, load_criteria
from bot.config.settings import Settings
from bot.database.open_database import open_database
from bot.documents.blank_result import blank_result
from bot.errors import StoreUnavailable
from bot.observability.error_metrics import counted_errors
from bot.observability.metrics import Metrics
from bot.observability.request_id import RequestIds
from bot.results.data_export import ExportPages
from bot.results.files import ResultFiles
from bot.results.lookup import ResultLookup
from bot.results.page import ResultPages
from bot.results.portfolio_lookup import PortfolioLookup
from bot.results.portfolio_page import PortfolioPages
from bot.results.warm_up import warm_up
from bot.server.concurrency_limit import ConcurrencyLimiter, ConcurrencyLimitMiddleware
from bot.server.failure_response import FailurePage
from bot.server.metrics_endpoint import MetricsPage
from bot.server.shortcut import Shortcut
from bot.server.startup_report import startup_report
from bot.shared.links import Links
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.web.assets import asset_routes
from bot.web.home_page import HomePages
from bot.web.pages import WebPages
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria

RETRY_AFTER_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the channels and pages are made of."""

    settings: Settings
    criteria: Criteria
    catalogues: Catalogues
    links: Links
    store: Store
    turns: TurnHandler
    pages: WebPages
    metrics: Metrics


def create_app(settings: Settings, report: Callable[[str], object] | None = None) -> Starlette:
    """Make the application; `report` receives the start-up report.

    Raises CriteriaError for a wrong criteria file; its start raises EmbeddedRedisFailed or RedisServerMissing.
    """
    criteria, catalogues = load_criteria(settings.criteria_file), load_catalogues()
    pages, metrics = WebPages(catalogues), Metrics()
    home, doors = HomePages(pages), ConcurrencyLimiter(metrics)
    busy: dict[str, Route] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(counted_errors(metrics))
            database = await stack.enter_async_context(open_database(settings))
            store = make_store(settings, database.redis)
            turns = make_turn_handler(settings, criteria, catalogues, store, metrics)
            await turns.store_criteria()
            parts = Parts(settings, criteria, catalogues, Links(settings.base_url), store, turns, pages, metrics)
            finder = ResultLookup(store, criteria, catalogues)
            blanks = [blank_result(criteria, say) for say in catalogues.all]
            files, page = ResultFiles(finder, parts.links, blanks[0]), ResultPages(finder, parts.links, pages)
            results = [*files.routes(), *page.routes()]
            busiest = [*await _webhook_routes(parts, stack, files), *results]
            busy.update({route.path: route for route in busiest})
            app.router.routes.extend([*busiest, *_routes(parts, finder), *home.routes()])
            if report:
                report(startup_report(settings, criteria, database.description))
            warming = asyncio.create_task(warm_up(files, page, blanks), name="warming")
            stack.push_async_callback(_stop, warming)
            yield

    middleware = [Middleware(RequestIds), Middleware(ConcurrencyLimitMiddleware, doors), Middleware(Shortcut, busy)]
    handlers = {404: home.not_found, Exception: FailurePage(pages).answer}
    app = Starlette(lifespan=lifespan, exception_handlers=handlers, middleware=middleware)
    # An address with a slash too many leads nowhere. A redirect would be built from the `Host` header: over plain HTTP,
    # to whatever host the caller names, with the result's token in it.
    app.router.redirect_slashes = False
    app.state.doors = doors
    return app


async def _webhook_routes(parts: Parts, stack: AsyncExitStack, files: ResultFiles) -> list[Route]:
    routes: list[Route] = []
    if parts.settings.line:
        routes.append(await _line_route(parts, parts.settings.line, stack))
    if parts.settings.telegram:
        routes += await _telegram_routes(parts, parts.settings.telegram, stack, files)
    return routes


def _routes(parts: Parts, finder: ResultLookup) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route("/healthz", _alive),
        Route("/readyz", _readiness(parts.store)),
        *MetricsPage(parts.metrics, parts.store, _secret(parts.settings.metrics_token)).routes(),
        *asset_routes(),
        *PortfolioPages(PortfolioLookup(parts.store, finder), parts.catalogues, parts.links, parts.pages).routes(),
        *ExportPages(parts.store).routes(),
    ]
    if parts.settings.has_chat_page:
        routes += BrowserChannel(
            turns=parts.turns,
            links=parts.links,
            catalogues=parts.catalogues,
            pages=parts.pages,
            cookies=BrowserCookies(parts.store, parts.links, is_secure=parts.settings.has_https),
        ).routes()
    return routes


async def _line_route(parts: Parts, credentials: LineCredentials, stack: AsyncExitStack) -> Route:
    channel = LineChannel(
        turns=parts.turns,
        links=parts.links,
        channel_secret=credentials.channel_secret,
        access_token=credentials.access_token,
        api_base_url=credentials.api_base_url,
        catalogues=parts.catalogues,
        metrics=parts.metrics,
    )
    await channel.open()
    stack.push_async_callback(channel.close)
    return Route("/line/webhook", channel.webhook, methods=["POST"])


async def _telegram_routes(
    parts: Parts, credentials: TelegramCredentials, stack: AsyncExitStack, files: ResultFiles
) -> list[Route]:
    """The webhook is a route only where it is used: while polling, nobody but a stranger would call it."""
    channel = TelegramChannel(
        credentials,
        turns=parts.turns,
        links=parts.links,
        catalogues=parts.catalogues,
        metrics=parts.metrics,
        form_maker=files.form,
    )
    await channel.open()
    stack.push_async_callback(channel.close)
    running = asyncio.create_task(channel.run(), name="telegram")
    stack.push_async_callback(_stop, running)
    return [Route("/telegram/webhook", channel.webhook, methods=["POST"])] if credentials.webhook_url else []


async def _stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None


async def _alive(request: Request) -> Response:
    return JSONResponse({"status": "alive"})


def _readiness(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def ready(request: Request) -> Response:
        if request.app.state.doors.is_closing:
            return JSONResponse({"status": "closing"}, status_code=503)
        try:
            await store.ping()
        except StoreUnavailable:
            return JSONResponse(
                {"status": "no database"}, status_code=503, headers={"Retry-After": RETRY_AFTER_SECONDS}
            )
        return JSONResponse({"status": "ready"})

    return ready
