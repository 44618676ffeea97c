"""`radap check-criteria FILE`: the same check as at the server's start."""

import argparse

from bot.config.data_files import load_criteria


def run(options: argparse.Namespace) -> int:
    """Print what the file holds. Raises CriteriaError, which lists every fault with its place and remedy."""
    criteria = load_criteria(options.file)
    counts = (
        f"{len(criteria.levels)} levels, {len(criteria.groups)} groups, "
        f"{len(criteria.characteristics)} characteristics, {len(criteria.processes)} processes"
    )
    print(f"{options.file}: good. Edition {criteria.edition.id} ({criteria.edition.status}): {counts}.")
    return 0
