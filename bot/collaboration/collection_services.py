"""What the pages of collections are built from."""

from dataclasses import dataclass

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.collection_lookup import CollectionLookup
from bot.collaboration.collection_request import CollectionRequests
from bot.collaboration.collection_styles import CollectionStyles
from bot.collaboration.coordinator_access import CoordinatorAccesses
from bot.results.lookup import ResultLookup
from bot.shared.links import Links
from bot.storage.store import Store
from bot.web.pages import WebPages
from flows.i18n.wording import Catalogues


@dataclass(frozen=True, slots=True)
class CollectionServices:
    """The services that the pages share; all of them look tables up with one cache."""

    store: Store
    lookup: CollectionLookup
    results: ResultLookup
    accesses: CoordinatorAccesses
    requests: CollectionRequests
    catalogues: Catalogues
    links: Links
    pages: WebPages
    chats: ChatLinks
    styles: CollectionStyles
