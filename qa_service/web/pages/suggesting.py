"""`GET /suggest`: complete questions for what a reader has typed so far, from the corpus, never from other readers."""

from zlib import crc32

from flask import Blueprint, Response, jsonify, request

from qa_service.arabic.analysis.analyzer import tokenize
from qa_service.web.http.access import require_scope
from qa_service.web.http.app_context import serving
from qa_service.web.http.caching import entity_tag, has_already, keepable, not_modified
from qa_service.web.pages.starting import golden_questions

suggesting = Blueprint("suggesting", __name__)
_MOST = 5
_MAX_TYPED_CHARS = 100  # a longer text is already a question


@suggesting.get("/suggest")
@require_scope("ask")
def suggest() -> Response:
    """Return at most five questions for `?q=`: golden ones with its words, then drafted ones from the documents."""
    engine = serving().engine()
    golden = golden_questions()
    tag = entity_tag(engine.info.version, str(crc32("\n".join(golden).encode("utf-8", "surrogatepass"))))
    if has_already(tag):
        return not_modified(tag)
    typed = request.args.get("q", "")
    found: dict[str, None] = {}
    if typed.strip() and len(typed) <= _MAX_TYPED_CHARS:
        found = dict.fromkeys([*_holding(typed, golden), *engine.questions_about(typed, _MOST)])
    return keepable(jsonify({"suggestions": list(found)[:_MOST]}), tag)


def _holding(typed: str, questions: tuple[str, ...]) -> list[str]:
    """Return the questions that contain every typed word, the last one as a prefix."""
    words = [token.text for token in tokenize(typed)]
    if not words:
        return []
    begun = words.pop() if words and typed[-1:].isalnum() else ""
    fitting = []
    for question in questions:
        own = [token.text for token in tokenize(question)]
        if all(word in own for word in words) and any(word.startswith(begun) for word in own):
            fitting.append(question)
        if len(fitting) == _MOST:
            break
    return fitting
