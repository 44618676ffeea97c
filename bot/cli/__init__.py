"""The subcommands of `radap`: one module each."""
