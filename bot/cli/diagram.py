"""`radap diagram`: draw the conversation's state machine."""

import argparse

from bot.config.data_files import load_criteria
from bot.config.settings import CriteriaSettings
from flows.assessment.diagram import draw_diagram
from flows.assessment.machine import build_machine


def run(options: argparse.Namespace) -> int:
    """Print the diagram for the criteria in use."""
    print(draw_diagram(build_machine(load_criteria(CriteriaSettings().criteria_file))), end="")
    return 0
