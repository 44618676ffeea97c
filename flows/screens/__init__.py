"""The screens of the states, one module for each kind of state."""
