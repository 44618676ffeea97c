"""The LINE channel: webhook, events, Flex messages and replies."""
