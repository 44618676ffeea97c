"""Looking at everything that Radap depends on, without changing anything."""
