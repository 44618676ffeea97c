"""Four workers on a Redis Cluster of three primaries."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.limits import TELEGRAM
from tests.bench.load import Cost
from tests.bench.setup import BenchSetup
from tests.bench.verification import verify
from tests.fakes.redis_servers import redis_cluster

WORKERS = 4
PRIMARIES = 3


@dataclass(frozen=True)
class Clustered:
    """The cost of the turns, summed over all workers, and the shares of the primaries."""

    cost: Cost
    keys: list[int]
    refused: int


async def measure_cluster(setup: BenchSetup) -> Clustered:
    """Measure with turns spread over the workers; every result is verified."""
    with TemporaryDirectory(prefix="radap-cluster-") as folder:
        async with redis_cluster(Path(folder)) as (servers, url), AsyncExitStack() as stack:
            workers = [(await stack.enter_async_context(setup.playing(TELEGRAM, url)))[0] for _ in range(WORKERS)]
            load = setup.load(*workers, TELEGRAM.platform)
            await load.assess(40, 32)
            cost = await load.assess(100, 64)
            await load.confirm(load.officers, 16)
            await verify(load.officers, workers[0], setup.http, TELEGRAM.name)
            primaries = servers[:PRIMARIES]
            keys = [int(await server.client.dbsize()) for server in primaries]
            refused = 0
            for server in primaries:
                errors = await server.client.info("errorstats")
                refused += sum(int(value["count"]) for name, value in errors.items() if "CROSSSLOT" in name.upper())
            return Clustered(cost, keys, refused)
