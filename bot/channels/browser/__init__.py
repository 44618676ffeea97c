"""The browser channel: a chat page and the endpoint for its events."""
