"""The Telegram channel: webhook or polling, updates, HTML messages and calls."""
