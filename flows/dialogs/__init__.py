"""Side questions: their answers."""
