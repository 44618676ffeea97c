"""Secrets in files: `NAME_FILE` as for Docker's secrets, and systemd's credentials directory."""

from collections.abc import Mapping
from pathlib import Path

from bot.shared.os_errors import os_error_reason
from flows.operator_text import Text, Translatable

#: The settings that may be in files.
SECRETS = (
    "REDIS_URL",
    "ENCRYPTION_KEYS",
    "METRICS_TOKEN",
    "LINE_CHANNEL_SECRET",
    "LINE_CHANNEL_ACCESS_TOKEN",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_WEBHOOK_SECRET",
)
SUFFIX = "_FILE"

#: Set by systemd for units with LoadCredential or SetCredential (systemd.exec(5)).
CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY"


def read_secret_files(environment: Mapping[str, str]) -> tuple[dict[str, str], list[Text]]:
    """Return the secrets that are in files, by their setting's name, and a sentence for each that cannot be read.

    A variable comes before a credential. A setting that has both a value and a `NAME_FILE` is an error.
    """
    secrets: dict[str, str] = {}
    problems: list[Text] = []
    for name in SECRETS:
        file = environment.get(name + SUFFIX)
        if file and environment.get(name):
            problems.append(
                Translatable("{name} and {file} are both set: set one of them.", name=name, file=name + SUFFIX)
            )
            continue
        path = Path(file) if file else credential_file(environment, name)
        if path is None or (not file and environment.get(name)):
            continue
        try:
            secrets[name] = _read(path)
        except ValueError as error:
            variable = name + SUFFIX if file else name
            problems.append(Translatable("{name}: {file} {fault}.", name=variable, file=str(path), fault=error.args[0]))
    return secrets, problems


def credential_file(environment: Mapping[str, str], name: str) -> Path | None:
    """Return the file in systemd's credentials directory that has the setting's name, in capitals or not; or None."""
    folder = environment.get(CREDENTIALS_DIRECTORY)
    paths = (Path(folder) / file for file in (name, name.lower())) if folder else ()
    return next((path for path in paths if path.is_file()), None)


def _read(path: Path) -> str:
    """Return the file's text without the line break at its end. Raises ValueError with the end of a sentence."""
    try:
        text = path.read_text("utf-8").rstrip("\r\n")
    except OSError as error:
        raise ValueError(Translatable("cannot be read ({reason})", reason=os_error_reason(error))) from None
    except UnicodeDecodeError:
        raise ValueError(Translatable("is not a text in UTF-8")) from None
    if not text:
        raise ValueError(Translatable("is empty"))
    return text
