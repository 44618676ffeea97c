"""deploy/radap.service: systemd accepts it, and its command line serves an ordinary user in its state folder alone."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from dotenv import dotenv_values

from bot.config.settings import Settings, load_settings
from bot.database.server_process import TIMEOUT_SECONDS as DATABASE_SECONDS
from bot.server.uvicorn_server import DRAIN_SECONDS, SHUTDOWN_SECONDS
from tests.deploy.proxies import installed
from tests.deploy.service import CHECKOUT, public_folder, running_service, service_environment, state_folder
from tests.deploy.unit_file import DEPLOY, INSTALLED_IN, UnitFile, in_this_environment
from tests.fakes.ports import free_port

UNITS = {
    "radap.service": "radap.service",
    "radap@8001.service": "radap.service",
    "radap-backup.service": "radap-backup.service",
    "radap-backup.timer": "radap-backup.timer",
}
#: Tenths of systemd's own measure from 0 (confined) to 10 (not confined at all).
MOST_EXPOSURE = 19
BIN = str(Path(sys.prefix) / "bin")
#: Variables of the system, which are no settings of Radap's own.
OF_THE_SYSTEM = {"HTTPS_PROXY", "LANGUAGE"}


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    analyze = installed("systemd-analyze")
    for name, file in UNITS.items():
        text = (DEPLOY / file).read_text("utf-8")
        (tmp_path / name).write_text(in_this_environment(text) if INSTALLED_IN in text else text)
    checked = subprocess.run(
        [analyze, "verify", *(tmp_path / name for name in UNITS)], capture_output=True, check=False
    )
    ours = [line for line in checked.stderr.decode().splitlines() if "radap" in line]
    assert (checked.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", ["radap.service", "radap-backup.service"])
def test_systemd_rates_the_services_as_confined(name: str) -> None:
    analyze = installed("systemd-analyze")
    command = [analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", str(DEPLOY / name)]
    rated = subprocess.run(command, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout.splitlines()[-1:]


def test_the_backup_is_as_confined_as_the_server() -> None:
    server, backup = (UnitFile.read(name).lines for name in ("radap.service", "radap-backup.service"))
    first = next(number for number, (key, _) in enumerate(server) if key == "CapabilityBoundingSet")
    confinement = [line for line in server[first:] if line[0] != "WantedBy"]
    assert len(confinement) > 20
    assert [line for line in confinement if line not in backup] == []


def test_systemd_waits_longer_than_radap_needs_to_stop() -> None:
    unit = UnitFile.read("radap.service")
    assert int(unit.one("TimeoutStopSec")) > DRAIN_SECONDS + SHUTDOWN_SECONDS + DATABASE_SECONDS
    # Otherwise the built-in database would end together with Radap, before the last events are saved.
    assert unit.one("KillMode") == "mixed"


def test_the_command_line_serves_from_a_checkout_that_it_cannot_write_to() -> None:
    with public_folder() as folder:
        file = folder / "radap.env"
        file.write_text('CHAT_PAGE=on\nCONTROLLER_NAME="เทศบาล ตัวอย่าง"\n')
        state = state_folder(folder)
        before = checkout_files()
        environment = service_environment(file, free_port(), state)
        with running_service(environment, folder / "log") as service:
            assert httpx.get(f"{service.address}/chat").status_code == 200
            assert "เทศบาล ตัวอย่าง" in httpx.get(f"{service.address}/privacy").text
            assert httpx.get(f"{service.address}/example.pdf", timeout=30).status_code == 200
            assert service.stop() == 0
        assert {path.name for path in folder.iterdir()} == {"radap.env", "state", "log"}
        assert (state / "redis.log").is_file()
        assert {path.stat().st_mode & 0o077 for path in state.rglob("*")} <= {0, 0o011, 0o044, 0o055}
        assert checkout_files() == before


def test_the_nightly_command_backs_up_while_the_service_runs_and_old_files_are_deleted() -> None:
    unit = UnitFile.read("radap-backup.service")
    with public_folder() as folder:
        (file := folder / "radap.env").write_text("CHAT_PAGE=on\n")
        state, backups = state_folder(folder), folder / "radap-backups"
        backups.mkdir()
        (old := backups / "radap-2020-01-01T020000.backup").touch()
        os.utime(old, (0, 0))
        environment = service_environment(file, free_port(), state)
        with running_service(environment, folder / "log") as service:
            assert httpx.get(f"{service.address}/chat").status_code == 200
            for command in (*unit.all("ExecStart"), *unit.all("ExecStartPost")):
                line = re.sub("%(.)", lambda found: {"%": "%", "S": str(folder)}[found[1]], command)
                line = line.replace(INSTALLED_IN, BIN)
                # Run as root: what the unit's user may read is the test before this one.
                subprocess.run(shlex.split(line), env=environment, check=True, capture_output=True)
            assert service.stop() == 0
        (written,) = backups.iterdir()
        assert written.stat().st_mode & 0o777 == 0o600
        restored = {**environment, "DATA_DIR": str(folder / "restored")}
        done = subprocess.run(
            [f"{BIN}/radap", "restore", "--yes", written], env=restored, check=True, capture_output=True, text=True
        )
        assert "Restored: " in done.stdout


def checkout_files() -> dict[Path, int]:
    """The files that are part of the program, with the times of their last change."""
    files = (path for top in ("bot", "flows", "deploy") for path in (CHECKOUT / top).rglob("*") if path.is_file())
    return {path: path.stat().st_mtime_ns for path in files if path.suffix != ".pyc"}


def test_the_example_names_only_settings_and_loads(tmp_path: Path) -> None:
    lines = (DEPLOY / "radap.env.example").read_text("utf-8").splitlines()
    file = tmp_path / "radap.env"
    file.write_text("\n".join(line.removeprefix("#") if "=" in line and line[:2] != "# " else line for line in lines))
    values = {name: value or "" for name, value in dotenv_values(file, interpolate=False).items()}
    assert len(values) > 10
    assert {name for name in values if name.lower() not in Settings.model_fields} == OF_THE_SYSTEM
    settings = load_settings({name: value for name, value in values.items() if value})
    assert settings.missing_notice == ()
    assert settings.public_url == "https://radap.example.go.th"


def test_the_command_runs_with_the_services_user_settings_and_data(tmp_path: Path) -> None:
    systemd_run = tmp_path / "systemd-run"
    systemd_run.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    systemd_run.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ran = subprocess.run(
        [DEPLOY / "radap-command", "assess", "my services.csv"], env=environment, capture_output=True, check=True
    )
    words, unit = ran.stdout.decode().splitlines(), UnitFile.read("radap.service")
    assert words[-3:] == [unit.one("ExecStart").split()[0], "assess", "my services.csv"]
    data = unit.environment("", Path("/var/lib/radap"))["DATA_DIR"]
    for word in (
        f"--uid={unit.one('User')}",
        f"--gid={unit.one('Group')}",
        f"--property=EnvironmentFile={unit.one('EnvironmentFile')}",
        f"--property=Environment=DATA_DIR={data}",
        f"--property=UMask={unit.one('UMask')}",
    ):
        assert word in words
