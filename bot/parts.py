"""Making the store and the turns by the settings: the same for the server and the terminal."""

from bot.metrics import Metrics
from bot.pace import PaceLimit
from bot.redis_call import RedisClient
from bot.sealing import Sealing
from bot.settings import Settings
from bot.store import Store
from bot.turn import Turns
from flows.criteria import Criteria
from flows.dates import SECONDS_A_DAY
from flows.dialogue import Dialogue
from flows.scene import Retention
from flows.wording import Catalogues


def make_store(settings: Settings, redis: RedisClient) -> Store:
    """A store that keeps conversations and results as long as the settings say."""
    return Store(
        redis,
        session_seconds=settings.session_retention_days * SECONDS_A_DAY,
        result_seconds=settings.result_retention_days * SECONDS_A_DAY,
        sealing=Sealing(settings.stored_data_keys, takes_unencrypted=settings.takes_unencrypted),
    )


def make_turns(settings: Settings, criteria: Criteria, catalogues: Catalogues, store: Store, metrics: Metrics) -> Turns:
    """Turns by the criteria in use, in the words of the catalogues."""
    retention = Retention(settings.session_retention_days, settings.result_retention_days, settings.link_days)
    return Turns(Dialogue(criteria, catalogues, retention), store, PaceLimit(settings.events_per_minute), metrics)
