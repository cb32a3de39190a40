"""The chat page `/`, which answers the `?q=` of its form without JavaScript, and the web app manifest."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from qa_service.web.api.answering import answer
from qa_service.web.api.operations import archive_state
from qa_service.web.http.access import check_scope, may_ask
from qa_service.web.http.app_context import serving
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.request_id import request_id
from qa_service.web.http.validation import asked_in_query, filters_in_query
from qa_service.web.pages.starting import filter_choices, first_questions
from qa_service.web.rendering.interface import gettext, in_language, interface_language
from qa_service.web.rendering.interface_texts import SCRIPTED

pages = Blueprint("pages", __name__)


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
        suggestions=() if found or problem or not may_ask() else first_questions(engine, interface_language()),
        archive=archive_state(engine) if may_ask() else {},
        choices=filter_choices(engine) if may_ask() else {},
        chosen=filters_in_query(request.args),
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
