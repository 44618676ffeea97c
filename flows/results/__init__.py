"""What a result says, in one language."""
