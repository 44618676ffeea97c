"""`radap guidance-schema`: print the JSON Schema of guidance files."""

import argparse
import json

from flows.standard.guidance import guidance_schema


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    print(json.dumps(guidance_schema(), ensure_ascii=False, indent=2))
    return 0
