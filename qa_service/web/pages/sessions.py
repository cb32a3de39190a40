"""Sessions of the maintainer's page: a key with the scope `operate`, sent with the request or stored as a cookie.

The cookie has the id of the key and an expiry, signed with a secret of the sessions (`records/sessions.py`): revoking a
key ends its sessions, signing out ends one, and a stolen cookie doesn't reveal the key. Scripts can't read it, and
pages of other sites can't make a browser send it (`SameSite=Strict`); changes are accepted from our own pages only.
"""

import logging

from flask import Response, request

from qa_service.records.api_keys import Key
from qa_service.records.sessions import SESSION_SECONDS
from qa_service.web.http.access import check_scope, key_of_request
from qa_service.web.http.app_context import serving
from qa_service.web.http.problems import ProblemError

COOKIE = "qa_manage"
_CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")
_log = logging.getLogger(__name__)


def begin(response: Response, key: Key) -> None:
    """Start a session of half a day with the key for the browser that gets the response."""
    try:
        cookie = serving().sessions.begin(key.id)
    except OSError as reason:
        raise _not_kept(reason) from None
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=SESSION_SECONDS,
        path="/manage",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def end(response: Response) -> None:
    """End the session, for all who have its cookie."""
    try:
        serving().sessions.end(request.cookies.get(COOKIE, ""))
    except OSError as reason:
        raise _not_kept(reason) from None
    response.delete_cookie(COOKIE, path="/manage", httponly=True, samesite="Strict", secure=request.is_secure)


def _not_kept(reason: OSError) -> ProblemError:
    _log.error("sessions can't be kept: %s", reason)
    return ProblemError("session_not_kept")


def operator_of(secret: str) -> Key | None:
    """Return the key with this secret, if it has the scope `operate`."""
    key = serving().keys.holder(secret)
    return key if key is not None and "operate" in key.scopes else None


def session_key() -> Key | None:
    """Return the key of the session of this request, unless it is over, ended or revoked."""
    key_id = serving().sessions.key_id(request.cookies.get(COOKIE, ""))
    key = serving().keys.named(key_id) if key_id else None
    return key if key is not None and "operate" in key.scopes else None


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
