"""Transports: stdio, where stdout belongs to the protocol alone, and streamable HTTP.

Imported only where the extra `mcp` is installed.
"""

import json
import logging
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from qa_service.mcp_server.server import make_server
from qa_service.mcp_server.sources import Source

PATH = "/mcp"
logging.getLogger("mcp").setLevel(logging.WARNING)  # it logs what was asked in vain
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LOCAL_HOSTS = ("127.0.0.1:*", "localhost:*", "[::1]:*")


def serve_stdio(source: Source) -> None:
    """Serve one client over stdin and stdout until it closes stdin."""
    make_server(source).run("stdio")


def serve_http(source: Source, listener: socket.socket, host: str, may_ask: Callable[[str], bool] | None) -> None:
    """Serve clients over HTTP at `PATH` until SIGTERM or Ctrl+C.

    `may_ask`: told the key of a request, whether it may ask; None: no key is needed. No session is kept, so requests
    of one client may come to different processes. On a loopback address a page of another site can't ask by a
    name of its own for this machine (DNS rebinding).
    """
    security = (
        TransportSecuritySettings(
            allowed_hosts=list(_LOCAL_HOSTS), allowed_origins=[f"http://{each}" for each in _LOCAL_HOSTS]
        )
        if host in _LOOPBACK
        else TransportSecuritySettings(enable_dns_rebinding_protection=False)
    )
    application = make_server(source).streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=security, host=host
    )
    guarded = application if may_ask is None else _Guarded(application, may_ask)
    uvicorn.Server(uvicorn.Config(guarded, log_config=None, access_log=False)).run(sockets=[listener])


class _Guarded:
    """An ASGI application that answers 401 unless a request has a key that may ask."""

    def __init__(self, application: Any, may_ask: Callable[[str], bool]) -> None:
        self._application, self._may_ask = application, may_ask

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not self._may_ask(_key_of(scope["headers"])):
            body = json.dumps(
                {"error": "an API key with the scope ask is required: Authorization: Bearer KEY"}
            ).encode()
            fields = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"www-authenticate", b'Bearer realm="qa-service"'),
            ]
            await send({"type": "http.response.start", "status": 401, "headers": fields})
            await send({"type": "http.response.body", "body": body})
            return
        await self._application(scope, receive, send)


def _key_of(headers: list[tuple[bytes, bytes]]) -> str:
    """Return the key in `Authorization: Bearer KEY`; empty if there is none."""
    sent = dict(headers).get(b"authorization", b"").decode("latin-1")
    scheme, _, key = sent.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
