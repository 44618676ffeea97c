"""`radap check-criteria FILE`: check a criteria file as the server does at its start."""

import argparse

from bot.config.data_files import load_criteria
from bot.shared.criteria_names import STATUSES
from flows.operator_text import Translatable


def run(options: argparse.Namespace) -> int:
    """Print a summary of the file. Raises CriteriaError, which lists every fault with its place and remedy."""
    criteria = load_criteria(options.file)
    summary = Translatable(
        "{file}: valid. Edition {edition} ({status}): {levels} levels, {groups} groups, "
        "{characteristics} characteristics, {processes} processes.",
        file=str(options.file),
        edition=criteria.edition.id,
        status=STATUSES[criteria.edition.status],
        levels=len(criteria.levels),
        groups=len(criteria.groups),
        characteristics=len(criteria.characteristics),
        processes=len(criteria.processes),
    )
    print(options.translate(summary))
    return 0
