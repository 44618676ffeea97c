"""Checks of everything that Radap depends on. They change nothing."""
