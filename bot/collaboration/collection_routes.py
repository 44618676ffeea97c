"""The routes of the pages of collections."""

from typing import NamedTuple

from starlette.routing import Route

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.collection_invitation import InvitationPages
from bot.collaboration.collection_lookup import CollectionLookup
from bot.collaboration.collection_page import CollectionPages
from bot.collaboration.collection_request import CollectionRequests
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.collection_styles import CollectionStyles
from bot.collaboration.coordinator_access import CoordinatorAccesses
from bot.collaboration.expected_page import ExpectedPages
from bot.collaboration.given_result import GivenResults
from bot.results.lookup import ResultLookup
from bot.shared.links import Links
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.web.pages import WebPages
from flows.i18n.wording import Catalogues


class Web(NamedTuple):
    """The addresses, the templates, and the chats of a server."""

    links: Links
    pages: WebPages
    chats: ChatLinks


def collection_services(
    store: Store, editions: CriteriaEditions, results: ResultLookup, catalogues: Catalogues, web: Web
) -> CollectionServices:
    """Return the services of all pages of collections."""
    links, pages, chats = web
    accesses = CoordinatorAccesses(store, links)
    return CollectionServices(
        store=store,
        lookup=CollectionLookup(store, editions),
        results=results,
        accesses=accesses,
        requests=CollectionRequests(accesses, pages, links),
        catalogues=catalogues,
        links=links,
        pages=pages,
        chats=chats,
        styles=CollectionStyles(),
    )


def collection_routes(services: CollectionServices) -> list[Route]:
    """Return the routes."""
    return [
        *GivenResults(services).routes(),
        *InvitationPages(services).routes(),
        *ExpectedPages(services).routes(),
        *CollectionPages(services).routes(),
    ]
