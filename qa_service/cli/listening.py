"""A socket of the address that a command serves, taken before the long work begins."""

import socket

import click

from qa_service.web.server.gunicorn_settings import BACKLOG


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; raises ClickException if it is taken or unknown."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as reason:
        why = (reason.strerror or str(reason)).partition(" (while")[0]  # create_server repeats the address
        raise click.ClickException(
            f"can't listen on {host} port {port}: {why}; choose with --host and --port"
        ) from None
