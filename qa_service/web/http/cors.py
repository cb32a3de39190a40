"""CORS: pages of the configured origins may call the API; origins are compared exactly (Fetch, 3.2)."""

from flask import Flask, Response, request

_OPENED = frozenset(
    {"api", "completions", "documents", "feedback", "reference", None}
)  # blueprints; None: an unknown path
_SENT = "Authorization, Content-Type, If-None-Match, X-API-Key, X-Request-ID, traceparent"
_READ = (
    "ETag, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Reset, X-Request-ID"
)
_KEPT_SECONDS = "600"


def register(app: Flask, origins: str) -> None:
    """Allow pages of the origins to call the API, without cookies and passwords of the browser."""
    allowed = frozenset(origins.replace(",", " ").split()) - {"none"}
    if not allowed:
        return

    @app.after_request
    def open_up(response: Response) -> Response:
        if request.blueprint not in _OPENED:
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin not in allowed:
            return response
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _READ
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = ", ".join(response.allow)
            response.headers["Access-Control-Allow-Headers"] = _SENT
            response.headers["Access-Control-Max-Age"] = _KEPT_SECONDS
        return response
