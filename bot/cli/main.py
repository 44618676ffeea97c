"""The `radap` command: parses the command line and runs one subcommand."""

import argparse
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
#: The status of a program that the signal of a broken pipe ends.
EXIT_PIPE = 141


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
        return _run(options, translate)
    except RadapError as error:
        sys.stderr.write(f"radap: {translate(error.text)}\n")
        if isinstance(error, SettingsError):
            _write_misspelt(translate)
        return EXIT_ERROR
    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has enough. Python would write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PIPE
    except OSError as error:
        place = error.filename or translate(Translatable("the system"))
        sys.stderr.write(f"radap: {place}: {translate(os_error_reason(error))}\n")
        return EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _run(options: argparse.Namespace, translate: Translate) -> int:
    """Run the subcommand of a command line; all that it printed is written when it returns."""
    if options.reads_settings:
        for warning in add_env_file(options.env_file, os.environ):
            sys.stderr.write(f"radap: {translate(warning)}\n")
    # Import only the subcommand that is run: the server's libraries take a second to load.
    status = int(import_module(f"bot.cli.{options.module}").run(options))
    sys.stdout.flush()
    return status


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
