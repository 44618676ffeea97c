"""`radap doctor`: its findings and its remedies."""

import socket
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.cli.doctor import run_checks
from bot.cli.setup import set_up
from bot.config.encryption_keys import new_key
from bot.config.settings import Settings, load_settings
from bot.database.embedded_server import EmbeddedRedis
from bot.server.startup_report import startup_report
from flows.standard.criteria import Criteria
from tests.bot.platform_setup.test_setup import SECRET, TELEGRAM_SECRET, settings, statuses
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi
from tests.fakes.running_server import running_server


def local(folder: Path, **changes: str) -> Settings:
    return load_settings({"DATA_DIR": str(folder), **changes})


NOTICE = {
    "CONTROLLER_NAME": "เทศบาลเมืองตัวอย่าง",
    "CONTROLLER_CONTACT": "dpo@example.go.th",
    "LEGAL_BASIS": "ภารกิจของรัฐ (มาตรา 24 (4))",
    "PRIVACY_URL": "https://example.go.th/privacy",
}


@pytest.mark.parametrize("missing", NOTICE)
async def test_a_missing_part_of_the_privacy_notice_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], criteria: Criteria, missing: str
) -> None:
    given = local(tmp_path, **{name: value for name, value in NOTICE.items() if name != missing})
    assert await run_checks(given) == 0
    told = capsys.readouterr().out
    (line,) = [line for line in told.splitlines() if " privacy notice " in line]
    assert line.split()[0] == "warning"
    for text in (told, startup_report(given, criteria, "Redis")):
        assert f"Set {missing}." in text
    assert "incomplete" not in startup_report(local(tmp_path, **NOTICE), criteria, "Redis")


async def test_a_running_server_with_polling_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api, running_server(tmp_path, METRICS_TOKEN="token") as server:
        telegram = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_API_BASE_URL": api.line_base_url}
        given = local(
            tmp_path, PUBLIC_URL=server, METRICS_TOKEN="token", ENCRYPTION_KEYS=new_key(), **NOTICE, **telegram
        )
        await set_up(given, dry_run=False)
        capsys.readouterr()
        assert await run_checks(given) == 0
    told = capsys.readouterr().out
    assert "@radap" in told.lower()
    found = statuses(told)
    assert "failed" not in found
    # The platforms call only https:// addresses.
    assert found.count("warning") == 1


@pytest.mark.parametrize(("word", "said"), [("", "on\n"), (",unencrypted", "read as well")])
async def test_encryption_is_incomplete_while_plaintext_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], criteria: Criteria, word: str, said: str
) -> None:
    given = local(tmp_path, ENCRYPTION_KEYS=new_key() + word)
    assert await run_checks(given) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines(keepends=True) if " encryption " in line]
    assert line.endswith(said) or said in line
    assert (line.split()[0] == "warning") is bool(word)
    assert ("reencrypt" in startup_report(given, criteria, "Redis")) is bool(word)


async def test_a_data_folder_that_cannot_be_created_is_reported_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert await run_checks(local(tmp_path / "file" / "data")) == 1
    told = capsys.readouterr().out
    assert "Set DATA_DIR to" in told
    assert "Errno" not in told
    assert "redis.log" not in told


async def test_a_missing_setup_is_reported_with_its_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        assert await run_checks(settings(api, DATA_DIR=str(tmp_path))) == 1
        changed = {call.method for call in api.calls if not call.method.startswith(("get", "HEAD"))}
    told = capsys.readouterr().out
    assert changed == {"testWebhookEndpoint"}
    assert told.count("radap setup") == 9
    assert "PUBLIC_URL" not in told.split("LINE\n")[1]
    for secret in (LINE_TOKEN, SECRET, TELEGRAM_TOKEN, TELEGRAM_SECRET):
        assert secret not in told


async def test_telegrams_delivery_error_is_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        given = settings(api, DATA_DIR=str(tmp_path))
        await set_up(given, dry_run=False)
        api.telegram.trouble = "Wrong response from the webhook: 502 Bad Gateway"
        await api.queue_update({"update_id": 1})
        assert await run_checks(given) == 1
    assert "502 Bad Gateway" in capsys.readouterr().out


async def test_refused_tokens_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi(line_token="another", telegram_token="1:another") as api:
        assert await run_checks(settings(api, DATA_DIR=str(tmp_path))) == 1
    told = capsys.readouterr().out
    assert "LINE_CHANNEL_ACCESS_TOKEN" in told
    assert "TELEGRAM_BOT_TOKEN" in told


async def test_an_address_that_leads_elsewhere_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with RecordingApi() as api:
        assert await run_checks(local(tmp_path, PUBLIC_URL=api.line_base_url)) == 1
    assert "not as Radap does" in capsys.readouterr().out


async def test_a_database_that_does_not_answer_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = local(tmp_path, REDIS_URL=f"unix://{tmp_path}/nobody.sock")
    assert await run_checks(given) == 1
    assert "REDIS_URL" in capsys.readouterr().out


async def test_a_database_that_accepts_connections_and_never_answers_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        given = local(tmp_path, REDIS_URL=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert await run_checks(given) == 1
    assert "does not answer in time" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "value", "status"), [("maxmemory-policy", "allkeys-lru", 1), ("appendonly", "no", 0)])
async def test_a_database_that_may_lose_answers_is_found(
    name: str, value: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        await redis.config_set(name, value)
        assert await run_checks(local(tmp_path, REDIS_URL=url)) == status
    assert name in capsys.readouterr().out


async def test_a_database_that_cannot_be_written_to_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        await redis.replicaof("127.0.0.1", "1")
        assert await run_checks(local(tmp_path, REDIS_URL=url)) == 1
    assert "primary" in capsys.readouterr().out


async def test_a_database_user_without_the_right_to_run_info_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        await redis.acl_setuser("default", enabled=True, categories=["+@all"], commands=["-info"], nopass=True)
        assert await run_checks(local(tmp_path, REDIS_URL=url)) == 0
        await redis.acl_setuser("default", enabled=True, categories=["+@all"], nopass=True)
    assert "does not tell" in capsys.readouterr().out
