"""The world around the conversation: settings, Redis, chat platforms, web pages and the command line."""
