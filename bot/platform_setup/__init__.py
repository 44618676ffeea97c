"""Registers Radap with the platforms: webhooks, commands, descriptions, the rich menu."""
