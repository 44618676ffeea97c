"""What the conversation says in each state: one module a kind of state."""
