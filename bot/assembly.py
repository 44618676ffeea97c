"""Making the store and the turns by the settings: the same for the server and the terminal."""

from bot.config.settings import Settings
from bot.database.commands import RedisClient
from bot.observability.metrics import Metrics
from bot.storage.encryption import RecordCipher
from bot.storage.rate_limit import RateLimit
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.dates import SECONDS_A_DAY
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria


def make_store(settings: Settings, redis: RedisClient) -> Store:
    """A store that keeps conversations and results as long as the settings say."""
    return Store(
        redis,
        session_seconds=settings.session_retention_days * SECONDS_A_DAY,
        result_seconds=settings.result_retention_days * SECONDS_A_DAY,
        cipher=RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted),
    )


def make_turn_handler(
    settings: Settings, criteria: Criteria, catalogues: Catalogues, store: Store, metrics: Metrics
) -> TurnHandler:
    """Turns by the criteria in use, in the words of the catalogues."""
    retention = Retention(settings.session_retention_days, settings.result_retention_days, settings.link_days)
    return TurnHandler(Engine(criteria, catalogues, retention), store, RateLimit(settings.events_per_minute), metrics)
