"""OpenAI's shape, for programs that speak it: `POST /v1/chat/completions`, `GET /v1/models`; no language model."""

import time
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify

from qa_service.web.api.answering import kept_or_found
from qa_service.web.api.completion_bodies import CompletionBody
from qa_service.web.api.completion_shape import MODEL, Completion, spoken
from qa_service.web.http.access import require_scope
from qa_service.web.http.app_context import serving
from qa_service.web.http.bodies import json_body
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.request_id import request_id
from qa_service.web.http.requests import AskBody
from qa_service.web.http.validation import validated
from qa_service.web.rendering.negotiation import language

completions = Blueprint("completions", __name__, url_prefix="/v1")
_MODEL: dict[str, Any] = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


@completions.post("/chat/completions")
@require_scope("ask")
def complete() -> Response:
    """Answer the last message with quoted sentences; the user's messages before it are the history."""
    began = time.perf_counter()
    wanted = validated(CompletionBody, _without_nulls(json_body()))
    _check_model(wanted.model)
    limit = serving().settings.max_question_chars
    asked = validated(AskBody, wanted.as_question(), max_question_chars=limit)
    kept = kept_or_found(serving(), serving().engine(), asked, request_id())
    took_ms = round((time.perf_counter() - began) * 1000, 3)
    completion = Completion(
        answer=kept.answer,
        spoken=spoken(kept.answer, language(), serving().settings.house_refusal),
        request_id=request_id(),
        created=int(time.time()),
        full=replace(kept.answer, took_ms=took_ms, request_id=request_id()).as_dict(),
    )
    if wanted.stream:
        events = "".join(completion.stream(include_usage=wanted.stream_options.include_usage))
        response = Response(events, mimetype="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"
    else:
        response = jsonify(completion.whole())
    response.cache_control.no_store = True
    response.vary.add("Accept-Language")
    return response


@completions.get("/models")
@require_scope("ask")
def models() -> Response:
    """Return the list of the one model there is, which is none."""
    return jsonify({"object": "list", "data": [_MODEL]})


@completions.get("/models/<model>")
@require_scope("ask")
def model(model: str) -> Response:
    """Return that model; raises ProblemError for any other."""
    _check_model(model)
    return jsonify(_MODEL)


def _check_model(name: str) -> None:
    if name != MODEL:
        raise ProblemError("model_not_found", model=MODEL)


def _without_nulls(value: Any) -> Any:
    """Return a body without the keys that are null, which clients send for what isn't given."""
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value
