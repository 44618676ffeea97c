"""A store without encryption, and a turn handler with a rate limit that no test reaches by accident."""

from bot.database.commands import RedisClient
from bot.observability.metrics import Metrics
from bot.storage.encryption import RecordCipher
from bot.storage.rate_limit import RateLimit
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine

PLAINTEXT = RecordCipher(())
FAST_ENOUGH = RateLimit(events_per_minute=300)


def plain_store(redis: RedisClient, session_seconds: int = 60, result_seconds: int = 60) -> Store:
    """A store that encrypts nothing."""
    return Store(redis, session_seconds=session_seconds, result_seconds=result_seconds, cipher=PLAINTEXT)


def make_turns(
    engine: Engine, store: Store, limit: RateLimit = FAST_ENOUGH, metrics: Metrics | None = None
) -> TurnHandler:
    """A turn handler for the conversation by an engine."""
    return TurnHandler(engine, store, limit, metrics or Metrics())
