"""Tables of services: a grid of cells becomes rows that can be assessed, and faults that say what to do."""
