"""Results and readings in words, in one language."""
