"""`python -m tests.bench.sheets`: CPU and memory of reading tables of 500 services, as the server reads them."""

import asyncio
import resource
from datetime import date
from pathlib import Path
from statistics import median

from bot.config.data_files import load_catalogues, load_criteria
from bot.documents.assessed_table import make_assessed_csv
from bot.documents.service_template import make_template
from bot.sheets.sheet_reader import CHAT_LIMITS, SheetReader
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.service_table.assessed_services import assess_rows
from flows.service_table.service_table import ServiceRow
from flows.service_table.table_reader import TableReader

ROUNDS = 10
KIB = 1024


def cpu() -> float:
    """Return the seconds of processor time of this process and of its ended children."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def resident() -> int:
    """Return the bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


async def main() -> None:
    """Print the median of the processor time for each format, and how much the process grew."""
    criteria, catalogues = load_criteria(None), load_catalogues()
    levels = [level.id for level in criteria.levels]
    rows = [
        ServiceRow(
            number=0,
            service_data={"service": f"บริการขออนุญาตลำดับที่ {number}", "agency": "กรมการค้าภายใน"},
            group=criteria.groups[number % len(criteria.groups)].id,
            levels={name: levels[(number + at) % len(levels)] for at, name in enumerate(criteria.process_by_id)},
        )
        for number in range(CHAT_LIMITS.rows)
    ]
    wording, services = catalogues[Language.THAI], [*assess_rows(criteria, rows)]
    files = {
        "template.xlsx": make_template(rows, criteria, wording, 0),
        "table.csv": make_assessed_csv(services, criteria, wording),
    }
    reader, tables = SheetReader(), TableReader(criteria, catalogues, TEXT_COLUMNS)
    for name, content in files.items():
        times: list[float] = []
        after_first = 0
        for _ in range(ROUNDS):
            begin = cpu()
            table = tables.read(await reader.read(content), today=date(2026, 11, 30), limit=CHAT_LIMITS.rows)
            found = [*assess_rows(criteria, table.rows)]
            times.append(cpu() - begin)
            assert len(found) == CHAT_LIMITS.rows
            after_first = after_first or resident()
        grown = (resident() - after_first) / KIB / KIB
        print(f"{name}: {len(content):,} bytes, {median(times) * 1000:.0f} ms CPU, {grown:+.1f} MiB after {ROUNDS}")


if __name__ == "__main__":
    asyncio.run(main())
