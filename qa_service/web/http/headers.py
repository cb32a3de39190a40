"""Headers of every response: the request id, and security headers as strict as our pages allow."""

from flask import Flask, Response

from qa_service.web.http.request_id import HEADER, request_id

_DIRECTIVES = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "manifest-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "object-src": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip


def policy(**changed: str) -> str:
    """Return the Content-Security-Policy of a page; `changed` are its own directives, with `_` for `-`."""
    own = {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in {**_DIRECTIVES, **own}.items())


CONTENT_SECURITY_POLICY = policy()
SECURITY = tuple(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",  # frame-ancestors, for browsers that don't know it
        "Referrer-Policy": "strict-origin",  # never the path: it may hold a question
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items()
)
"""The headers of every response that doesn't set its own."""


def register(app: Flask) -> None:
    """Add the headers to every response, errors and static files included."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    own = {name.lower() for name, _ in response.headers}  # once, since this runs for every response
    if "content-security-policy" in own:
        own.add("x-frame-options")  # a page with its own frame-ancestors sets both headers, or only the first
    response.headers.extend([(name, value) for name, value in SECURITY if name.lower() not in own])
    return response
