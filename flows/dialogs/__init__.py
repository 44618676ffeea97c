"""Side questions, one file each with the screen and the handling of its answers. `dispatch` selects the file."""
