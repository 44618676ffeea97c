"""Failures of Redis: events are answered correctly or redelivered, and nothing acknowledged is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.cli.doctor import run_checks
from bot.config.settings import load_settings
from tests import worked_example
from tests.fakes.officers import ASSESSMENT, Delivery, LineOfficer, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.redis_servers import (
    RedisServer,
    redis_cluster,
    redis_server,
    watched_by_sentinel,
)
from tests.fakes.running_server import running_server
from tests.fakes.tls_tunnel import tls_tunnel

AGAIN_WITHIN = 60.0


class Deployment:
    """A running server, and officers in LINE who act on it."""

    def __init__(self, client: httpx.AsyncClient, api: RecordingApi) -> None:
        self.client = client
        self._api, self._ids, self._number = api, Ids(), 0

    def officer(self) -> LineOfficer:
        self._number += 1
        return LineOfficer(self._api, self._ids, self._number)

    async def post(self, call: Delivery) -> httpx.Response:
        return await self.client.post(call.path, content=call.body, headers=call.headers)

    async def play(self, officer: LineOfficer, *moves: str) -> None:
        for move in moves:
            assert (await self.post(officer.act(move))).status_code == 200

    async def refused(self, officer: LineOfficer, move: str) -> Delivery:
        """Make a move that is not accepted now, and return the call, to be repeated."""
        call = officer.act(move)
        answer = await self.post(call)
        assert answer.status_code == 503
        return call

    async def again(self, call: Delivery) -> int:
        """Repeat a call until it is accepted, as the platform does, and return the number of refusals."""
        async with asyncio.timeout(AGAIN_WITHIN):
            refused = 0
            while (answer := await self.post(call)).status_code != 200:
                assert answer.status_code == 503
                refused += 1
                await asyncio.sleep(0.05)
            return refused


@asynccontextmanager
async def deployed(tmp_path: Path, redis_url: str) -> AsyncIterator[Deployment]:
    async with RecordingApi() as api:
        settings = platform_settings(api) | {"REDIS_URL": redis_url}
        del settings["TELEGRAM_BOT_TOKEN"]
        async with (
            running_server(tmp_path, **settings) as server,
            httpx.AsyncClient(base_url=server, timeout=60) as client,
        ):
            yield Deployment(client, api)


async def check_result(deployment: Deployment, officer: LineOfficer, *rest: str) -> None:
    """Finish the assessment, and check that the result opens and is that of the worked example."""
    await deployment.play(officer, *rest)
    link = officer.link()
    data = (await deployment.client.get(httpx.URL(link).path + ".json")).json()
    assert data["service"] == worked_example.SERVICE
    assert data["missing"] == list(worked_example.MISSING)


async def test_redis_that_starts_after_the_server_is_used(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    async with deployed(tmp_path, server.url) as deployment:
        officer = deployment.officer()
        assert (await deployment.client.get("/readyz")).status_code == 503
        call = await deployment.refused(officer, ASSESSMENT[0])
        await server.start()
        try:
            await deployment.again(call)
            assert (await deployment.client.get("/readyz")).status_code == 200
            await check_result(deployment, officer, *ASSESSMENT[1:])
        finally:
            await server.close()


async def test_redis_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server, deployed(tmp_path, server.url) as deployment:
        officer = deployment.officer()
        await deployment.play(officer, *ASSESSMENT[:8])
        await server.kill()
        call = await deployment.refused(officer, ASSESSMENT[8])
        await server.start()
        await deployment.again(call)
        await check_result(deployment, officer, *ASSESSMENT[9:])


async def test_redis_that_does_not_answer_times_out_before_line_does(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server, deployed(tmp_path, server.url) as deployment:
        officer = deployment.officer()
        await deployment.play(officer, *ASSESSMENT[:8])
        await server.client.execute_command("CLIENT", "PAUSE", 60_000, "ALL")
        call = await deployment.refused(officer, ASSESSMENT[8])
        await server.kill()
        await server.start()
        await deployment.again(call)
        await check_result(deployment, officer, *ASSESSMENT[9:])


async def test_a_full_redis_keeps_its_data_and_refuses_writes(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server, deployed(tmp_path, server.url) as deployment:
        done, officer = deployment.officer(), deployment.officer()
        await deployment.play(done, *ASSESSMENT)
        await deployment.play(officer, *ASSESSMENT[:8])
        await server.client.config_set("maxmemory", "1")
        call = await deployment.refused(officer, ASSESSMENT[8])
        page = await deployment.client.get(httpx.URL(done.link()).path)
        assert page.status_code == 200
        assert worked_example.SERVICE in page.text
        await server.client.config_set("maxmemory", "0")
        await deployment.again(call)
        await check_result(deployment, officer, *ASSESSMENT[9:])


async def test_a_read_only_replica_is_reported_by_the_doctor_and_refuses_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with (
        redis_server(tmp_path) as primary,
        redis_server(tmp_path, f"replicaof 127.0.0.1 {primary.port}") as replica,
        deployed(tmp_path, replica.url) as deployment,
    ):
        call = await deployment.refused(deployment.officer(), ASSESSMENT[0])
        assert await run_checks(load_settings({"REDIS_URL": replica.url})) == 1
        assert "ReadOnlyError" in capsys.readouterr().out
        await replica.client.execute_command("REPLICAOF", "NO", "ONE")
        await deployment.again(call)


async def test_a_failover_by_sentinel_is_followed(tmp_path: Path) -> None:
    async with watched_by_sentinel(tmp_path) as (primary, replica, url), deployed(tmp_path, url) as deployment:
        officer = deployment.officer()
        await deployment.play(officer, *ASSESSMENT[:8])
        assert await primary.client.execute_command("WAIT", 1, 5000) == 1
        await primary.kill()
        call = await deployment.refused(officer, ASSESSMENT[8])
        await deployment.again(call)
        assert (await replica.client.info("replication"))["role"] == "master"
        await check_result(deployment, officer, *ASSESSMENT[9:])


async def test_a_cluster_that_loses_a_primary_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with redis_cluster(tmp_path) as (servers, url), deployed(tmp_path, url) as deployment:
        officers = [deployment.officer() for _ in range(12)]
        for officer in officers:
            await deployment.play(officer, *ASSESSMENT[:8])
        assert {await server.client.dbsize() > 0 for server in servers} == {True}, "spread over all servers"
        assert await run_checks(load_settings({"REDIS_URL": url})) == 0
        told = capsys.readouterr().out
        assert "append-only file" in told
        assert "records read could be opened" in told
        assert "agrees with the database" in told
        for primary in servers[:3]:
            assert await primary.client.execute_command("WAIT", 1, 5000) == 1
        await servers[0].kill()
        calls = [officer.act(ASSESSMENT[8]) for officer in officers]
        refusals = [await deployment.again(call) for call in calls]
        assert any(refusals)
        assert not all(refusals), "the other primaries' conversations went on"
        for officer in officers:
            await check_result(deployment, officer, *ASSESSMENT[9:])


async def test_redis_behind_a_socket_is_reached(tmp_path: Path, redis: Redis, redis_folder: Path) -> None:
    async with deployed(tmp_path, f"unix://{redis_folder}/redis.sock?db=0") as deployment:
        await check_result(deployment, deployment.officer(), *ASSESSMENT)


async def test_redis_behind_tls_needs_a_trusted_certificate(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server, tls_tunnel(tmp_path, server.port) as (port, authority):
        async with deployed(tmp_path, f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={authority}") as deployment:
            await check_result(deployment, deployment.officer(), *ASSESSMENT)
        async with deployed(tmp_path, f"rediss://127.0.0.1:{port}/0") as deployment:
            await deployment.refused(deployment.officer(), ASSESSMENT[0])
