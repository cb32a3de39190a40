"""Who works on the maintainer's page: a key with the scope `operate`, sent with the request or kept as a cookie.

The cookie holds the id of the key and when it ends, signed with the digest of the key, which nobody outside knows: a
key that is revoked ends its sessions, and a stolen cookie tells nothing of the key. Scripts can't read it, and no other
site's page can make a browser send it (`SameSite=Strict`); changes are taken from our own pages alone.
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
    """Let the browser that gets the response work with the key for half a day."""
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
    """Forget the session."""
    response.delete_cookie(COOKIE, path="/manage", httponly=True, samesite="Strict", secure=request.is_secure)


def operator_of(secret: str) -> Key | None:
    """The key that `secret` is, if it may operate."""
    key = serving().keys.holder(secret)
    return key if key is not None and "operate" in key.scopes else None


def session_key() -> Key | None:
    """The key of the session that this request belongs to, if that has neither ended nor been revoked."""
    key_id, _, rest = request.cookies.get(COOKIE, "").partition(".")
    until, _, signature = rest.partition(".")
    key = serving().keys.named(key_id)
    if key is None or "operate" not in key.scopes or not until.isascii() or not until.isdigit():
        return None
    is_signed = hmac.compare_digest(_signature(key, int(until)).encode(), signature.encode("utf-8", "replace"))
    return key if is_signed and int(until) > time.time() else None


def check_operator() -> None:
    """Nothing when this request may operate, else ProblemError, status 401 or 403."""
    if key_of_request() is not None or session_key() is None:
        check_scope("operate")
    elif request.method not in _CHANGES_NOTHING and not comes_from_here():
        raise ProblemError("foreign_page")


def comes_from_here() -> bool:
    """Whether a page of ours sent this request, by what browsers say of it (Fetch Metadata, Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def _signature(key: Key, until: int) -> str:
    return hmac.new(key.sha256.encode(), f"{key.id}.{until}".encode(), hashlib.sha256).hexdigest()
