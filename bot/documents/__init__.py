"""Results as files: the standard's form as PDF, a picture, a sheet."""
