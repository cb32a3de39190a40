"""Which request a log line belongs to, and one line a request where the setting wants it: never the query string."""

import logging
import re
import time

from flask import Flask, Response, g, request

from qa_service.logs import current_request
from qa_service.web.request_id import request_id

_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.ASCII)  # W3C Trace Context, 3.2
_log = logging.getLogger(__name__)


def register(app: Flask, *, every_request: bool) -> None:
    """Name each request to the log; with `every_request` also tell how it ended."""

    @app.before_request
    def begin() -> None:
        g.request_began = time.perf_counter()
        trace = _TRACE.fullmatch(request.headers.get("traceparent", ""))
        current_request.set({"request_id": request_id(), **({"trace_id": trace[1]} if trace else {})})

    @app.after_request
    def tell(response: Response) -> Response:
        if every_request:
            took_ms = round((time.perf_counter() - g.get("request_began", time.perf_counter())) * 1000, 1)
            _log.info("%s %s %d in %s ms", request.method, ascii(request.path)[1:-1], response.status_code, took_ms,
                      extra={"fields": {"method": request.method, "path": request.path,
                                        "status": response.status_code, "took_ms": took_ms}})
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        current_request.set(None)
