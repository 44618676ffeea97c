"""`radap template FILE`: write the template of a table of services."""

import argparse
import os
import time

from bot.cli.file_output import write_file
from bot.cli.progress import Progress
from bot.cli.service_files import PROGRESS, print_faults, read_services
from bot.config.data_files import load_catalogues, load_criteria
from bot.config.operator_language import operator_language
from bot.config.settings import criteria_path
from bot.documents.service_template import make_template
from flows.i18n.language import Language
from flows.service_table.service_table import ServiceRow, ServiceTable


def run(options: argparse.Namespace) -> int:
    """Write the XLSX to a file or to standard output, filled with the services of another table if one is named.

    Raises OutputIsTerminal, SheetRefused, CriteriaError or OSError. Returns 1 if that table has a fault.
    """
    criteria, catalogues, now = load_criteria(criteria_path()), load_catalogues(), time.time()
    wording = catalogues[Language(options.language)]
    rows: list[ServiceRow] = []
    table: ServiceTable | None = None
    if options.services:
        with Progress(PROGRESS, options.translate) as progress:
            table = read_services(options.services, criteria, catalogues, now, progress.show)
        rows = sorted((*table.rows, *table.unfilled), key=lambda row: row.number)
        print_faults(table, catalogues[operator_language(os.environ)])
    content = make_template(rows, criteria, wording, int(now))
    write_file(options.file, content, example="radap template services.xlsx")
    return 1 if table and table.faults else 0
