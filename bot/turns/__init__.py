"""Handles one event of an officer: the turn handler, conversation locks, and the writes of a turn."""
