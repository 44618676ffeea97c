"""Small values and helpers that several packages use."""
