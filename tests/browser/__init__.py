"""Tests of the pages in a real browser: Chromium, if it is installed."""
