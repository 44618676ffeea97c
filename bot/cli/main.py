"""The `radap` command: parses the command line and runs one subcommand."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from bot.cli.examples import EVERYTHING, EXAMPLES, examples
from bot.config.env_file import add_env_file
from bot.shared.version import installed_version
from flows.errors import RadapError

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: the process's own) and return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _escape_unencodable_output()
    if options.module is None:
        parser.print_help(sys.stderr)
        return EXIT_USAGE
    try:
        if options.reads_settings:
            for warning in add_env_file(options.env_file, os.environ):
                sys.stderr.write(f"radap: {warning}\n")
        # Import only the subcommand that is run: the server's libraries take a second to load.
        return int(import_module(f"bot.cli.{options.module}").run(options))
    except RadapError as error:
        sys.stderr.write(f"radap: {error}\n")
        return EXIT_ERROR
    except OSError as error:
        sys.stderr.write(f"radap: {error.filename or 'the system'}: {error.strerror or error}\n")
        return EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _escape_unencodable_output() -> None:
    """Print escapes instead of failing if the terminal's encoding lacks a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _day(text: str) -> date:
    """Read a day. Raises ArgumentTypeError, whose text argparse prints."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date such as 2026-01-31") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="radap",
        description="Self-assessment of public e-services by the DGA standard มสพร. 6-5.",
        epilog=examples(EVERYTHING),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(module=None, reads_settings=True)
    parser.add_argument("--version", action="version", version=f"radap {installed_version()}")
    _add_env_file(parser, None)
    subcommands = parser.add_subparsers(metavar="COMMAND")

    serve = subcommands.add_parser("serve", help="run the server for LINE, Telegram and the browser")
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all (default: %(default)s)"
    )
    serve.add_argument("--port", type=int, metavar="N", help="port to listen on, instead of PORT")
    serve.set_defaults(module="serve")

    chat = subcommands.add_parser("chat", help="chat in this terminal")
    chat.add_argument("--language", choices=("th", "en"), default="th", help="first language (default: th)")
    chat.set_defaults(module="chat")

    assess = subcommands.add_parser("assess", help="compute the gaps of many services from a CSV file")
    assess.add_argument(
        "file", nargs="?", default="-", help="CSV with columns service,group,levels; - for standard input"
    )
    assess.add_argument("--json", action="store_true", help="print one JSON object per line instead of a table")
    assess.set_defaults(module="assess")

    check = subcommands.add_parser("check-criteria", help="check a criteria file and list every fault")
    check.add_argument("file", type=Path)
    check.set_defaults(module="check_criteria", reads_settings=False)

    compare = subcommands.add_parser(
        "compare-criteria", help="list what changes between two criteria files, and for how many stored results"
    )
    compare.add_argument("old", type=Path, metavar="OLD", help="the criteria file in use")
    compare.add_argument("new", type=Path, metavar="NEW", help="the criteria file of the new edition")
    compare.add_argument("--json", action="store_true", help="print one JSON object")
    compare.set_defaults(module="compare_criteria")

    form = subcommands.add_parser("form", help="write the standard's empty form as PDF")
    form.add_argument("file", nargs="?", default="-", help="output file; - for standard output")
    form.add_argument("--language", choices=("th", "en"), default="th", help="language of the form (default: th)")
    form.set_defaults(module="form")

    poster = subcommands.add_parser("poster", help="write a poster with the QR code of the chat as PDF")
    poster.add_argument("file", nargs="?", default="-", help="output file; - for standard output")
    poster.add_argument("--language", choices=("th", "en"), default="th", help="language of the poster (default: th)")
    leads_to = poster.add_mutually_exclusive_group()
    leads_to.add_argument("--line", metavar="ID", help="lead to this LINE account (@123abcde), without asking LINE")
    leads_to.add_argument("--telegram", metavar="NAME", help="lead to this Telegram bot, without asking Telegram")
    leads_to.add_argument("--url", help="lead to this web page")
    poster.set_defaults(module="poster")

    setup = subcommands.add_parser(
        "setup", help="register webhooks, commands, texts and the rich menu with the platforms"
    )
    setup.add_argument("--dry-run", action="store_true", help="only report what would be set")
    setup.set_defaults(module="setup")

    doctor = subcommands.add_parser("doctor", help="check settings, database, platforms and the public address")
    doctor.set_defaults(module="doctor")

    new_key = subcommands.add_parser("new-key", help="print a new random key for ENCRYPTION_KEYS")
    new_key.set_defaults(module="new_key", reads_settings=False)

    reencrypt = subcommands.add_parser("reencrypt", help="encrypt all stored records with the newest key")
    reencrypt.set_defaults(module="reencrypt")

    backup = subcommands.add_parser("backup", help="write all stored records into a file, while the server runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="the file; one that is there is replaced")
    backup.set_defaults(module="backup")

    restore = subcommands.add_parser("restore", help="bring the database into the state of a back-up")
    restore.add_argument("file", type=Path, metavar="FILE", help="a file that `radap backup` wrote")
    restore.add_argument("--yes", action="store_true", help="do not ask, for scripts without a terminal")
    restore.add_argument("--force", action="store_true", help="remove the conversations and results that are there")
    restore.set_defaults(module="restore")

    report = subcommands.add_parser("report", help="count the assessments and what they found, without names")
    report.add_argument(
        "--since", type=_day, metavar="DATE", help="first day to count, such as 2026-01-31 (in Thailand)"
    )
    report.add_argument("--json", action="store_true", help="print one JSON object")
    report.set_defaults(module="report")

    diagram = subcommands.add_parser("diagram", help="print the conversation's state machine as a Mermaid diagram")
    diagram.set_defaults(module="diagram")

    schema = subcommands.add_parser("criteria-schema", help="print the JSON Schema of criteria files")
    schema.set_defaults(module="criteria_schema", reads_settings=False)

    for name, subcommand in subcommands.choices.items():
        subcommand.epilog = examples(EXAMPLES.get(name, ""))
        subcommand.formatter_class = argparse.RawDescriptionHelpFormatter
        if subcommand.get_default("reads_settings") is not False:
            _add_env_file(subcommand, argparse.SUPPRESS)
    return parser


def _add_env_file(parser: argparse.ArgumentParser, default: str | None) -> None:
    """Add the option, which stands before or behind the subcommand. SUPPRESS keeps what stood before it."""
    parser.add_argument(
        "--env-file",
        type=Path,
        metavar="FILE",
        default=default,
        help="read settings from this file instead of .env in the checkout; the environment wins",
    )


if __name__ == "__main__":
    sys.exit(main())
