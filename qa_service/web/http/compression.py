"""gzip for clients that accept it."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

_LEVEL = 5
SHORTEST_BYTES = 600  # shorter ones fit into one packet anyway
_TYPES = frozenset(
    {
        "application/json",
        "application/problem+json",
        "text/html",
        "text/css",
        "text/javascript",
        "text/plain",
        "image/svg+xml",
    }
)


def register(app: Flask) -> None:
    """Compress every response that benefits, static files included."""
    app.after_request(_compress)


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Return whether the header of a request allows gzip (RFC 9110, 12.5.3)."""
    return "gzip" in accept_encoding.lower() and parse_accept_header(accept_encoding, Accept).quality("gzip") > 0


def _compress(response: Response) -> Response:
    if response.mimetype not in _TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if (
        not takes_gzip(request.headers.get("Accept-Encoding", ""))
        or "Content-Encoding" in response.headers
        or not (200 <= response.status_code < 600)
        or response.status_code in (204, 206, 304)
    ):
        return response
    response.direct_passthrough = False  # a static file is read whole; ours are small
    plain = response.get_data()
    if len(plain) < SHORTEST_BYTES:
        return response
    response.set_data(gzip.compress(plain, _LEVEL, mtime=0))  # without a time: the same bytes for the same answer
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        response.set_etag(tag, weak=True)  # a strong tag identifies the bytes, which have changed
    return response
