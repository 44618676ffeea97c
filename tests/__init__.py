"""Tests through the public door, against a real Redis."""
