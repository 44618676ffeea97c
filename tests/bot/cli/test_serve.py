"""`radap serve` as systemd starts it: in a checkout that it cannot write to, with a state folder and credentials."""

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.shared.version import installed_version
from tests.fakes.ports import free_port

ROOT = Path(__file__).parents[3]
PARTS = ("bot", "flows", "criteria.json", "pyproject.toml")
SECRET = "s3cret-value-never-shown"
READY_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that has been started and stopped: what it wrote, and what it answered."""

    report: str
    log: str
    status: int
    health: httpx.Response
    figures: httpx.Response
    refused: httpx.Response
    checkout: Path
    state: Path
    present: Path


def command(checkout: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot.cli.main", *arguments]


def environment(checkout: Path, **more: str) -> dict[str, str]:
    """Return an environment without the settings of whoever runs the tests."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(checkout),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(checkout / "no-home"),
        **more,
    }


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of this checkout that nobody may write to, with a file of settings."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / part)
    (folder / ".env").write_text("CONTROLLER_NAME=กรมตัวอย่าง\nLEGAL_BASIS=from the file\n", "utf-8")
    (folder / ".env").chmod(0o644)
    change_mode(folder, 0o555)
    yield folder
    change_mode(folder, 0o755)


def change_mode(folder: Path, mode: int) -> None:
    for place, _, _ in os.walk(folder):
        Path(place).chmod(mode)


@pytest.fixture(scope="module")
def served(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Served:
    present, state, credentials = (tmp_path_factory.mktemp(name) for name in ("present", "state", "credentials"))
    (present / ".env").write_text("CONTROLLER_CONTACT=of a foreign folder\n")
    (credentials / "metrics_token").write_text(f"{SECRET}\n")
    port = free_port()
    process = subprocess.Popen(
        command(checkout, "serve", "--port", str(port)),
        cwd=present,
        env=environment(
            checkout,
            PORT=str(free_port()),
            STATE_DIRECTORY=str(state),
            CREDENTIALS_DIRECTORY=str(credentials),
            LEGAL_BASIS="from the environment",
            TELEGRAM_BOT_TOEKN=SECRET,
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            health = until_ready(client)
            bearer = {"Authorization": f"Bearer {SECRET}"}
            figures, refused = client.get("/metrics", headers=bearer), client.get("/metrics")
    finally:
        process.terminate()
        report, log = process.communicate()
    return Served(report, log, process.returncode, health, figures, refused, checkout, state, present)


def until_ready(client: httpx.Client) -> httpx.Response:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if client.get("/readyz").status_code == 200:
                return client.get("/healthz")
        time.sleep(0.05)
    raise TimeoutError


def test_the_server_serves_at_the_port_of_the_command_line(served: Served) -> None:
    assert served.status == 0
    assert served.health.json() == {"status": "alive", "version": installed_version()}


def test_data_go_into_the_state_folder_and_nothing_beside_the_code(served: Served) -> None:
    assert (served.state / "redis.log").is_file()
    assert sorted(path.name for path in served.checkout.iterdir()) == sorted((*PARTS, ".env"))
    assert [path.name for path in served.present.iterdir()] == [".env"]


def test_settings_come_from_the_file_in_the_checkout_and_not_from_the_current_folder(served: Served) -> None:
    privacy = next(line for line in served.report.splitlines() if "privacy" in line)
    assert "CONTROLLER_NAME" not in privacy
    assert "LEGAL_BASIS" not in privacy
    assert "CONTROLLER_CONTACT" in privacy


def test_a_file_of_settings_that_others_may_read_is_warned_about(served: Served) -> None:
    assert served.log.startswith(f"radap: Other users may read {served.checkout / '.env'} (mode 0644). Run: chmod 600")


def test_the_report_names_versions_and_misspelt_settings(served: Served) -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"Radap {installed_version()} is running, on Python {version}" in served.report
    assert "TELEGRAM_BOT_TOEKN is no setting. Did you mean TELEGRAM_BOT_TOKEN?" in served.report
    assert SECRET not in served.report + served.log


def test_the_metrics_have_the_versions_and_are_protected_by_the_credential(served: Served) -> None:
    assert served.refused.status_code == 401
    assert f'version="{installed_version()}"' in next(
        line for line in served.figures.text.splitlines() if line.startswith("radap_build_info{")
    )


def test_the_log_of_a_service_is_json(served: Served) -> None:
    lines = [json.loads(line) for line in served.log.splitlines()[1:]]
    assert {"uvicorn.error"} <= {line["logger"] for line in lines}


def test_a_terminal_gets_a_line_of_text_for_each_record(checkout: Path, tmp_path: Path) -> None:
    ours, terminal = pty.openpty()
    process = subprocess.Popen(
        command(checkout, "--env-file", os.devnull, "serve", "--port", str(free_port())),
        env=environment(checkout, DATA_DIR=str(tmp_path), LOG_LEVEL="debug"),
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    )
    os.close(terminal)
    with os.fdopen(ours, errors="replace") as lines:
        first = next(lines)
        process.terminate()
        assert process.wait() == 0
    assert "INFO    uvicorn.error: Started server process [" in first
    assert "{" not in first


@pytest.mark.parametrize("arguments", [("--env-file", "named.env", "serve"), ("serve", "--env-file", "named.env")])
def test_a_named_file_is_read_instead(checkout: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "named.env").write_text("LOG_LEVEL=loud\n")
    done = subprocess.run(
        command(checkout, *arguments),
        cwd=tmp_path,
        env=environment(checkout),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "LOG_LEVEL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_package_keeps_its_data_in_the_users_state_folder(tmp_path: Path) -> None:
    package, home = tmp_path / "site-packages", tmp_path / "home"
    shutil.copytree(ROOT / "bot", package / "bot")
    shutil.copytree(ROOT / "flows", package / "flows")
    ask = "from bot.config.settings import load_settings; print(load_settings().data_folder)"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env=environment(package, HOME=str(home)),
        capture_output=True,
        text=True,
        check=True,
    )
    folder = Path(done.stdout.strip())
    assert folder.is_relative_to(home)
    assert folder.name == "radap"
