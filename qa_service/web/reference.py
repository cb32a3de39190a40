"""The API described by itself: `/openapi.json`, and `/docs`, the same as a page. The examples are true answers."""

from typing import Any

from flask import Blueprint, Response, json, jsonify, make_response, render_template

from qa_service.engine import Engine
from qa_service.web.caching import entity_tag, has_already, keepable, not_modified
from qa_service.web.documents import metadata
from qa_service.web.negotiation import language
from qa_service.web.openapi import Examples, document
from qa_service.web.places import templates_version
from qa_service.web.problems import Fault, ProblemError
from qa_service.web.serving import serving

reference = Blueprint("reference", __name__)

_QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
_REQUEST_ID = "example-1"


@reference.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document, with the limits of this server and answers of this corpus as examples."""
    engine = serving().engine()
    tag = entity_tag(engine.info.version, language(), repr(serving().settings))
    response = not_modified(tag) if has_already(tag) else keepable(jsonify(_document(engine)), tag)
    response.vary.add("Accept-Language")
    return response


@reference.get("/docs")
def docs() -> Response:
    """The same for readers, from this server alone."""
    engine = serving().engine()
    tag = entity_tag(engine.info.version, language(), repr(serving().settings), templates_version())
    if has_already(tag):
        response = not_modified(tag)
    else:
        page = render_template("docs.html", api=_document(engine), lang="en", pretty=_pretty)
        response = keepable(make_response(page), tag)
    response.vary.add("Accept-Language")
    return response


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2)


def _document(engine: Engine) -> dict[str, Any]:
    answer = engine.ask(_QUESTION, request_id=_REQUEST_ID, max_sentences=1,
                        min_confidence=serving().min_confidence(engine)).as_dict()
    listed = engine.documents(limit=1)
    first = engine.document(listed[0].id) if listed else None
    found = [metadata(each) for each in listed]
    examples = Examples(
        sent={"POST /ask": {"question": _QUESTION, "max_sentences": 1},
              "POST /ask/batch": {"questions": [{"question": _QUESTION, "max_sentences": 1}]},
              "POST /feedback": {"request_id": _REQUEST_ID, "vote": "up", "comment": "جواب دقيق، شكرًا."}},
        answered={"POST /ask": answer, "GET /ask": answer, "POST /ask/batch": {"answers": [answer]},
                  "GET /documents": {"documents": found, "next_cursor": None},
                  **({"GET /documents/{id}": {**metadata(first), "text": first.text}} if first else {}),
                  "POST /feedback": {"about": _REQUEST_ID, "vote": "up", "request_id": "example-2"},
                  "GET /livez": {"status": "alive"}},
        problem={**ProblemError("invalid_request", faults=[Fault(
            source=("pointer", "#/top_k"), code="unknown_key",
            values={"name": "top_k", "suggestion": "max_sentences"})]).as_dict(), "request_id": _REQUEST_ID})
    return document(serving().settings, examples)
