"""What happens when something fails: the server, the database, the platforms, the network, the sender."""
