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

from bot.blank_result import blank_result
from bot.channels.browser import BrowserChannel
from bot.channels.browser_cookie import BrowserCookies
from bot.channels.line import LineChannel
from bot.channels.telegram import TelegramChannel
from bot.credentials import LineCredentials, TelegramCredentials
from bot.database import open_database
from bot.doors import DoorKeeper, Doors
from bot.error_counter import counted_errors
from bot.errors import StoreUnavailable
from bot.export_page import ExportPages
from bot.failure_page import FailurePage
from bot.home_page import HomePages
from bot.links import Links
from bot.metrics import Metrics
from bot.metrics_page import MetricsPage
from bot.parts import make_store, make_turns
from bot.portfolio_finder import PortfolioFinder
from bot.portfolio_page import PortfolioPages
from bot.request_id import RequestIds
from bot.resources import load_catalogues, load_criteria
from bot.result_files import ResultFiles
from bot.result_finder import ResultFinder
from bot.result_page import ResultPages
from bot.settings import Settings
from bot.shortcut import Shortcut
from bot.startup_report import startup_report
from bot.store import Store
from bot.turn import Turns
from bot.warm_start import warm_up
from bot.web_assets import asset_routes
from bot.web_pages import WebPages
from flows.criteria import Criteria
from flows.wording import Catalogues

SECONDS_TO_RETRY = "5"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the channels and pages are made of."""

    settings: Settings
    criteria: Criteria
    catalogues: Catalogues
    links: Links
    store: Store
    turns: Turns
    pages: WebPages
    metrics: Metrics


def create_app(settings: Settings, report: Callable[[str], object] | None = None) -> Starlette:
    """Make the application; `report` receives the start-up report.

    Raises CriteriaError for a wrong criteria file; its start raises EmbeddedRedisFailed or RedisServerMissing.
    """
    criteria, catalogues = load_criteria(settings.criteria_file), load_catalogues()
    pages, metrics = WebPages(catalogues), Metrics()
    home, doors = HomePages(pages), Doors(metrics)
    busy: dict[str, Route] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(counted_errors(metrics))
            database = await stack.enter_async_context(open_database(settings))
            store = make_store(settings, database.redis)
            turns = make_turns(settings, criteria, catalogues, store, metrics)
            await turns.keep_criteria()
            parts = Parts(settings, criteria, catalogues, Links(settings.base_url), store, turns, pages, metrics)
            finder = ResultFinder(store, criteria, catalogues)
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

    middleware = [Middleware(RequestIds), Middleware(DoorKeeper, doors), Middleware(Shortcut, busy)]
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


def _routes(parts: Parts, finder: ResultFinder) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route("/healthz", _alive),
        Route("/readyz", _readiness(parts.store)),
        *MetricsPage(parts.metrics, parts.store, _secret(parts.settings.metrics_token)).routes(),
        *asset_routes(),
        *PortfolioPages(PortfolioFinder(parts.store, finder), parts.catalogues, parts.links, parts.pages).routes(),
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
        turns=parts.turns,
        links=parts.links,
        token=credentials.token,
        webhook_secret=credentials.webhook_secret,
        api_base_url=credentials.api_base_url,
        catalogues=parts.catalogues,
        public_webhook_url=credentials.webhook_url,
        forms=files.form,
        metrics=parts.metrics,
        answer_seconds=credentials.answer_seconds,
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
            return JSONResponse({"status": "no database"}, status_code=503, headers={"Retry-After": SECONDS_TO_RETRY})
        return JSONResponse({"status": "ready"})

    return ready
