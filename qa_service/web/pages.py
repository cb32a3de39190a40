"""The chat page `/`, which without JavaScript answers the `?q=` of its own form."""

from flask import Blueprint, Response, make_response, render_template, request

from qa_service.web.api import answer, asked_in_query
from qa_service.web.problems import ProblemError
from qa_service.web.serving import serving

pages = Blueprint("pages", __name__)


@pages.get("/")
def chat() -> Response:
    """The empty chat, or the answer to `?q=`; a question that can't be asked keeps its text and says why."""
    question = request.args.get("q", "")
    engine = serving().engine()
    found, problem = None, None
    if question.strip():
        try:
            found = answer(engine, asked_in_query())
        except ProblemError as fault:
            problem = fault.as_dict()
    page = render_template("chat.html", question=question, answer=found, problem=problem,
                           document_count=engine.info.documents,
                           max_question_chars=serving().settings.max_question_chars)
    response = make_response(page, 422 if problem else 200)
    response.cache_control.no_cache = True
    return response
