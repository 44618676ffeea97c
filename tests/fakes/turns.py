"""A turn handler with a rate limit that no test reaches by accident."""

from bot.observability.metrics import Metrics
from bot.storage.rate_limit import RateLimit
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine

FAST_ENOUGH = RateLimit(events_per_minute=300)


def make_turns(
    engine: Engine, store: Store, limit: RateLimit = FAST_ENOUGH, metrics: Metrics | None = None
) -> TurnHandler:
    """A turn handler for the conversation by an engine."""
    return TurnHandler(engine, store, limit, metrics or Metrics())
