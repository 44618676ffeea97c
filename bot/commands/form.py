"""`radap form`: the standard's form without an answer, to print for whoever has no phone."""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

from bot.documents.form import make_empty_form
from bot.errors import OutputIsTerminal
from bot.resources import load_catalogues, load_criteria
from bot.settings import CriteriaSettings
from flows.criteria import Criteria
from flows.language import Language
from flows.result import Result, empty_result
from flows.result_view import view_result

STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> int:
    """Write the PDF to the file named, or to standard output. Raises OutputIsTerminal, CriteriaError, OSError."""
    criteria, say = load_criteria(CriteriaSettings().criteria_file), load_catalogues()[Language(options.language)]
    now = int(time.time())
    content = make_empty_form(view_result(criteria, _blank(criteria, now), say), say, now)
    if options.file != STANDARD_OUTPUT:
        Path(options.file).write_bytes(content)
    elif sys.stdout.isatty():
        raise OutputIsTerminal
    else:
        sys.stdout.buffer.write(content)
    return 0


def _blank(criteria: Criteria, now: int) -> Result:
    """A result of which the form shows nothing but what the criteria say."""
    empty = empty_result(criteria.edition.id, "", now)
    levels = {process.id: criteria.levels[0].id for process in criteria.processes}
    return replace(empty, group=criteria.groups[0].id, levels=levels)
