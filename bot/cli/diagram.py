"""`radap diagram`: print the state diagram of the flow that the conversation uses."""

import argparse

from bot.config.data_files import load_criteria
from bot.config.settings import criteria_path
from flows.assessment.diagram import draw_diagram


def run(options: argparse.Namespace) -> int:
    """Print the diagram for the criteria in use."""
    print(draw_diagram(load_criteria(criteria_path())), end="")
    return 0
