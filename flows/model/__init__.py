"""Plain values of the conversation."""
