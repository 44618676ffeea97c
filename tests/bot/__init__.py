"""Tests of the world around the conversation."""
