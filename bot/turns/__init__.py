"""One event of an officer: the turn handler, locks, and what a turn writes."""
