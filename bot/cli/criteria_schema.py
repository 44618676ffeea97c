"""`radap criteria-schema`: print the JSON Schema of criteria files."""

import argparse
import json

from flows.standard.criteria import criteria_schema


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    print(json.dumps(criteria_schema(), ensure_ascii=False, indent=2))
    return 0
