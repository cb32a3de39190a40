"""The reference of the API: `/openapi.json`, and `/docs`, the same as a page. The examples are real answers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, json, render_template

from qa_service.engine import Engine
from qa_service.web.api.documents import metadata
from qa_service.web.api.openapi import Examples, document
from qa_service.web.http.app_context import serving
from qa_service.web.http.caching import entity_tag, has_already, keepable, not_modified
from qa_service.web.http.problems import Fault, ProblemError
from qa_service.web.rendering.negotiation import language
from qa_service.web.rendering.paths import templates_version

reference = Blueprint("reference", __name__)

_QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
_REQUEST_ID = "example-1"


_MOST_KEPT = 12  # cached texts of both, by language and generation
_kept: dict[tuple[str, ...], str] = {}
"""Cached, since they take tens of milliseconds to generate and need no key."""


@reference.get("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document, with the limits of this server and answers of this corpus as examples."""
    return _answered(lambda engine: json.dumps(_document(engine)) + "\n", "application/json")


@reference.get("/docs")
def docs() -> Response:
    """Return the same as a page, without third parties."""
    return _answered(
        lambda engine: render_template("docs.html", api=_document(engine), lang="en", pretty=_pretty),
        "text/html",
        templates_version(),
    )


def _answered(write: Callable[[Engine], str], media_type: str, *parts: str) -> Response:
    """Return the text that `write` makes of the current engine, in the language of the request.

    `parts` are the other things that it depends on.
    """
    engine = serving().engine()
    depends = (engine.info.version, language(), repr(serving().settings), *parts)
    tag = entity_tag(*depends)
    if has_already(tag):
        response = not_modified(tag)
    else:
        key = (media_type, *depends)
        text = _kept.get(key)
        if text is None:
            text = write(engine)
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[key] = text
        response = keepable(Response(text, mimetype=media_type), tag)
    response.vary.add("Accept-Language")
    return response


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2)


def _document(engine: Engine) -> dict[str, Any]:
    problem = ProblemError(
        "invalid_request",
        faults=[
            Fault(
                source=("pointer", "#/top_k"),
                code="unknown_key",
                values={"name": "top_k", "suggestion": "max_sentences"},
            )
        ],
    )
    settings = serving().settings
    return document(
        settings,
        Examples(
            sent={
                "POST /ask": {"question": _QUESTION, "max_sentences": 1},
                "POST /ask/batch": {"questions": [{"question": _QUESTION, "max_sentences": 1}]},
                "POST /feedback": {"request_id": _REQUEST_ID, "vote": "up", "comment": "جواب دقيق، شكرًا."},
            },
            answered={
                "POST /feedback": {"about": _REQUEST_ID, "vote": "up", "request_id": "example-2"},
                "GET /livez": {"status": "alive"},
                **({} if settings.require_key else _of_the_corpus(engine)),
            },  # open to all, the corpus isn't then
            problem={**problem.as_dict(), "request_id": _REQUEST_ID},
        ),
    )


def _of_the_corpus(engine: Engine) -> dict[str, Any]:
    """Return real answers by route."""
    answer = engine.ask(
        _QUESTION, request_id=_REQUEST_ID, max_sentences=1, min_confidence=serving().min_confidence(engine)
    ).as_dict()
    listed = engine.documents(limit=1)
    first = engine.document(listed[0].id) if listed else None
    return {
        "POST /ask": answer,
        "GET /ask": answer,
        "POST /ask/batch": {"answers": [answer]},
        "GET /documents": {"documents": [metadata(each) for each in listed], "next_cursor": None},
        **({"GET /documents/{id}": {**metadata(first), "text": first.text}} if first else {}),
    }
