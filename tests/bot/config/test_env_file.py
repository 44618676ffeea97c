"""A file of settings adds to the environment, which wins. Its values are never shown."""

import os
from pathlib import Path

import pytest

from bot.config.env_file import add_env_file
from bot.config.settings import load_settings
from bot.errors import SettingsError

SECRET = "s3cret-value-never-shown"


def env_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "radap.env"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def problem(file: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        add_env_file(file, {})
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("PORT=9000", "PORT", "9000"),
        ("export PORT = 9000  # the port", "PORT", "9000"),
        ("\ufeffPORT='9000'\r", "PORT", "9000"),
        ("CONTROLLER_NAME=เทศบาลเมือง ตัวอย่าง", "CONTROLLER_NAME", "เทศบาลเมือง ตัวอย่าง"),
        ('CONTROLLER_NAME="เทศบาล # หนึ่ง"', "CONTROLLER_NAME", "เทศบาล # หนึ่ง"),
        ("REDIS_URL=redis://:a$b${HOME}#c@host", "REDIS_URL", "redis://:a$b${HOME}#c@host"),
        ("HTTPS_PROXY=http://proxy:3128", "HTTPS_PROXY", "http://proxy:3128"),
    ],
)
def test_a_line_is_a_variable(tmp_path: Path, line: str, name: str, value: str) -> None:
    environment: dict[str, str] = {}
    assert add_env_file(env_file(tmp_path, f"{line}\n\n# comment\n"), environment) == []
    assert environment == {name: value}


@pytest.mark.parametrize(("given", "port"), [({"PORT": "8001"}, 8001), ({"PORT": ""}, 9000), ({}, 9000)])
def test_the_environment_wins_unless_it_is_empty(tmp_path: Path, given: dict[str, str], port: int) -> None:
    add_env_file(env_file(tmp_path, "PORT=9000\nCHAT_PAGE=\n"), given)
    assert load_settings(given).port == port
    assert "CHAT_PAGE" not in given


def test_a_secret_in_a_file_of_the_environment_wins_over_the_one_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    (tmp_path / "metrics_token").write_text("credential")
    given = {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token"), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    add_env_file(env_file(tmp_path, "TELEGRAM_BOT_TOKEN=1:x\nMETRICS_TOKEN=x\n"), given)
    settings = load_settings(given)
    assert settings.telegram is not None
    assert settings.telegram.token == "from-a-file"
    assert settings.metrics_token is not None
    assert settings.metrics_token.get_secret_value() == "credential"


@pytest.mark.parametrize(
    "line",
    [
        f"TELEGRAM_BOT_TOKEN {SECRET}",
        f'TELEGRAM_BOT_TOKEN="{SECRET}',
        SECRET,
        f"={SECRET}",
        f"A B={SECRET}",
        f"1A={SECRET}",
    ],
)
def test_a_malformed_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    file = env_file(tmp_path, f"# settings\nPORT=1\n\n  \n{line}\nCHAT_PAGE=on\n")
    text = problem(file)
    assert f"{file}, line 5: must be NAME=value" in text
    assert text.count(", line ") == 1
    assert SECRET not in text


@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_file_that_others_may_read_is_warned_about(tmp_path: Path, mode: int, *, is_open: bool) -> None:
    file = env_file(tmp_path, f"METRICS_TOKEN={SECRET}\n", mode)
    warnings = [*map(str, add_env_file(file, {}))]
    assert warnings == ([f"Other users may read {file} (mode {mode:04o}). Run: chmod 600 {file}"] if is_open else [])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert f"{tmp_path / 'none'} cannot be read (no such file" in problem(tmp_path / "none")
    assert f"{tmp_path} cannot be read (it is a folder)" in problem(tmp_path)
    file = tmp_path / "thai.env"
    file.write_bytes("CONTROLLER_NAME=เทศบาล".encode("cp874"))
    assert f"{file} is not a text in UTF-8" in problem(file)


def test_a_pipe_and_the_null_device_are_files_as_well() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"PORT=9000\n")
    os.close(writing)
    environment: dict[str, str] = {}
    assert add_env_file(Path(f"/dev/fd/{reading}"), environment) == []
    assert add_env_file(Path(os.devnull), environment) == []
    os.close(reading)
    assert environment == {"PORT": "9000"}
