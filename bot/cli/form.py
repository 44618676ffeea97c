"""`radap form`: write the standard's empty form, to fill in by hand."""

import argparse
import time

from bot.cli.file_output import write_file
from bot.config.data_files import load_catalogues, load_criteria
from bot.config.settings import criteria_path
from bot.documents.form import make_empty_form
from bot.results.lookup import blank_result
from flows.i18n.language import Language


def run(options: argparse.Namespace) -> int:
    """Write the PDF to a file or to standard output. Raises OutputIsTerminal, CriteriaError or OSError."""
    criteria, wording = load_criteria(criteria_path()), load_catalogues()[Language(options.language)]
    now = int(time.time())
    content = make_empty_form(blank_result(criteria, wording, now).view, wording, now)
    write_file(options.file, content, example="radap form form.pdf")
    return 0
