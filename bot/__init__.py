"""Everything around the conversation engine: settings, Redis, chat platforms, web pages and the command line."""
