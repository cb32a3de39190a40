"""Who may do what: API keys as `Authorization: Bearer KEY` or `X-API-Key: KEY` (RFC 6750), by scope."""

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
    """Let a view answer only those whom `check_scope` lets through; OPTIONS is answered before it."""

    def decorate(view: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(view)
        def checked(*given: Parameters.args, **named: Parameters.kwargs) -> Result:
            check_scope(scope)
            return view(*given, **named)

        return checked

    return decorate


def check_scope(scope: Scope) -> None:
    """Nothing when this request may do what the scope names, else ProblemError, status 401 or 403.

    `operate` needs a key always, the others only with `QA_REQUIRE_KEY=1`: where none is needed none is looked at.
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


def key_of_request() -> Key | None:
    """The key that came with this request, if it is one that is known."""
    if "key" not in g:
        secret = _secret()
        g.key = None if secret is None else serving().keys.holder(secret)
    found: Key | None = g.key
    return found


def _secret() -> str | None:
    """What was sent as a key; `Authorization` of another scheme (a proxy's own password) is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("X-API-Key", "").strip() or None
