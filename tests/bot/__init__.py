"""Tests of everything around the conversation engine."""
