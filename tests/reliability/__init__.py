"""Tests with failures: of the server, the database, the platforms, the network, the sender."""
