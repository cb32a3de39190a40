"""Questions over HTTP: `POST /ask`, `GET /ask`, `POST /ask/batch`."""

import logging
import math
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request

from qa_service.deadline import Deadline
from qa_service.engine import Engine
from qa_service.web.api.answering import answer, is_momentary, kept_or_found
from qa_service.web.api.shortcut import FAILURE
from qa_service.web.http.access import require_scope
from qa_service.web.http.app_context import serving
from qa_service.web.http.bodies import json_body
from qa_service.web.http.caching import entity_tag, has_already, keepable, not_modified
from qa_service.web.http.kept_answers import Kept
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.rates import spend, spend_what_is_left
from qa_service.web.http.request_id import id_in_batch, request_id
from qa_service.web.http.requests import AskBody, BatchBody
from qa_service.web.http.validation import asked_in_query, validated
from qa_service.web.server.departure import client_has_left

api = Blueprint("api", __name__)
_log = logging.getLogger(__name__)


@api.post("/ask")
@require_scope("ask")
def ask() -> Response:
    """Answer the question in the body."""
    _raise_what_failed()
    asked = _asked(json_body())
    began = time.perf_counter()
    response = _response(kept_or_found(serving(), serving().engine(), asked, request_id()), began)
    response.cache_control.no_store = True
    return response


@api.get("/ask")
@require_scope("ask")
def ask_by_query() -> Response:
    """Answer `?q=`, cacheable for clients; numbers and filters are parameters of the same names."""
    _raise_what_failed()
    asked = asked_in_query(request.args, serving().settings.max_question_chars)
    engine = serving().engine()
    tag = entity_tag(engine.info.version, repr(serving().min_confidence(engine)))
    if has_already(tag):
        return not_modified(tag)
    began = time.perf_counter()
    kept = kept_or_found(serving(), engine, asked, request_id())
    response = _response(kept, began)
    if is_momentary(kept.answer):
        response.cache_control.no_store = True
        return response
    return keepable(response, tag)


@api.post("/ask/batch")
@require_scope("ask")
def ask_batch() -> Response:
    """Answer many questions in their order; an invalid question gets a problem instead."""
    value = json_body()
    most = _most_in_batch(value)
    batch = validated(BatchBody, value, max_batch=most)
    spend(len(batch.questions) - 1)
    response = jsonify({"answers": list(_answers(batch.questions))})
    response.cache_control.no_store = True
    return response


def _raise_what_failed() -> None:
    """Raise the exception with which the shortcut past Flask has already failed."""
    failure: Exception | None = request.environ.get(FAILURE)
    if failure is not None:
        raise failure


def _asked(value: Any) -> AskBody:
    return validated(AskBody, value, max_question_chars=serving().settings.max_question_chars)


def _most_in_batch(value: Any) -> int:
    """Return how many questions a batch may have; one that has more is counted all the same, before it is refused."""
    limit = serving().rates.limit
    most = min(serving().settings.max_batch, limit.amount if limit else math.inf)
    asked = value.get("questions") if isinstance(value, dict) else None
    if isinstance(asked, list) and len(asked) > most:
        spend_what_is_left(len(asked) - 1)
    return int(most)


def _answers(questions: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield an answer or a problem for each question, problems once the time is over or the client has left."""
    engine = serving().engine()
    until = Deadline.after(serving().settings.batch_timeout_ms / 1000)
    for number, value in enumerate(questions, start=1):
        if until.at > 0 and client_has_left(request.environ):
            _log.info("request %s: its client left before question %d of the batch", request_id(), number)
            until = Deadline(0)
        yield _answer_or_problem(engine, value, number, until)


def _answer_or_problem(engine: Engine, value: Any, number: int, until: Deadline) -> dict[str, Any]:
    own_id = id_in_batch(number)
    try:
        asked = _asked(value)
        if until.at <= time.monotonic():
            raise ProblemError("question_timeout")
        return answer(serving(), engine, asked, own_id, until)
    except ProblemError as problem:
        return {**problem.as_dict(), "request_id": own_id}
    except Exception:
        _log.exception("request %s: a question of the batch failed", own_id)
        return {**ProblemError("internal_error").as_dict(), "request_id": own_id}


def _response(kept: Kept, began: float) -> Response:
    took_ms = round((time.perf_counter() - began) * 1000, 3)
    return Response(kept.body.plain(took_ms, request_id()), mimetype="application/json")
