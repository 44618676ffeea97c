"""Free ports for servers of the tests."""

import secrets
import socket
from contextlib import suppress

#: Below the ports that the system gives to outgoing connections (32,768 on Linux): one of those could be taken between
#: the look and the server's start. The bus of a Redis cluster listens 10,000 higher.
PORTS = range(11_000, 22_000)
BUS_OFFSET = 10_000


def free_port() -> int:
    """Return a port that nothing listens on, nor on the one of the cluster bus."""
    while True:
        port = secrets.choice(PORTS)
        own, bus = ("127.0.0.1", port), ("127.0.0.1", port + BUS_OFFSET)
        with suppress(OSError), socket.create_server(own), socket.create_server(bus):
            return port
