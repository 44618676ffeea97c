"""Records that several conversations share: questions to colleagues, services with one owner, approvals; and codes."""
