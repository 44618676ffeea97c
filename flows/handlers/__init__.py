"""Handlers, one file for each kind of event."""
