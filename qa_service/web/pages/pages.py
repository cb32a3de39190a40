"""The chat page `/`, which answers the `?q=` of its form without JavaScript, and the web app manifest."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from qa_service.corpus.walk import GOLDEN_FILE
from qa_service.engine import Engine
from qa_service.evaluation.labelled import parse_questions
from qa_service.web.api.answering import answer
from qa_service.web.http.access import check_scope, may_ask
from qa_service.web.http.app_context import serving
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.request_id import request_id
from qa_service.web.http.validation import asked_in_query
from qa_service.web.rendering.interface import gettext, in_language, interface_language
from qa_service.web.rendering.interface_texts import SCRIPTED

pages = Blueprint("pages", __name__)
_SUGGESTIONS = 4
_LOOKED_AT = 20  # documents


@pages.get("/")
def chat() -> Response:
    """Return the empty chat, or the answer to `?q=`; an invalid question keeps its text and shows the reason."""
    return chat_page("chat.html")


def chat_page(template: str, **more: Any) -> Response:
    """Render the chat with a template; `more` are its other variables."""
    question = request.args.get("q", "")
    engine = serving().engine()
    found, problem, status, headers = None, None, 200, {}
    if question.strip():
        try:
            check_scope("ask")
            asked = asked_in_query(request.args, serving().settings.max_question_chars)
            if request.args.get("verbatim") == "1":
                asked = asked.model_copy(update={"verbatim": True})
            found = answer(serving(), engine, asked, request_id())
        except ProblemError as fault:
            problem, status, headers = fault.as_dict(), fault.status, fault.headers
    page = render_template(
        template,
        question=question,
        answer=found,
        problem=problem,
        has_changed=request.args.get("index", engine.info.version) != engine.info.version,
        document_count=engine.info.documents,
        refusal=serving().settings.house_refusal,
        old_after_days=serving().settings.old_after_days,
        scripted_texts=SCRIPTED,
        suggestions=() if found or problem or not may_ask() else _suggestions(engine),
        max_question_chars=serving().settings.max_question_chars,
        **more,
    )
    response = make_response(page, status, headers)
    response.cache_control.no_cache = True
    return response


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """Return the web app manifest, in the language of the page that links to it (W3C Web Application Manifest)."""
    lang, brand = interface_language(), gettext("Ask the archive")
    response = jsonify(
        {
            "name": brand,
            "short_name": brand,
            "lang": lang,
            "dir": "rtl" if lang == "ar" else "ltr",
            "start_url": in_language("/"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f6f5f0",
            "theme_color": "#0b6b53",
            "icons": [{"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }
    )
    response.mimetype = "application/manifest+json"
    return response


def _suggestions(engine: Engine) -> tuple[str, ...]:
    """Return questions to start with: golden ones, then, if too few, drafted ones that documents surely answer."""
    golden = golden_questions()[:_SUGGESTIONS]
    return golden if len(golden) == _SUGGESTIONS else (*golden, *_drafted(engine.info.version))[:_SUGGESTIONS]


@lru_cache(maxsize=2)
def _drafted(version: str) -> tuple[str, ...]:  # of the current index: drafted once for each
    """Return one question on each of the first documents that have any, from the beginnings of their titles."""
    engine, found = serving().engine(), dict[str, None]()
    for document in engine.documents(limit=_LOOKED_AT):
        found |= dict.fromkeys(engine.questions_about(" ".join((document.title or "").split()[:2]), 1))
        if len(found) >= _SUGGESTIONS:
            break
    return tuple(found)


def golden_questions() -> tuple[str, ...]:
    """Return the golden questions that the corpus answers, in their order."""
    path = serving().settings.corpus / GOLDEN_FILE
    try:
        return _answerable(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _answerable(path: Path, changed_ns: int) -> tuple[str, ...]:
    """Read the file once for each modification time `changed_ns`."""
    questions, _ = parse_questions(path.read_bytes(), path.name)
    return tuple(each.question for each in questions if each.answers)
