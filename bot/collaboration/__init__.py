"""Pages behind one-time codes: a question to a colleague, a service that is handed over, a request for approval."""
