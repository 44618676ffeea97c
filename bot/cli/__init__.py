"""The subcommands of `radap`, one module each: `main` imports the one that is run."""
