"""Imported by the process from which workers and commands are forked: what each of them would load or build itself."""

import gc

from tests.fakes.standard_engine import standard_engine

# Fills Python's cache of regular expressions.
standard_engine()
# Each process begins with a garbage collection, and would copy all memory.
gc.freeze()
