"""The command line: subcommands, their options and their help, in the operator's language."""

import argparse
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

from bot.cli.argument_parser import ArgumentParser
from bot.cli.examples import EVERYTHING, EXAMPLES
from bot.shared.version import installed_version
from flows.operator_text import Translatable, Translate

#: Adds a subcommand by its name and `help`.
AddCommand: TypeAlias = Callable[..., argparse.ArgumentParser]

#: Shows an English text in the operator's language.
Shown: TypeAlias = Callable[[str], str]


def build_parser(translate: Translate) -> argparse.ArgumentParser:
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
    _add_env_file(parser, None, _)
    commands = parser.add_subparsers(metavar="COMMAND")
    add_command = partial(commands.add_parser, translate=translate)
    _add_chats(add_command, _)
    _add_operation(add_command, _)
    _add_data(add_command, _, translate)
    _add_collections(add_command, _, translate)
    _add_criteria(add_command, _)
    for name, subcommand in commands.choices.items():
        subcommand.epilog = translate(EXAMPLES.get(name, ""))
        if subcommand.get_default("reads_settings") is not False:
            _add_env_file(subcommand, argparse.SUPPRESS, _)
    return parser


def _add_chats(add_command: AddCommand, _: Shown) -> None:
    """Add the commands with which officers are served."""
    serve = add_command("serve", help=_("run the server for LINE, Telegram and the browser"))
    serve.add_argument(
        "--host", default="127.0.0.1", help=_("address to listen on; 0.0.0.0 for all (default: %(default)s)")
    )
    serve.add_argument("--port", type=int, metavar="N", help=_("port to listen on, instead of PORT"))
    serve.set_defaults(module="serve")

    chat = add_command("chat", help=_("chat in this terminal"))
    chat.add_argument("--language", choices=("th", "en"), default="th", help=_("first language (default: th)"))
    chat.set_defaults(module="chat")

    assess = add_command("assess", help=_("compute the gaps of many services from a table"))
    assess.add_argument(
        "file", nargs="?", default="-", help=_("table of services: .xlsx, .xls, .ods or CSV; - for standard input")
    )
    formats = assess.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help=_("print one JSON object per line instead of a table"))
    formats.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=_("write a table: the name ends in .xlsx, .csv or .json")
    )
    assess.set_defaults(module="assess")

    template = add_command("template", help=_("write the template of a table of services as .xlsx"))
    template.add_argument("file", nargs="?", default="-", help=_("output file; - for standard output"))
    template.add_argument(
        "--language", choices=("th", "en"), default="th", help=_("language of the template (default: th)")
    )
    template.add_argument(
        "--services", metavar="TABLE", help=_("fill in the services of this table, or the names in this list")
    )
    template.set_defaults(module="template")

    form = add_command("form", help=_("write the standard's empty form as PDF"))
    form.add_argument("file", nargs="?", default="-", help=_("output file; - for standard output"))
    form.add_argument("--language", choices=("th", "en"), default="th", help=_("language of the form (default: th)"))
    form.set_defaults(module="form")

    poster = add_command("poster", help=_("write a poster with the QR code of the chat as PDF"))
    poster.add_argument("file", nargs="?", default="-", help=_("output file; - for standard output"))
    poster.add_argument(
        "--language", choices=("th", "en"), default="th", help=_("language of the poster (default: th)")
    )
    leads_to = poster.add_mutually_exclusive_group()
    leads_to.add_argument("--line", metavar="ID", help=_("lead to this LINE account (@123abcde), without asking LINE"))
    leads_to.add_argument("--telegram", metavar="NAME", help=_("lead to this Telegram bot, without asking Telegram"))
    leads_to.add_argument("--url", help=_("lead to this web page"))
    poster.set_defaults(module="poster")


def _add_operation(add_command: AddCommand, _: Shown) -> None:
    """Add the commands that set Radap up and look after it."""
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


def _add_data(add_command: AddCommand, _: Shown, translate: Translate) -> None:
    """Add the commands that work on everything that is stored."""
    backup = add_command("backup", help=_("write all stored records into a file, while the server runs"))
    backup.add_argument("file", type=Path, metavar="FILE", help=_("the file; one that is there is replaced"))
    backup.set_defaults(module="backup")

    restore = add_command("restore", help=_("bring the database into the state of a back-up"))
    restore.add_argument("file", type=Path, metavar="FILE", help=_("a file that `radap backup` wrote"))
    restore.add_argument("--yes", action="store_true", help=_("do not ask, for scripts without a terminal"))
    restore.add_argument("--force", action="store_true", help=_("remove the conversations and results that are there"))
    restore.set_defaults(module="restore")

    report = add_command("report", help=_("count the assessments and what they found, without names"))
    report.add_argument(
        "--since",
        type=partial(_read_day, translate),
        metavar="DATE",
        help=_("first day to count, such as 2026-01-31 (in Thailand)"),
    )
    report.add_argument("--json", action="store_true", help=_("print one JSON object"))
    report.set_defaults(module="report")


def _add_collections(add_command: AddCommand, _: Shown, translate: Translate) -> None:
    """Add the command with which services of many offices are collected, and its own subcommands."""
    collect = add_command("collect", help=_("collect the services of many offices in one table"))
    collect.set_defaults(module="collect")
    actions = collect.add_subparsers(metavar="ACTION", dest="action", required=True)
    add_action = partial(actions.add_parser, translate=translate)

    new = add_action("new", help=_("open a collection; print the officers' code and the coordinator's"))
    new.add_argument("title", metavar="TITLE", help=_("what it is for, as officers read it"))
    new.add_argument(
        "--until",
        type=partial(_read_day, translate),
        required=True,
        metavar="DATE",
        help=_("last day on which officers may add services, such as 2027-03-31"),
    )
    new.add_argument("--organiser", metavar="NAME", help=_("who collects (default: CONTROLLER_NAME)"))
    new.add_argument("--language", choices=("th", "en"), default="th", help=_("language of its pages (default: th)"))

    add_action("list", help=_("list all collections"))

    close = add_action("close", help=_("close a collection before its last day"))
    close.add_argument("name", metavar="NAME", help=_("its name, as `radap collect list` prints it"))

    code = add_action("code", help=_("print a new code that opens the coordinator's page in one browser"))
    code.add_argument("name", metavar="NAME", help=_("its name, as `radap collect list` prints it"))
    code.add_argument("--revoke", action="store_true", help=_("close the page in all browsers that have it now"))
    for action in actions.choices.values():
        _add_env_file(action, argparse.SUPPRESS, _)


def _add_criteria(add_command: AddCommand, _: Shown) -> None:
    """Add the commands about the criteria, and those that write parts of the documents."""
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

    diagram = add_command("diagram", help=_("print the conversation's state machine as a Mermaid diagram"))
    diagram.set_defaults(module="diagram")

    schema = add_command("criteria-schema", help=_("print the JSON Schema of criteria files"))
    schema.set_defaults(module="criteria_schema", reads_settings=False)

    check = add_command("check-guidance", help=_("check a file of guidance and list every fault"))
    check.add_argument("file", type=Path)
    check.add_argument(
        "--criteria",
        type=Path,
        metavar="FILE",
        help=_("the criteria file of its edition, instead of CRITERIA_FILE or Radap's own"),
    )
    check.set_defaults(module="check_guidance", reads_settings=False)

    schema = add_command("guidance-schema", help=_("print the JSON Schema of guidance files"))
    schema.set_defaults(module="guidance_schema", reads_settings=False)


def _read_day(translate: Translate, text: str) -> date:
    """Read a day. Raises ArgumentTypeError, whose text argparse prints."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = Translatable("{text} is no date such as 2026-01-31", text=text)
        raise argparse.ArgumentTypeError(translate(problem)) from None


def _add_env_file(parser: argparse.ArgumentParser, default: str | None, _: Shown) -> None:
    """Add the option, which stands before or behind the subcommand. SUPPRESS keeps what stood before it."""
    parser.add_argument(
        "--env-file",
        type=Path,
        metavar="FILE",
        default=default,
        help=_("read settings from this file instead of .env in the checkout; the environment wins"),
    )
