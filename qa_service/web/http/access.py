"""Authorization: API keys as `Authorization: Bearer KEY` or `X-API-Key: KEY` (RFC 6750), by scope."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request

from qa_service.records.api_keys import Key, Scope
from qa_service.web.http.app_context import serving
from qa_service.web.http.problems import ProblemError

REALM = 'Bearer realm="qa-service"'

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def require_scope(scope: Scope) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Decorate a view so that it calls `check_scope` first; OPTIONS is answered before that."""

    def decorate(view: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(view)
        def checked(*given: Parameters.args, **named: Parameters.kwargs) -> Result:
            check_scope(scope)
            return view(*given, **named)

        return checked

    return decorate


def check_scope(scope: Scope) -> None:
    """Raise ProblemError, status 401 or 403, unless this request has the scope.

    `operate` always needs a key, the others only with `QA_REQUIRE_KEY=1`; where none is required, keys are ignored.
    """
    if scope != "operate" and not serving().settings.require_key:
        return
    if _secret() is None:
        raise ProblemError("key_required", headers={"WWW-Authenticate": REALM})
    key = key_of_request()
    if key is None:
        raise ProblemError("key_unknown", headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})
    if scope not in key.scopes:
        raise ProblemError(
            "scope_missing",
            scope=scope,
            headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
        )


def may_operate() -> bool:
    """Return whether the key of this request has the scope `operate`."""
    key = key_of_request()
    return key is not None and "operate" in key.scopes


def may_ask() -> bool:
    """Return whether this request may ask, and so see what the corpus holds."""
    key = key_of_request()
    return not serving().settings.require_key or (key is not None and "ask" in key.scopes)


def key_of_request() -> Key | None:
    """Return the valid key of this request, or None."""
    if "key" not in g:
        secret = _secret()
        g.key = None if secret is None else serving().keys.holder(secret)
    found: Key | None = g.key
    return found


def _secret() -> str | None:
    """Return the secret that was sent; `Authorization` of another scheme (a proxy's own password) is ignored."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("X-API-Key", "").strip() or None
