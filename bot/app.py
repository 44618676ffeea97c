"""The server as one ASGI application: the services, and the routes that are built from them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from bot.assembly import controller_of, make_store, make_turn_handler, retention_of
from bot.channels.browser.channel import BrowserChannel
from bot.channels.browser.cookies import BrowserCookies
from bot.channels.line.client import open_line_client
from bot.channels.line.webhook import LineChannel
from bot.channels.telegram.client import open_telegram_client
from bot.channels.telegram.webhook import TelegramChannel
from bot.collaboration.approval_page import ApprovalPage
from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import CodePages, RecordPage
from bot.collaboration.collection_code_page import CollectionCodePage
from bot.collaboration.collection_routes import Web, collection_routes, collection_services
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_page import CoordinatorPage
from bot.collaboration.question_page import QuestionPage
from bot.collaboration.service_page import ServicePage
from bot.config.credentials import LineCredentials, TelegramCredentials
from bot.config.data_files import load_catalogues, load_criteria, load_guidances
from bot.config.settings import Settings
from bot.database.commands import RedisClient
from bot.database.open_database import open_database
from bot.errors import StoreUnavailable
from bot.observability.error_metrics import counted_errors
from bot.observability.metrics import Metrics
from bot.observability.request_id import RequestIdMiddleware
from bot.results.data_export import DataExports
from bot.results.example_page import ExamplePages
from bot.results.files import ResultFiles
from bot.results.lookup import ResultLookup, blank_result
from bot.results.owners_copies import OwnersCopies
from bot.results.page import ResultPages
from bot.results.paper_codes import PaperCodes
from bot.results.paper_page import PaperPages
from bot.results.portfolio_lookup import PortfolioLookup
from bot.results.portfolio_page import PortfolioPages
from bot.results.reminders import Reminders
from bot.results.template_files import TemplateFiles
from bot.server.concurrency_limit import ConcurrencyLimiter, ConcurrencyLimitMiddleware
from bot.server.failure_response import FailureHandler
from bot.server.health import HealthEndpoints
from bot.server.metrics_endpoint import MetricsEndpoint
from bot.server.startup_report import HALF_RESTORED, startup_report
from bot.shared.chat_link import Chat
from bot.shared.links import ExampleLinks, Links
from bot.shared.report import Status
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.key_check import check_keys
from bot.storage.restore import unfinished_restore
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.web.assets import asset_routes
from bot.web.openapi import OpenApiDescription
from bot.web.pages import HomePages, WebPages
from bot.web.standard_pages import StandardPages
from flows.collaboration.kinds import SharedKind
from flows.i18n.wording import Catalogues
from flows.operator_text import Text, Translatable, Translate
from flows.standard.criteria import Criteria

LOG = logging.getLogger("radap.start")

#: The first requests, such as health checks, come before the warm-up and do not wait for it.
WARM_UP_DELAY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Services:
    """The services that the routes are built from."""

    settings: Settings
    criteria: Criteria
    catalogues: Catalogues
    links: Links
    store: Store
    turns: TurnHandler
    pages: WebPages
    metrics: Metrics
    limiter: ConcurrencyLimiter
    results: ResultLookup
    files: ResultFiles
    result_pages: ResultPages
    chats: ChatLinks


@asynccontextmanager
async def open_app(
    settings: Settings, report: Callable[[str], object] | None = None, translate: Translate = str
) -> AsyncIterator[Starlette]:
    """Open the services, yield the application with all its routes, and close the services.

    `report` receives the start-up report, in the language of `translate`. The routes are built from open services, so
    that this is a context around the application and not its ASGI lifespan. Raises CriteriaError, GuidanceError,
    DataFolderRefused, EmbeddedRedisFailed or RedisServerMissing.
    """
    criteria, catalogues, metrics = load_criteria(settings.criteria_file), load_catalogues(), Metrics()
    async with AsyncExitStack() as stack:
        stack.enter_context(counted_errors(metrics))
        database = await stack.enter_async_context(open_database(settings))
        services = _services(settings, criteria, catalogues, metrics, database.redis)
        await services.turns.store_criteria()
        is_half_restored = await _is_half_restored(database.redis)
        routes = [*await _webhook_routes(services, stack), *_routes(services)]
        if report:
            warnings = [*await _key_warnings(database.redis, settings), *([HALF_RESTORED] if is_half_restored else [])]
            report(startup_report(settings, criteria, await database.describe(), translate, warnings))
        stack.push_async_callback(_cancel, asyncio.create_task(_warm_up(services), name="warm-up"))
        yield _application(services, routes)


async def _is_half_restored(redis: RedisClient) -> bool:
    """Return whether a restore is not finished. Radap starts all the same: officers whose records are there go on."""
    with suppress(StoreUnavailable):
        if await unfinished_restore(redis):
            LOG.warning("a restore is not finished: run `radap restore` again with the same file")
            return True
    return False


async def _key_warnings(redis: RedisClient, settings: Settings) -> list[Text]:
    """Return what is wrong with the keys of the stored records; none where nothing is, or Redis does not answer."""
    found = await check_keys(redis, settings)
    if found.status is not Status.FAILED:
        return []
    return [Translatable("{problem}. {remedy}", problem=found.text, remedy=found.remedy)]


def _services(
    settings: Settings, criteria: Criteria, catalogues: Catalogues, metrics: Metrics, redis: RedisClient
) -> Services:
    store, links, pages = (
        make_store(settings, redis),
        Links(settings.base_url),
        WebPages(catalogues, controller_of(settings)),
    )
    results = ResultLookup(store, criteria, catalogues, load_guidances(settings.guidance_file))
    papers = PaperCodes(store)
    chats = ChatLinks(links, has_chat_page=settings.has_chat_page)
    return Services(
        settings=settings,
        criteria=criteria,
        catalogues=catalogues,
        links=links,
        store=store,
        turns=make_turn_handler(settings, criteria, catalogues, store, metrics),
        pages=pages,
        metrics=metrics,
        limiter=ConcurrencyLimiter(metrics),
        results=results,
        files=ResultFiles(results, papers, links, blank_result(criteria, catalogues.all[0])),
        result_pages=ResultPages(results, papers, links, pages, chats.start),
        chats=chats,
    )


def _application(services: Services, routes: list[BaseRoute]) -> Starlette:
    home = HomePages(services.pages)
    app = Starlette(
        # The home page is last: the browser chat has the same path.
        routes=[*routes, *home.routes()],
        middleware=[Middleware(RequestIdMiddleware), Middleware(ConcurrencyLimitMiddleware, services.limiter)],
        exception_handlers={404: home.not_found, Exception: FailureHandler(services.pages).handle},
    )
    # Starlette builds the redirect for a trailing slash from the Host header: over plain HTTP it would send the
    # result's token to any host that the caller names.
    app.router.redirect_slashes = False
    app.state.limiter = services.limiter
    return app


def _routes(services: Services) -> list[BaseRoute]:
    """Return all routes except the webhooks, the busiest first: Starlette tries them in order."""
    settings, store = services.settings, services.store
    portfolios = PortfolioLookup(store, services.results)
    editions, web = CriteriaEditions(services.criteria, store), Web(services.links, services.pages, services.chats)
    collections = collection_services(store, editions, services.results, services.catalogues, web)
    routes: list[BaseRoute] = [
        *services.files.routes(),
        *Reminders(services.results, services.links).routes(),
        *services.result_pages.routes(),
        *HealthEndpoints(store, services.limiter).routes(),
        *MetricsEndpoint(services.metrics, store, _secret(settings.metrics_token)).routes(),
        *asset_routes(),
        *TemplateFiles(services.criteria, services.catalogues, portfolios, store).routes(),
        *PortfolioPages(portfolios, services.catalogues, services.links, services.pages).routes(),
        *_code_pages(services, collections).routes(),
        *collection_routes(collections),
        *PaperPages(store, services.results, CriteriaEditions(services.criteria, store), services.pages).routes(),
        *DataExports(store).routes(),
        *OwnersCopies(store, services.results, services.files, services.pages).routes(),
        *StandardPages(services.criteria, services.catalogues, services.pages, retention_of(settings)).routes(),
        *_example(services).routes(),
        *OpenApiDescription().routes(),
    ]
    if settings.has_chat_page:
        routes += BrowserChannel(
            turns=services.turns,
            links=services.links,
            catalogues=services.catalogues,
            pages=services.pages,
            cookies=BrowserCookies(store, services.links, is_secure=settings.has_https),
        ).routes()
    return routes


def _code_pages(services: Services, collections: CollectionServices) -> CodePages:
    store, pages = services.store, services.pages
    editions = CriteriaEditions(services.criteria, store)
    kinds: dict[SharedKind, RecordPage] = {
        SharedKind.QUESTION: QuestionPage(store, editions, pages, services.chats),
        SharedKind.SERVICE: ServicePage(services.catalogues, pages, services.chats),
        SharedKind.APPROVAL: ApprovalPage(store, editions, pages, services.catalogues, services.chats),
        SharedKind.COLLECTION: CollectionCodePage(collections),
        SharedKind.COORDINATOR: CoordinatorPage(collections),
    }
    return CodePages(store, pages, services.links, kinds)


def _example(services: Services) -> ExamplePages:
    links = ExampleLinks(services.settings.base_url)
    return ExamplePages(services.results, links, services.pages, services.files)


async def _webhook_routes(services: Services, stack: AsyncExitStack) -> list[BaseRoute]:
    routes: list[BaseRoute] = []
    if services.settings.line:
        routes.append(await _line_route(services, services.settings.line, stack))
    if services.settings.telegram:
        routes += await _telegram_routes(services, services.settings.telegram, stack)
    return routes


async def _line_route(services: Services, credentials: LineCredentials, stack: AsyncExitStack) -> Route:
    client = await stack.enter_async_context(open_line_client(credentials, services.metrics))
    services.chats.add(Chat.LINE, lambda: client.basic_id)
    stack.push_async_callback(_cancel, asyncio.create_task(client.learn_basic_id(), name="line-name"))
    channel = LineChannel(
        client,
        channel_secret=credentials.channel_secret,
        turns=services.turns,
        links=services.links,
        catalogues=services.catalogues,
    )
    stack.push_async_callback(channel.close)
    return Route("/line/webhook", channel.webhook, methods=["POST"])


async def _telegram_routes(services: Services, credentials: TelegramCredentials, stack: AsyncExitStack) -> list[Route]:
    """Return the webhook's route, or no route while updates are polled."""
    client = await stack.enter_async_context(open_telegram_client(credentials, services.metrics))
    services.chats.add(Chat.TELEGRAM, lambda: client.account.username)
    channel = TelegramChannel(
        client,
        credentials,
        turns=services.turns,
        links=services.links,
        catalogues=services.catalogues,
        form_maker=services.files.form,
    )
    running = asyncio.create_task(channel.run(), name="telegram")
    stack.push_async_callback(_cancel, running)
    return [Route("/telegram/webhook", channel.webhook, methods=["POST"])] if credentials.webhook_url else []


async def _warm_up(services: Services) -> None:
    """Render a form, and a page in each language, from empty results, so that the first officer does not wait."""
    await asyncio.sleep(WARM_UP_DELAY_SECONDS)
    try:
        await services.files.warm_up()
        for wording in services.catalogues.all:
            await asyncio.to_thread(services.result_pages.warm_up, blank_result(services.criteria, wording))
    except Exception as error:  # noqa: BLE001 - a failed warm-up only makes the first officer wait
        LOG.warning("warm-up failed", extra={"error": type(error).__name__})
    else:
        LOG.info("warm-up done")


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None
