"""Changes to an assessment that several handlers and dialogs share."""
