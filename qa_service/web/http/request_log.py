"""Adds the request id to log lines, and logs requests if the setting asks for it; never the query string."""

import logging
import re
import time

from flask import Flask, Response, g, request

from qa_service.logs import current_request
from qa_service.web.http.request_id import request_id

_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.ASCII)  # W3C Trace Context, 3.2
_log = logging.getLogger(__name__)


def name_request(request_id: str, traceparent: str) -> None:
    """Set the request id of the following log lines of this thread; an invalid `traceparent` is ignored."""
    trace = _TRACE.fullmatch(traceparent) if traceparent else None
    current_request.set({"request_id": request_id, **({"trace_id": trace[1]} if trace else {})})


def tell_request(method: str, path: str, status: int, seconds: float) -> None:
    """Log the end of a request."""
    took_ms = round(seconds * 1000, 1)
    _log.info(
        "%s %s %d in %s ms",
        method,
        ascii(path)[1:-1],
        status,
        took_ms,
        extra={"fields": {"method": method, "path": path, "status": status, "took_ms": took_ms}},
    )


def register(app: Flask, *, every_request: bool) -> None:
    """Set the id of each request in the log; with `every_request` also log its end."""

    @app.before_request
    def begin() -> None:
        g.request_began = time.perf_counter()
        name_request(request_id(), request.headers.get("traceparent", ""))

    @app.after_request
    def tell(response: Response) -> Response:
        if every_request:
            now = time.perf_counter()
            tell_request(request.method, request.path, response.status_code, now - g.get("request_began", now))
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        current_request.set(None)
