"""Reduced copies of the chat platforms' published descriptions; README.md names their sources."""
