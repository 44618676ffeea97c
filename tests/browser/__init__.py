"""The pages in a real browser: Chromium, where it is installed."""
