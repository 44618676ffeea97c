"""The screen of each state: one module a kind of state."""
