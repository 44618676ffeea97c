"""Results in words, in one language."""
