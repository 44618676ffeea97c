"""Tests through the public interface, against a real Redis."""
