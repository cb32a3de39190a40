"""A shortcut past Flask for plain questions, with the same status, headers and body (decision 0020).

Left to Flask: everything but GET and POST of `/ask`; services with rate limits or keys; requests of other origins if
`QA_CORS_ORIGINS` is set; invalid requests, so that each problem is reported in one place.
"""

import io
import re
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import parse_etags, parse_options_header
from werkzeug.wrappers import Request

from qa_service.logs import current_request
from qa_service.web.api.answering import is_momentary, kept_or_found
from qa_service.web.api.query_reading import only_question
from qa_service.web.http.app_context import Serving
from qa_service.web.http.caching import tag_of
from qa_service.web.http.compression import SHORTEST_BYTES, takes_gzip
from qa_service.web.http.headers import SECURITY
from qa_service.web.http.json_reading import read_json
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.request_id import HEADER, given_or_new
from qa_service.web.http.request_log import name_request, tell_request
from qa_service.web.http.requests import NO_FILTERS, AskBody
from qa_service.web.http.validation import asked_in_query, validated
from qa_service.web.server.refusal import REFUSED

FAILURE = "qa_service.failure"
"""The key of the WSGI environment with the exception that answering has raised, for Flask to report."""

_PATH = "/ask"
_LONGEST_BYTES = 16_384  # of a query or a body handled here
_REMEMBERED_BYTES, _MOST_REMEMBERED = 2048, 1000  # longest and most parsed requests that are cached
_LENGTH = re.compile(r"\d{1,9}", re.ASCII)
_TYPE = ("Content-Type", "application/json")
_Headers = list[tuple[str, str]]


class Shortcut:
    """WSGI middleware that answers plain questions as the application would."""

    def __init__(self, application: WSGIApplication, here: Serving) -> None:
        settings = here.settings
        self.application, self._here = application, here
        self._is_open = not settings.require_key and settings.rate_limit == "none"
        self._longest_bytes = min(_LONGEST_BYTES, settings.max_body_bytes)
        self._is_cross_origin = settings.cors_origins != "none"
        self._vary = ("Vary", "Accept-Encoding, Origin" if self._is_cross_origin else "Accept-Encoding")
        # Parsing is deterministic and costs more than a cached answer; invalid requests raise and aren't cached.
        self._known_query = lru_cache(_MOST_REMEMBERED)(self._read_query)
        self._known_body = lru_cache(_MOST_REMEMBERED)(self._read_body)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (
            environ.get("PATH_INFO") != _PATH
            or not self._is_open
            or REFUSED in environ
            or (self._is_cross_origin and "HTTP_ORIGIN" in environ)
        ):
            return self.application(environ, start_response)
        began = time.perf_counter()
        asked = self._asked(environ)
        if asked is None:
            return self.application(environ, start_response)
        request_id = given_or_new(environ.get("HTTP_X_REQUEST_ID", ""))
        name_request(request_id, environ.get("HTTP_TRACEPARENT", ""))
        try:
            status, headers, body = self._answer(environ, asked, request_id)
        except Exception as failure:
            environ[FAILURE], environ["HTTP_X_REQUEST_ID"] = failure, request_id
            return self.application(environ, start_response)
        start_response(status, [*headers, self._vary, (HEADER, request_id), *SECURITY])
        seconds, code = time.perf_counter() - began, int(status[:3])
        self._here.metrics.requested(_PATH, code, seconds)
        if self._here.settings.log_requests:
            tell_request(environ["REQUEST_METHOD"], _PATH, code, seconds)
        current_request.set(None)
        return [body]

    def _asked(self, environ: WSGIEnvironment) -> AskBody | None:
        """Return the question of a request; None if Flask has to handle it, with its body still readable."""
        method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
        try:
            if method == "GET" and len(query) <= _LONGEST_BYTES:
                return self._known_query(query) if len(query) <= _REMEMBERED_BYTES else self._read_query(query)
            body = _json_bytes(environ, self._longest_bytes) if method == "POST" else None
            if body is None:
                return None
            return self._known_body(body) if len(body) <= _REMEMBERED_BYTES else self._read_body(body)
        except ProblemError:
            return None

    def _answer(self, environ: WSGIEnvironment, asked: AskBody, request_id: str) -> tuple[str, _Headers, bytes]:
        """Return status, specific headers and body. Raises what answering raises."""
        began = time.perf_counter()
        engine = self._here.engine()
        if environ["REQUEST_METHOD"] == "POST":
            headers = [("Cache-Control", "no-store")]
        else:
            tag = tag_of(
                _PATH, environ.get("QUERY_STRING", ""), engine.info.version, repr(self._here.min_confidence(engine))
            )
            headers = [("ETag", f'W/"{tag}"'), ("Cache-Control", "no-cache")]
            known = environ.get("HTTP_IF_NONE_MATCH")
            if known and parse_etags(known).contains_weak(tag):
                return "304 NOT MODIFIED", headers, b""
        kept = kept_or_found(self._here, engine, asked, request_id)
        took_ms = round((time.perf_counter() - began) * 1000, 3)
        if is_momentary(kept.answer):
            headers = [("Cache-Control", "no-store")]
        body = kept.body.plain(took_ms, request_id)
        if len(body) >= SHORTEST_BYTES and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            body = kept.body.packed(took_ms, request_id)
            headers.append(("Content-Encoding", "gzip"))
        return "200 OK", [_TYPE, ("Content-Length", str(len(body))), *headers], body

    def _read_query(self, query: str) -> AskBody:
        longest_chars = self._here.settings.max_question_chars
        question = only_question(query)
        if question is None:
            return asked_in_query(Request({"QUERY_STRING": query}).args, longest_chars)
        # Given values aren't copied, unlike defaults: half the cost of validation.
        plain = {"question": question, "history": [], "filters": NO_FILTERS}
        return validated(AskBody, plain, in_query=True, max_question_chars=longest_chars)

    def _read_body(self, body: bytes) -> AskBody:
        settings = self._here.settings
        value = read_json(body, settings.max_json_depth)
        return validated(AskBody, value, max_question_chars=settings.max_question_chars)


def _json_bytes(environ: WSGIEnvironment, most: int) -> bytes | None:
    """Return a complete JSON body of at most `most` bytes, else None; it can be read again from the environment."""
    length = environ.get("CONTENT_LENGTH", "")
    if (
        not _LENGTH.fullmatch(length)
        or int(length) > most
        or "HTTP_CONTENT_ENCODING" in environ
        or "HTTP_TRANSFER_ENCODING" in environ
        or not _is_json(environ.get("CONTENT_TYPE", ""))
    ):
        return None
    try:
        body: bytes = environ["wsgi.input"].read(int(length))
    except Exception:  # of the server: Flask gets it again and reports it
        return None
    environ["wsgi.input"] = io.BytesIO(body)
    return body if len(body) == int(length) else None


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    media_type: Any = parse_options_header(content_type)[0].lower()
    return bool(media_type == "application/json" or media_type.endswith("+json"))
