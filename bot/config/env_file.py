"""The file of settings: `.env` in the checkout, or the one of `--env-file`."""

import io
import re
import stat
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from bot.config.folders import checkout_folder
from bot.config.secret_files import SECRETS, SUFFIX, credential_file
from bot.errors import SettingsError
from bot.shared.os_errors import os_error_reason
from flows.operator_text import Text, Translatable

NAME = ".env"
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

#: Permissions of a file that other users may read or change.
OTHERS = 0o077


def add_env_file(named: Path | None, environment: MutableMapping[str, str]) -> list[Text]:
    """Add the settings of a file to the environment, which wins, and return warnings.

    Without a named file it is `.env` in the checkout, if there is one: never a file in the current folder, which may
    be anybody's. Raises SettingsError for a line that is not NAME=value, and for a named file that cannot be read.
    """
    path = named or _checkout_file()
    if path is None:
        return []
    try:
        mode, text = path.stat().st_mode, path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError([Translatable("{file} is not a text in UTF-8.", file=str(path))]) from None
    except OSError as error:
        problem = Translatable("{file} cannot be read ({reason}).", file=str(path), reason=os_error_reason(error))
        if named:
            raise SettingsError([problem]) from None
        # A service runs as another user than the one who keeps the file, and systemd may have read it already.
        return [Translatable("{problem} Its settings are not used.", problem=problem)]
    environment.update(_missing(_variables(path, text), environment))
    is_open = stat.S_ISREG(mode) and mode & OTHERS
    return [_open_to_others(path, mode)] if is_open else []


def _open_to_others(path: Path, mode: int) -> Text:
    digits = f"{stat.S_IMODE(mode):04o}"
    return Translatable("Other users may read {file} (mode {mode}). Run: chmod 600 {file}", file=str(path), mode=digits)


def _checkout_file() -> Path | None:
    folder = checkout_folder()
    return folder / NAME if folder and (folder / NAME).is_file() else None


def _variables(path: Path, text: str) -> dict[str, str]:
    """Return the variables of a file. Raises SettingsError with the numbers of the lines that are none."""
    found: dict[str, str] = {}
    problems: list[Text] = []
    for binding in parse_stream(io.StringIO(text)):
        if _is_variable(binding):
            found[binding.key or ""] = binding.value or ""
        elif binding.key is not None or binding.error:
            problems.append(
                Translatable(
                    "{file}, line {line}: must be NAME=value, with quotation marks in pairs.",
                    file=str(path),
                    line=_line(binding),
                )
            )
    if problems:
        raise SettingsError(problems)
    return found


def _is_variable(binding: Binding) -> bool:
    key, value = binding.key, binding.value
    return key is not None and value is not None and bool(VARIABLE.fullmatch(key)) and "\0" not in value


def _line(binding: Binding) -> int:
    """Return the number of the line: the parser counts from the blank lines before it."""
    text = binding.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return binding.original.line + len(blank.splitlines())


def _missing(variables: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that the environment does not have, neither as they are nor as a file with the secret."""
    return {name: value for name, value in variables.items() if value and not _is_given(name, environment)}


def _is_given(name: str, environment: Mapping[str, str]) -> bool:
    secret = name.removesuffix(SUFFIX)
    if secret not in SECRETS:
        return bool(environment.get(name))
    given = environment.get(secret) or environment.get(secret + SUFFIX) or credential_file(environment, secret)
    return bool(given)
