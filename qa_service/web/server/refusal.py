"""What the server refuses before the application sees it (a bad request line, 414, 431), told by the application."""

import io
import sys
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

REFUSED = "qa_service.refused"
"""Where in the environment the application finds the status of a request that there is nothing else to know of."""

_STATUS_AT = slice(9, 12)  # in b"HTTP/1.1 414 …"


class RefusedSocket:
    """The socket of a client that is refused: instead of gunicorn's page it sends what the application says of it."""

    def __init__(self, client: Any, application: WSGIApplication | None) -> None:
        self._client, self._application = client, application

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, page: bytes) -> None:
        """Send the refusal of which `page` has the status."""
        status = page[_STATUS_AT]
        told = _told(self._application, int(status)) if self._application is not None and status.isdigit() else b""
        self._client.sendall(told if told[_STATUS_AT] == status else page)


def _told(application: WSGIApplication, status: int) -> bytes:
    """The whole response; another status, or nothing, where the application knows of no refusals."""
    head: list[str] = []

    def start(line: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        head[:] = [f"HTTP/1.1 {line}", *(f"{name}: {value}" for name, value in headers), "Connection: close", "", ""]

    environ: WSGIEnvironment = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        REFUSED: status,
    }
    try:
        body = b"".join(application(environ, start))
    except Exception:  # whatever it is, the client is refused all the same
        return b""
    return "\r\n".join(head).encode("latin-1") + body
