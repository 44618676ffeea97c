"""Languages, wording and dates."""
