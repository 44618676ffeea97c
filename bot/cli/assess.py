"""`radap assess [FILE|-]`: compute the gaps of many services from a table."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.cli.progress import Progress
from bot.cli.service_files import PROGRESS, print_faults, read_services
from bot.config.data_files import load_catalogues, load_criteria
from bot.config.operator_language import operator_language
from bot.config.settings import criteria_path
from bot.errors import UnknownTableFormat
from bot.shared.terminal_width import padded, text_width
from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.operator_text import Text, Translatable, Translate
from flows.service_table.assessed_services import AssessedService, assess_rows, service_to_plain, totals
from flows.service_table.service_table import Place, ServiceTable
from flows.standard.criteria import Criteria
from flows.standard.gap import Verdict

HEADINGS = (
    Translatable("service"),
    Translatable("agency"),
    Translatable("group"),
    Translatable("missing"),
    Translatable("raise"),
    Translatable("processes"),
    Translatable("levels"),
)
AGENCY_PLACE = 1
NONE = Translatable("none")
VERDICTS = {
    Verdict.CONFORM: Translatable("conform"),
    Verdict.PARTIAL: Translatable("partial"),
    Verdict.NONE: Translatable("not at all"),
}
COLUMN_SEPARATOR = "  "
TOTALS = Translatable(
    "Services: {services}, conforming: {conforming}, with gaps: {others}. "
    "Processes missing: {missing}, to raise: {raises}."
)


def run(options: argparse.Namespace) -> int:
    """Print or write the gaps, and the faults to standard error; return 1 if there is a fault."""
    criteria, catalogues = load_criteria(criteria_path()), load_catalogues()
    wording = catalogues[operator_language(os.environ)]
    write = _writer(options.output, criteria, wording) if options.output else None
    with Progress(PROGRESS, options.translate) as progress:
        table = read_services(options.file, criteria, catalogues, time.time(), progress.show)
        with_group = [row for row in table.rows if row.group]
        services = [*assess_rows(criteria, with_group)]
    if write:
        options.output.write_bytes(write(services))
    elif options.json:
        _print_json(criteria, services)
    else:
        _print_table(criteria, services, options.translate, wording.language)
    incomplete = [*_incomplete(table, wording)]
    # An empty table has totals too: a command that says nothing leaves one in doubt.
    if not options.json and (services or not (table.faults or incomplete)):
        print(("" if write or not services else "\n") + options.translate(_totals(services)))
    print_faults(table, wording)
    for line in incomplete:
        print(f"radap: {line}", file=sys.stderr)
    return 1 if table.faults or incomplete else 0


def _writer(path: Path, criteria: Criteria, wording: Wording) -> Callable[[Sequence[AssessedService]], bytes]:
    """Return the function that makes the file, by the end of its name. Raises UnknownTableFormat."""
    # The library that writes XLSX is loaded only where it is needed.
    from bot.documents.assessed_table import make_assessed_csv, make_assessed_xlsx  # noqa: PLC0415

    match path.suffix.lower():
        case ".xlsx":
            return lambda services: make_assessed_xlsx(services, criteria, wording, int(time.time()))
        case ".csv":
            return lambda services: make_assessed_csv(services, criteria, wording)
        case ".json":
            return lambda services: "".join(f"{line}\n" for line in _json_lines(criteria, services)).encode()
    raise UnknownTableFormat(path.name)


def _incomplete(table: ServiceTable, wording: Wording) -> Iterator[str]:
    """Yield a line for each service that lacks its levels or its group, for which a chat would ask."""
    heading = wording("table.heading.group")
    for row in table.unfilled:
        yield wording("table.unfilled", place=Place(row.number).text(wording), service=row.service)
    for row in table.rows:
        if not row.group:
            place = Place(row.number).text(wording)
            yield wording("table.no_group", place=place, service=row.service, heading=heading)


def _totals(services: Sequence[AssessedService]) -> Translatable:
    found = totals(services)
    return Translatable(
        TOTALS.english,
        services=found.services,
        conforming=found.conforming,
        others=found.services - found.conforming,
        missing=found.missing,
        raises=found.raises,
    )


def _cells(criteria: Criteria, service: AssessedService, names: Mapping[str, str]) -> tuple[Text, ...]:
    code, gap = {level.id: level.code for level in criteria.levels}, service.gap
    missing = ", ".join(names[process] for process in gap.missing) or NONE
    raises = (
        ", ".join(f"{names[each.process]} {code[each.own]}→{code[each.recommended]}" for each in gap.raises) or NONE
    )
    verdicts = VERDICTS[gap.processes], VERDICTS[gap.levels]
    return (service.row.service, service.row.agency, service.row.group, missing, raises, *verdicts)


def _json_lines(criteria: Criteria, services: Iterable[AssessedService]) -> Iterator[str]:
    for service in services:
        yield json.dumps(service_to_plain(criteria, service), ensure_ascii=False, separators=(",", ":"))


def _print_json(criteria: Criteria, services: Iterable[AssessedService]) -> None:
    """Print a line for each service: in Thai letters, or as escapes where the terminal's encoding lacks them."""
    for line in _json_lines(criteria, services):
        try:
            line.encode(sys.stdout.encoding)
        except UnicodeEncodeError:
            print(json.dumps(json.loads(line), separators=(",", ":")))
        else:
            print(line)


def _process_names(criteria: Criteria, language: Language) -> dict[str, str]:
    """Return a short name of each process: in English its id, which programs and documents have, too."""
    return {
        process.id: process.id if language is Language.ENGLISH else process.short[language]
        for process in criteria.processes
    }


def _print_table(
    criteria: Criteria, services: Sequence[AssessedService], translate: Translate, language: Language
) -> None:
    """Print the services under their headings, or nothing where there are none."""
    if not services:
        return
    names = _process_names(criteria, language)
    rows: list[tuple[Text, ...]] = [HEADINGS, *(_cells(criteria, service, names) for service in services)]
    if not any(service.row.agency for service in services):
        rows = [(*row[:AGENCY_PLACE], *row[AGENCY_PLACE + 1 :]) for row in rows]
    table = [[translate(cell) for cell in row] for row in rows]
    widths = [max(map(text_width, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = (padded(cell, width) for cell, width in zip(line, widths, strict=True))
        print(COLUMN_SEPARATOR.join(cells).rstrip())
