"""`radap diagram`: the conversation's state machine, drawn from the machine that the conversation uses."""

import argparse

from bot.resources import load_criteria
from bot.settings import CriteriaSettings
from flows.diagram import draw_diagram
from flows.machine import build_machine


def run(options: argparse.Namespace) -> int:
    """Print the diagram for the criteria in use."""
    print(draw_diagram(build_machine(load_criteria(CriteriaSettings().criteria_file))), end="")
    return 0
