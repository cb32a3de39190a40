"""For operators: `/livez` (the process answers) and `/readyz` (it has something to answer from)."""

from flask import Blueprint, Response, jsonify

from qa_service.web.problems import ProblemError
from qa_service.web.serving import serving

operations = Blueprint("operations", __name__)


@operations.get("/livez")
def livez() -> Response:
    """200 as long as requests are answered at all."""
    return _fresh({"status": "alive"})


@operations.get("/readyz")
def readyz() -> Response:
    """What is served and which files are left out, and why; 503 while there is no document to answer from."""
    index = serving().engine().info
    state = {
        "documents": index.documents,
        "rejected": [{"file": problem.file, "line": problem.line, "code": problem.code, "reason": problem.reason}
                     for problem in serving().rejected() if problem.level == "error"],
        "index": {"version": index.version, "passages": index.passages},
    }
    if not index.documents:
        raise ProblemError("not_ready", extensions=state)
    return _fresh({"status": "ready", **state})


def _fresh(state: dict[str, object]) -> Response:
    response = jsonify(state)
    response.cache_control.no_store = True
    return response
