"""argparse in the operator's language: its own words are English, and its lines break within Thai words."""

import argparse
import re
import sys
import textwrap
from collections.abc import Iterable
from functools import partial
from typing import NoReturn

from flows.operator_text import Text, Translatable, Translate

EXIT_USAGE = 2

#: argparse's errors (lib/python3.11 to 3.14, argparse.py), each with Radap's text, which the groups fill.
ERRORS: tuple[tuple[re.Pattern[str], Translatable], ...] = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"the following arguments are required: (?P<names>.+)", Translatable("these are missing: {names}")),
        (r"unrecognized arguments: (?P<names>.+)", Translatable("these are not known: {names}")),
        (
            r"argument (?P<name>.+?): invalid choice: (?P<choice>.+) \(choose from (?P<known>.+)\)",
            Translatable("{name}: there is no {choice}. Choose from {known}."),
        ),
        (r"argument (?P<name>.+?): expected one argument", Translatable("{name}: a value is missing after it")),
        (r"argument (?P<name>.+?): ignored explicit argument .+", Translatable("{name}: it takes no value")),
        (
            r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)",
            Translatable("{name}: {value} is not a value that fits"),
        ),
        (
            r"ambiguous option: (?P<name>.+) could match (?P<known>.+)",
            Translatable("{name} is not clear. Choose from {known}."),
        ),
        (
            r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)",
            Translatable("{name} and {other} cannot be used together. Leave one out."),
        ),
        # What Radap itself says of a value, in the operator's language (`ArgumentTypeError`).
        (r"argument (?P<name>.+?): (?P<problem>.+)", Translatable("{name}: {problem}")),
    )
)


class HelpFormatter(argparse.HelpFormatter):
    """Writes "usage:" in the operator's language, and breaks lines only at blanks: Thai has none between words."""

    def __init__(self, prog: str, translate: Translate) -> None:
        super().__init__(prog)
        self._translate = translate

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Add the usage line."""
        if prefix is None:
            prefix = f"{self._translate(Translatable('usage'))}: "
        super().add_usage(usage, actions, groups, prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Keep the lines of a description, and do not break those of examples, which begin with a blank."""
        lines = ([line] if line[:1].isspace() else self._split_lines(line, width) for line in text.splitlines())
        return "\n".join(indent + part for parts in lines for part in parts or [""])


class ArgumentParser(argparse.ArgumentParser):
    """A parser whose help and errors are in the operator's language. Subcommands' parsers are of this class too."""

    def __init__(
        self,
        *,
        translate: Translate,
        prog: str | None = None,
        description: str | None = None,
        epilog: str | None = None,
    ) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            add_help=False,
            formatter_class=partial(HelpFormatter, translate=translate),
        )
        self._translate = translate
        self._positionals.title = translate(Translatable("arguments"))
        self._optionals.title = translate(Translatable("options"))
        self.add_argument("-h", "--help", action="help", help=translate(Translatable("show this help")))

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, and end with status 2."""
        self.print_usage(sys.stderr)
        text = self._translate(describe_error(message))
        self.exit(EXIT_USAGE, f"{self.prog}: {self._translate(Translatable('error'))}: {text}\n")


def describe_error(message: str) -> Text:
    """Return Radap's text for an error of argparse; the error's own where there is none."""
    for pattern, text in ERRORS:
        if found := pattern.fullmatch(message):
            return Translatable(text.english, **found.groupdict())
    return message
