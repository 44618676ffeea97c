"""`radap check-criteria FILE`: check a criteria file as the server does at its start."""

import argparse

from bot.config.data_files import load_criteria


def run(options: argparse.Namespace) -> int:
    """Print a summary of the file. Raises CriteriaError, which lists every fault with its place and remedy."""
    criteria = load_criteria(options.file)
    counts = (
        f"{len(criteria.levels)} levels, {len(criteria.groups)} groups, "
        f"{len(criteria.characteristics)} characteristics, {len(criteria.processes)} processes"
    )
    print(f"{options.file}: valid. Edition {criteria.edition.id} ({criteria.edition.status}): {counts}.")
    return 0
