"""The standard: criteria, gap, and the comparison of levels."""
