"""Builds the store and the turn handler from the settings, for the server and for the terminal."""

from bot.config.data_files import load_guidances
from bot.config.settings import Settings
from bot.database.commands import RedisClient
from bot.observability.metrics import Metrics
from bot.storage.encryption import RecordCipher
from bot.storage.rate_limit import RateLimit
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Controller, Retention
from flows.engine import Engine
from flows.i18n.dates import SECONDS_A_DAY
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria


def make_store(settings: Settings, redis: RedisClient) -> Store:
    """Return a store with the settings' retention and encryption keys."""
    return Store(
        redis,
        session_seconds=settings.session_retention_days * SECONDS_A_DAY,
        result_seconds=settings.result_retention_days * SECONDS_A_DAY,
        cipher=RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted),
    )


def make_turn_handler(
    settings: Settings, criteria: Criteria, catalogues: Catalogues, store: Store, metrics: Metrics
) -> TurnHandler:
    """Return a turn handler for the current criteria. Raises GuidanceError."""
    guidances = load_guidances(settings.guidance_file)
    engine = Engine(criteria, catalogues, retention_of(settings), controller_of(settings), guidances=guidances)
    return TurnHandler(engine, store, RateLimit(settings.events_per_minute), metrics)


def retention_of(settings: Settings) -> Retention:
    """Return how long the settings keep data and links."""
    return Retention(settings.session_retention_days, settings.result_retention_days, settings.link_days)


def controller_of(settings: Settings) -> Controller:
    """Return the data controller that the settings name."""
    return Controller(settings.controller_name, settings.controller_contact, settings.legal_basis, settings.privacy_url)
