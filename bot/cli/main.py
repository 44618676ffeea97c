"""The `radap` command: parses the command line and runs one subcommand."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from bot.cli.argument_parser import EXIT_USAGE, ArgumentParser
from bot.cli.examples import EVERYTHING, EXAMPLES
from bot.config.env_file import add_env_file
from bot.config.operator_language import operator_translate
from bot.errors import SettingsError
from bot.shared.os_errors import os_error_reason
from bot.shared.version import installed_version
from flows.errors import RadapError
from flows.operator_text import Translatable, Translate

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: the process's own) and return the exit status."""
    _escape_unencodable_output()
    translate = operator_translate(os.environ)
    parser = _parser(translate)
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


def _parser(translate: Translate) -> argparse.ArgumentParser:
    """Return the parser of the whole command line. `_` shows an English text in the operator's language, as usual."""

    def _(english: str) -> str:
        return translate(Translatable(english))

    parser = ArgumentParser(
        translate=translate,
        prog="radap",
        description=_("Self-assessment of public e-services by the DGA standard มสพร. 6-5."),
        epilog=translate(EVERYTHING),
    )
    parser.set_defaults(module=None, reads_settings=True, translate=translate)
    parser.add_argument(
        "--version", action="version", version=f"radap {installed_version()}", help=_("show the version")
    )
    _add_env_file(parser, None, translate)
    commands = parser.add_subparsers(metavar="COMMAND")
    add_command = partial(commands.add_parser, translate=translate)

    serve = add_command("serve", help=_("run the server for LINE, Telegram and the browser"))
    serve.add_argument(
        "--host", default="127.0.0.1", help=_("address to listen on; 0.0.0.0 for all (default: %(default)s)")
    )
    serve.add_argument("--port", type=int, metavar="N", help=_("port to listen on, instead of PORT"))
    serve.set_defaults(module="serve")

    chat = add_command("chat", help=_("chat in this terminal"))
    chat.add_argument("--language", choices=("th", "en"), default="th", help=_("first language (default: th)"))
    chat.set_defaults(module="chat")

    assess = add_command("assess", help=_("compute the gaps of many services from a CSV file"))
    assess.add_argument(
        "file", nargs="?", default="-", help=_("CSV with columns service,group,levels; - for standard input")
    )
    assess.add_argument("--json", action="store_true", help=_("print one JSON object per line instead of a table"))
    assess.set_defaults(module="assess")

    check = add_command("check-criteria", help=_("check a criteria file and list every fault"))
    check.add_argument("file", type=Path)
    check.set_defaults(module="check_criteria", reads_settings=False)

    compare = add_command(
        "compare-criteria", help=_("list what changes between two criteria files, and for how many stored results")
    )
    compare.add_argument("old", type=Path, metavar="OLD", help=_("the criteria file in use"))
    compare.add_argument("new", type=Path, metavar="NEW", help=_("the criteria file of the new edition"))
    compare.add_argument("--json", action="store_true", help=_("print one JSON object"))
    compare.set_defaults(module="compare_criteria")

    form = add_command("form", help=_("write the standard's empty form as PDF"))
    form.add_argument("file", nargs="?", default="-", help=_("output file; - for standard output"))
    form.add_argument("--language", choices=("th", "en"), default="th", help=_("language of the form (default: th)"))
    form.set_defaults(module="form")

    setup = add_command("setup", help=_("register webhooks, commands, texts and the rich menu with the platforms"))
    setup.add_argument("--dry-run", action="store_true", help=_("only report what would be set"))
    setup.set_defaults(module="setup")

    doctor = add_command("doctor", help=_("check settings, database, platforms and the public address"))
    doctor.add_argument("--json", action="store_true", help=_("print one JSON object"))
    doctor.set_defaults(module="doctor")

    new_key = add_command("new-key", help=_("print a new random key for ENCRYPTION_KEYS"))
    new_key.set_defaults(module="new_key", reads_settings=False)

    reencrypt = add_command("reencrypt", help=_("encrypt all stored records with the newest key"))
    reencrypt.set_defaults(module="reencrypt")

    diagram = add_command("diagram", help=_("print the conversation's state machine as a Mermaid diagram"))
    diagram.set_defaults(module="diagram")

    schema = add_command("criteria-schema", help=_("print the JSON Schema of criteria files"))
    schema.set_defaults(module="criteria_schema", reads_settings=False)

    for name, subcommand in commands.choices.items():
        subcommand.epilog = translate(EXAMPLES.get(name, ""))
        if subcommand.get_default("reads_settings") is not False:
            _add_env_file(subcommand, argparse.SUPPRESS, translate)
    return parser


def _add_env_file(parser: argparse.ArgumentParser, default: str | None, translate: Translate) -> None:
    """Add the option, which stands before or behind the subcommand. SUPPRESS keeps what stood before it."""
    text = Translatable("read settings from this file instead of .env in the checkout; the environment wins")
    parser.add_argument("--env-file", type=Path, metavar="FILE", default=default, help=translate(text))


if __name__ == "__main__":
    sys.exit(main())
