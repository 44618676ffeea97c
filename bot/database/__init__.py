"""The database: the built-in server, clients for every topology, and commands with a time limit."""
