"""The `radap` command: parses the command line and runs one subcommand."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from bot.cli.argument_parser import EXIT_USAGE
from bot.cli.command_line import build_parser
from bot.config.env_file import add_env_file
from bot.config.operator_language import operator_translate
from bot.errors import SettingsError
from bot.shared.os_errors import os_error_reason
from flows.errors import RadapError
from flows.operator_text import Translatable, Translate

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: the process's own) and return the exit status."""
    _escape_unencodable_output()
    translate = operator_translate(os.environ)
    parser = build_parser(translate)
    options = parser.parse_args(arguments)
    if options.module is None:
        parser.print_help(sys.stderr)
        return EXIT_USAGE
    try:
        if options.reads_settings:
            for warning in add_env_file(options.env_file, os.environ):
                sys.stderr.write(f"radap: {translate(warning)}\n")
        # Import only the subcommand that is run: the server's libraries take a second to load.
        return int(import_module(f"bot.cli.{options.module}").run(options))
    except RadapError as error:
        sys.stderr.write(f"radap: {translate(error.text)}\n")
        if isinstance(error, SettingsError):
            _write_misspelt(translate)
        return EXIT_ERROR
    except OSError as error:
        place = error.filename or translate(Translatable("the system"))
        sys.stderr.write(f"radap: {place}: {translate(os_error_reason(error))}\n")
        return EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _write_misspelt(translate: Translate) -> None:
    """Name the settings that are probably misspelt: one that seems to be missing may be among them."""
    from bot.config.misspelt_settings import misspelt, misspelt_settings  # noqa: PLC0415 - loads the settings

    for name, setting in misspelt_settings(os.environ):
        sys.stderr.write(f"radap: {translate(misspelt(name, setting))}\n")


def _escape_unencodable_output() -> None:
    """Print escapes instead of failing if the terminal's encoding lacks a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
