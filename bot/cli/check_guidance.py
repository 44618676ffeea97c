"""`radap check-guidance FILE`: check a guidance file against the criteria of its edition."""

import argparse

from bot.config.data_files import load_criteria, load_guidance
from bot.config.settings import criteria_path
from flows.operator_text import Translatable
from flows.standard.guidance import not_told
from flows.standard.guidance_parser import check_guidance


def run(options: argparse.Namespace) -> int:
    """Print a summary. Raises GuidanceError, which lists every fault with its place and remedy, or CriteriaError."""
    guidance, criteria = load_guidance(options.file), load_criteria(options.criteria or criteria_path())
    check_guidance(guidance, criteria)
    lacking = not_told(guidance, criteria)
    summary = Translatable(
        "{file}: valid. Edition {edition}: advice for {count} of {total} levels.",
        file=str(options.file),
        edition=guidance.edition,
        count=sum(len(process.levels) for process in criteria.processes) - len(lacking),
        total=sum(len(process.levels) for process in criteria.processes),
    )
    print(options.translate(summary))
    if lacking:
        print(options.translate(Translatable("Nothing is shown for: {places}.", places=", ".join(lacking))))
    return 0
