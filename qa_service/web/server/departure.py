"""Departure: whether the client of a request has hung up, so that nobody waits for the answer."""

import select
from wsgiref.types import WSGIEnvironment

_HUNG_UP = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)  # the last of Linux alone


def client_has_left(environ: WSGIEnvironment) -> bool:
    """Return whether the client has closed its side of the connection; False where the server doesn't tell.

    One that only says that it sends no more looks the same as one that has gone.
    """
    connection = environ.get("gunicorn.socket")
    if connection is None:
        return False
    try:
        poll = select.poll()
        poll.register(connection.fileno(), _HUNG_UP)
        return any(event & _HUNG_UP for _, event in poll.poll(0))
    except (OSError, ValueError):  # closed already
        return True
