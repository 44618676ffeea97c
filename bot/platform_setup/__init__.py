"""What the platforms hold for Radap: webhooks, commands, descriptions, the rich menu."""
