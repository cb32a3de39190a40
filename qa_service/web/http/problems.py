"""Problems (RFC 9457): every error as JSON with a stable code, or as a page for a browser."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from qa_service.errors import ClusterError, IndexUnusableError, QAServiceError
from qa_service.web.http.app_context import serving
from qa_service.web.http.openai_errors import MEDIA_TYPE as OPENAI_MEDIA_TYPE
from qa_service.web.http.openai_errors import is_of_openai, openai_error, status_of
from qa_service.web.http.problem_texts import DETAILS, FAULTS, TITLES, said
from qa_service.web.http.request_id import request_id
from qa_service.web.rendering.negotiation import Language, language, prefers_html
from qa_service.web.server.refusal import REFUSED

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:qa-service:problem:"
_CODES_BY_STATUS = {
    400: "bad_request",
    401: "key_required",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "rate_limited",
    500: "internal_error",
    503: "not_ready",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault of one field: its location, a code of `FAULTS`, and the values of the text."""

    source: tuple[str, str]  # ("pointer", "#/filters/tags/0") in a body, ("parameter", "limit") in a query
    code: str
    values: dict[str, Any]

    def as_dict(self, lang: Language) -> dict[str, Any]:
        """Return the fault as JSON-ready values; an unknown key may have a `suggestion`."""
        suggestion = self.values.get("suggestion")
        text = FAULTS[f"{self.code}_did_you_mean" if suggestion else self.code]
        found = {self.source[0]: self.source[1], "code": self.code, "detail": said(text, lang, self.values)}
        return {**found, "suggestion": suggestion} if suggestion else found


class ProblemError(QAServiceError):
    """An error that is reported to the client. `code` is one of `DETAILS`, `values` are formatted into its text.

    `headers` and `extensions` (members of the JSON) are added to the response.
    """

    def __init__(
        self,
        code: str,
        *,
        faults: Sequence[Fault] = (),
        extensions: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = DETAILS[code][0]
        self.faults = tuple(faults)
        self.extensions = extensions or {}
        self.headers = headers or {}
        self.values = values

    def as_dict(self) -> dict[str, Any]:
        """Return the members of RFC 9457, then ours: `code`, `request_id`, `errors` (of fields), extensions."""
        lang = language()
        title = said(TITLES[self.status], lang) if self.status in TITLES else HTTPStatus(self.status).phrase
        errors = [fault.as_dict(lang) for fault in self.faults]
        detail = errors[0]["detail"] if errors else said(DETAILS[self.code][1], lang, self.values)
        body = {
            "type": _TYPE + self.code,
            "title": title,
            "status": self.status,
            "detail": detail,
            "code": self.code,
            "request_id": request_id(),
        }
        return {**body, **({"errors": errors} if errors else {}), **self.extensions}

    @classmethod
    def of_status(cls, status: int) -> "ProblemError":
        """Return the problem for an HTTP status without further details."""
        code = _CODES_BY_STATUS.get(status, "http_error")
        found = cls(code, method=request.method, limit=serving().settings.max_body_bytes, seconds=1)
        found.status = status
        return found


def respond(problem: ProblemError) -> Response:
    """Return the problem as a response, in the format and language that the client prefers."""
    body = problem.as_dict()
    wait = problem.headers.get("Retry-After") if problem.status == 429 else None
    is_openai = is_of_openai(request.path)
    if is_openai:
        response = Response(json.dumps(openai_error(body)), mimetype=OPENAI_MEDIA_TYPE)
    elif prefers_html():
        response = make_response(render_template("problem.html", problem=body, wait=wait, lang=language()))
    else:
        response = Response(json.dumps(body), mimetype=MEDIA_TYPE)
    response.status_code = status_of(problem.status) if is_openai else problem.status
    response.content_language.add(language())
    response.vary.update(("Accept", "Accept-Language"))
    response.cache_control.no_store = True
    response.headers.update(problem.headers)
    return response


def register(app: Flask) -> None:
    """Turn every exception of the application into a problem."""
    app.before_request(_tell_refusal)
    app.register_error_handler(ProblemError, respond)
    app.register_error_handler(HTTPException, _of_werkzeug)
    app.register_error_handler(IndexUnusableError, _damaged)
    app.register_error_handler(ClusterError, _unreachable)
    app.register_error_handler(Exception, _unexpected)


def _tell_refusal() -> None:
    """Raise the problem of a request that the server has rejected, of which only the status is known."""
    status: int | None = request.environ.get(REFUSED)
    if status is None:
        return
    request.url_rule = None  # counted as an unknown path
    problem = ProblemError(
        "bad_request" if status == 400 else "internal_error" if status == 500 else "http_error",
        headers={"Retry-After": "1"} if status == 503 else None,
    )
    problem.status = status
    raise problem


def _of_werkzeug(fault: HTTPException) -> AnyResponse:
    ready = fault.get_response()
    if fault.code is None or fault.code < 400:
        return ready  # a redirect
    response = respond(ProblemError.of_status(fault.code))
    for name, value in ready.headers:
        if name.lower() not in ("content-type", "content-length"):
            response.headers.set(name, value)  # Allow, Retry-After and the like
    return response


def _damaged(fault: IndexUnusableError) -> Response:
    _log.error("request %s failed: %s", request_id(), fault)
    serving().distrust()
    return respond(ProblemError("index_damaged", headers={"Retry-After": "1"}))


def _unreachable(fault: ClusterError) -> Response:
    _log.error("request %s failed: %s", request_id(), fault)
    return respond(ProblemError("cluster_unavailable", headers={"Retry-After": "2"}))


def _unexpected(fault: Exception) -> Response:
    # The path only: the query string may hold a question, which is never logged.
    _log.error("request %s failed: %s %s", request_id(), request.method, request.path, exc_info=fault)
    return respond(ProblemError("internal_error"))
