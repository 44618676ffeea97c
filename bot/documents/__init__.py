"""Results as files: the standard's form as PDF, a preview image, spreadsheets."""
