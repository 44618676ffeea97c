"""Side questions, one file each with its screen and what its answers do. `dispatch` finds the file."""
