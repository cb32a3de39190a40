"""Sessions of the maintainer's page: a key with the scope `operate`, sent with the request or stored as a cookie.

The cookie has the id of the key and an expiry, signed with the digest of the key, which is secret: revoking a key ends
its sessions, and a stolen cookie doesn't reveal the key. Scripts can't read it, and pages of other sites can't make a
browser send it (`SameSite=Strict`); changes are accepted from our own pages only.
"""

import hashlib
import hmac
import time

from flask import Response, request

from qa_service.records.api_keys import Key
from qa_service.web.http.access import check_scope, key_of_request
from qa_service.web.http.app_context import serving
from qa_service.web.http.problems import ProblemError

COOKIE = "qa_manage"
_SECONDS = 12 * 3600
_CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")


def begin(response: Response, key: Key) -> None:
    """Start a session of half a day with the key for the browser that gets the response."""
    until = int(time.time()) + _SECONDS
    response.set_cookie(
        COOKIE,
        f"{key.id}.{until}.{_signature(key, until)}",
        max_age=_SECONDS,
        path="/manage",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def end(response: Response) -> None:
    """End the session."""
    response.delete_cookie(COOKIE, path="/manage", httponly=True, samesite="Strict", secure=request.is_secure)


def operator_of(secret: str) -> Key | None:
    """Return the key with this secret, if it has the scope `operate`."""
    key = serving().keys.holder(secret)
    return key if key is not None and "operate" in key.scopes else None


def session_key() -> Key | None:
    """Return the key of the session of this request, unless it is expired or revoked."""
    key_id, _, rest = request.cookies.get(COOKIE, "").partition(".")
    until, _, signature = rest.partition(".")
    key = serving().keys.named(key_id)
    if key is None or "operate" not in key.scopes or not until.isascii() or not until.isdigit():
        return None
    is_signed = hmac.compare_digest(_signature(key, int(until)).encode(), signature.encode("utf-8", "replace"))
    return key if is_signed and int(until) > time.time() else None


def check_operator() -> None:
    """Raise ProblemError, status 401 or 403, unless this request may operate."""
    if key_of_request() is not None or session_key() is None:
        check_scope("operate")
    elif request.method not in _CHANGES_NOTHING and not comes_from_here():
        raise ProblemError("foreign_page")


def comes_from_here() -> bool:
    """Return whether one of our pages sent this request, by the browser's headers (Fetch Metadata, Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def _signature(key: Key, until: int) -> str:
    return hmac.new(key.sha256.encode(), f"{key.id}.{until}".encode(), hashlib.sha256).hexdigest()
