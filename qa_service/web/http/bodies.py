"""The body of a request, parsed as JSON within the limits of the settings."""

import logging
from typing import Any

from flask import request
from werkzeug.exceptions import HTTPException

from qa_service.web.http.app_context import serving
from qa_service.web.http.json_reading import read_json
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.request_id import request_id

_log = logging.getLogger(__name__)


def json_body() -> Any:
    """Return the body of this request; raises ProblemError, status 400, 413 or 415."""
    compressed = request.headers.get("Content-Encoding", "identity").lower() != "identity"
    if compressed or not (request.mimetype == "application/json" or request.mimetype.endswith("+json")):
        raise ProblemError("unsupported_media_type")
    settings = serving().settings
    announced = request.content_length or 0
    body = _read() if announced <= settings.max_body_bytes else b""
    if max(announced, len(body)) > settings.max_body_bytes:
        raise ProblemError("body_too_large", limit=settings.max_body_bytes)
    if len(body) < announced:
        raise ProblemError("truncated_body")
    return read_json(body, settings.max_json_depth)


def _read() -> bytes:
    try:
        return request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception as fault:  # of the server, for invalid chunks: whatever it is, the body can't be read
        _log.info("request %s: the body can't be read: %s", request_id(), type(fault).__name__)
        raise ProblemError("bad_request") from None
