"""Secrets are read from files of their own: NAME_FILE, and systemd's credentials directory."""

from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr

from bot.config.encryption_keys import new_key
from bot.config.secret_files import SECRETS
from bot.config.settings import Settings, load_settings
from bot.errors import SettingsError

SECRET = "s3cret-value-never-shown"
VALUES = {
    "REDIS_URL": "redis://host:6379/0",
    "ENCRYPTION_KEYS": new_key(),
    "METRICS_TOKEN": "metrics",
    "LINE_CHANNEL_SECRET": "line",
    "LINE_CHANNEL_ACCESS_TOKEN": "line-token",
    "TELEGRAM_BOT_TOKEN": "1:x",
    "TELEGRAM_WEBHOOK_SECRET": "webhook",
}


def problem(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment)
    text = str(caught.value)
    assert SECRET not in text
    return text


def secrets(settings: Settings) -> dict[str, str]:
    found = {name: getattr(settings, name.lower()) for name in SECRETS}
    return {name: value.get_secret_value() for name, value in found.items() if value}


def test_every_secret_setting_may_be_in_a_file() -> None:
    fields = {name: field.annotation for name, field in Settings.model_fields.items()}
    assert set(SECRETS) == {name.upper() for name, kind in fields.items() if SecretStr in get_args(kind)} == set(VALUES)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_variable_names_the_file_of_a_secret(tmp_path: Path, end: str) -> None:
    for name, value in VALUES.items():
        (tmp_path / name).write_bytes((value + end).encode())
    assert secrets(load_settings({f"{name}_FILE": str(tmp_path / name) for name in VALUES})) == VALUES


@pytest.mark.parametrize("named", [str.upper, str.lower])
def test_systemd_credentials_are_read(tmp_path: Path, named: "type[str]") -> None:
    for name, value in VALUES.items():
        (tmp_path / named(name)).write_text(f"{value}\n")
    (tmp_path / "unrelated").write_text(SECRET)
    assert secrets(load_settings({"CREDENTIALS_DIRECTORY": str(tmp_path)})) == VALUES


def test_a_variable_comes_before_a_credential(tmp_path: Path) -> None:
    (tmp_path / "metrics_token").write_text("credential")
    (tmp_path / "file").write_text("file")
    given = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert secrets(load_settings(given | {"METRICS_TOKEN": "variable"})) == {"METRICS_TOKEN": "variable"}
    assert secrets(load_settings(given | {"METRICS_TOKEN_FILE": str(tmp_path / "file")})) == {"METRICS_TOKEN": "file"}
    assert secrets(load_settings(given | {"METRICS_TOKEN": ""})) == {"METRICS_TOKEN": "credential"}


def test_a_value_and_a_file_at_once_are_refused(tmp_path: Path) -> None:
    given = {"TELEGRAM_BOT_TOKEN": SECRET, "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")}
    assert "TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set" in problem(given)


@pytest.mark.parametrize(
    ("content", "told"), [(None, "cannot be read (no such file"), (b"\n", "is empty"), (b"\xff" * 9, "is not a text")]
)
def test_a_file_without_a_secret_is_named(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    assert f"LINE_CHANNEL_SECRET_FILE: {file} {told}" in problem({"LINE_CHANNEL_SECRET_FILE": str(file)})


def test_all_that_is_wrong_is_named_at_once_and_nothing_that_only_follows(tmp_path: Path) -> None:
    given = {"LINE_CHANNEL_SECRET_FILE": str(tmp_path / "none"), "LINE_CHANNEL_ACCESS_TOKEN": SECRET, "PORT": "x"}
    text = problem(given)
    assert "LINE_CHANNEL_SECRET_FILE" in text
    assert "PORT" in text
    assert "LINE needs both" not in text


def test_a_wrong_value_in_a_file_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(SECRET)
    assert "ENCRYPTION_KEYS: must be" in problem({"ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")})
