"""The maintainer's page `/manage`, and its routes: preview, add, edit, remove and restore files."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request

from qa_service.corpus.document import Problem
from qa_service.corpus.folder import read_boilerplate
from qa_service.errors import CorpusError
from qa_service.evaluation.golden import read_golden, run_golden
from qa_service.filing.add import Filing, file_away, prepare
from qa_service.filing.edit import edit
from qa_service.filing.preview import checked, told
from qa_service.filing.remove import Removal, files_of, put_back, removals, remove
from qa_service.records.journal import asked_in_vain
from qa_service.records.question_groups import group_questions
from qa_service.web.api.documents import metadata
from qa_service.web.http.access import REALM
from qa_service.web.http.app_context import serving
from qa_service.web.http.bodies import json_body
from qa_service.web.http.problems import Fault, ProblemError
from qa_service.web.http.validation import numbers_in_query
from qa_service.web.pages.sessions import begin, check_operator, comes_from_here, end, operator_of, session_key
from qa_service.web.rendering.file_problems import edit_reason, told_problem
from qa_service.web.rendering.interface import in_language
from qa_service.web.rendering.interface_texts import MANAGED
from qa_service.web.rendering.negotiation import language

managing = Blueprint("managing", __name__)
_LONGEST_NAME_CHARS, _MOST_FOLDERS = 512, 16  # of a file that is sent
_MOST_LISTED = 100
_MOST_REMOVED = 20
_MOST_UNANSWERED = 20


@managing.get("/manage")
def page() -> Response:
    """Return the page, or the form that asks for a key."""
    return _page(200)


@managing.post("/manage/session")
def sign_in() -> Response:
    """Start a session for the key in the form and redirect to the page; 401 without the scope `operate`."""
    if not comes_from_here():
        raise ProblemError("foreign_page")
    key = operator_of(request.form.get("key", ""))
    if key is None:
        return _page(401, has_failed=True)
    response = _back()
    begin(response, key)
    return response


@managing.post("/manage/session/end")
def sign_out() -> Response:
    """End the session, on the server too."""
    if not comes_from_here():
        raise ProblemError("foreign_page")
    response = _back()
    end(response)
    return response


@managing.get("/manage/state")
def state() -> Response:
    """Return what is served, the problems of the corpus, and what can be restored; documents after the id `?after=`."""
    check_operator()
    here = serving()
    engine = here.engine()
    after = request.args.get("after") or None
    limit = numbers_in_query(request.args, "limit").get("limit", _MOST_LISTED)
    count = limit if isinstance(limit, int) and 1 <= limit <= _MOST_LISTED else _MOST_LISTED
    found = engine.documents(after=after, limit=count + 1)
    return _fresh(
        {
            "index": asdict(engine.info),
            "documents": [metadata(each) for each in found[:count]],
            "next": found[count - 1].id if len(found) > count else None,
            "problems": _problems(here.rejected()),
            "removed": [_removed(each) for each in reversed(removals(here.settings.corpus)[-_MOST_REMOVED:])],
        }
    )


@managing.get("/manage/golden")
def golden() -> Response:
    """Return the results of the golden questions; `failed` has the actual answers."""
    check_operator()
    here = serving()
    questions, bad_lines = read_golden(here.settings.corpus)
    result = run_golden(here.engine(), questions, here.settings.min_confidence)
    return _fresh({**asdict(result), "problems": _problems(bad_lines)})


@managing.get("/manage/unanswered")
def unanswered() -> Response:
    """Return questions without an answer, similar ones grouped, the most asked first; `kept`: whether any exist."""
    check_operator()
    found = asked_in_vain(serving().settings.data)
    asked = found or []
    groups = group_questions([each.question for each in asked], [each.times for each in asked])[:_MOST_UNANSWERED]
    told_of = [
        {"times": sum(asked[place].times for place in group), "questions": [asked[place].question for place in group]}
        for group in groups
    ]
    return _fresh({"kept": found is not None, "groups": told_of})


@managing.post("/manage/preview")
def preview() -> Response:
    """Return what the file in the body, named `?name=`, would become; writes nothing."""
    check_operator()
    return _fresh(_told(_filing()))


@managing.post("/manage/files")
def add() -> Response:
    """Add the file in the body to the corpus; 422 if it can't be read. It is searchable once it is indexed."""
    check_operator()
    filing = _filing()
    if not filing.target:
        raise ProblemError("file_rejected", extensions={"problems": _problems(filing.problems)})
    try:
        file = file_away(serving().settings.corpus, filing)
    except (OSError, CorpusError) as reason:
        raise _not_written(reason) from None
    return _fresh({**_told(filing), "file": file}, 201)


@managing.post("/manage/remove")
def take_out() -> Response:
    """Remove the file of the document `?id=` from the corpus; it can be restored."""
    check_operator()
    settings = serving().settings
    try:
        files = files_of(settings.corpus, [request.args.get("id", "")], max_file_bytes=settings.max_file_bytes)
    except CorpusError:
        raise ProblemError("document_not_found") from None
    try:
        [removal] = [remove(settings.corpus, file, ids) for file, ids in files.items()]
    except (OSError, CorpusError) as reason:
        raise _not_written(reason) from None
    return _fresh(_removed(removal))


@managing.post("/manage/metadata")
def change() -> Response:
    """Set metadata of the document `?id=` to the texts of the JSON object in the body; empty ones are deleted."""
    check_operator()
    settings = serving().settings
    values = json_body()
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ProblemError("metadata_rejected", reason="an object of texts is wanted")
    try:
        files = files_of(settings.corpus, [request.args.get("id", "")], max_file_bytes=settings.max_file_bytes)
    except CorpusError:
        raise ProblemError("document_not_found") from None
    file, ids = next(iter(files.items()))
    try:
        edit(settings.corpus, file, values, max_file_bytes=settings.max_file_bytes)
    except CorpusError as reason:
        raise ProblemError("metadata_rejected", reason=edit_reason(str(reason), language())) from None
    except OSError as reason:
        raise _not_written(reason) from None
    return _fresh({"file": file, "ids": list(ids)})


@managing.post("/manage/restore")
def restore() -> Response:
    """Restore the removed file `?kept=`."""
    check_operator()
    corpus = serving().settings.corpus
    wanted = [each for each in removals(corpus) if each.kept == request.args.get("kept")]
    if not wanted:
        raise ProblemError("document_not_found")
    try:
        return _fresh({"file": put_back(corpus, wanted[0])})
    except (OSError, CorpusError) as reason:
        raise _not_written(reason) from None


def _filing() -> Filing:
    """Return the body of this request as a file for the corpus; raises ProblemError."""
    settings = serving().settings
    request.max_content_length = settings.max_file_bytes + 1
    if (request.content_length or 0) > settings.max_file_bytes:
        raise ProblemError("body_too_large", limit=settings.max_file_bytes)
    additions, _ = read_boilerplate(settings.corpus, max_file_bytes=settings.max_file_bytes)
    filing = prepare(
        settings.corpus,
        request.get_data(cache=False),
        _file_name(),
        max_file_bytes=settings.max_file_bytes,
        additions=additions,
    )
    engine = serving().engine()
    return checked(filing, lambda key: key if engine.document(key) else None, lambda _: None)


def _file_name() -> str:
    """Return `?name=` with slashes between its folders; raises ProblemError for one that is too long or too deep."""
    name = request.args.get("name", "").replace("\\", "/")
    code, limit = ("too_long", _LONGEST_NAME_CHARS) if len(name) > _LONGEST_NAME_CHARS else ("too_deep", _MOST_FOLDERS)
    if code == "too_long" or name.count("/") > _MOST_FOLDERS:
        fault = Fault(source=("parameter", "name"), code=code, values={"name": "name", "limit": limit})
        raise ProblemError("invalid_request", faults=[fault])
    return name


def _told(filing: Filing) -> dict[str, Any]:
    return {**told(filing), "problems": _problems(filing.problems)}


def _problems(found: Iterable[Problem]) -> list[dict[str, Any]]:
    return [told_problem(each, language()) for each in found]


def _removed(removal: Removal) -> dict[str, Any]:
    return {"file": removal.file, "kept": removal.kept, "ids": list(removal.ids), "time": removal.time}


def _not_written(reason: Exception) -> ProblemError:
    return ProblemError("corpus_not_writable", reason=getattr(reason, "strerror", None) or str(reason))


def _page(status: int, *, has_failed: bool = False) -> Response:
    key = session_key()
    shown = render_template("manage.html", key=key, has_failed=has_failed, scripted_texts=MANAGED)
    response = make_response(shown, status, {"WWW-Authenticate": REALM} if status == 401 else {})
    response.cache_control.no_store = True
    return response


def _back() -> Response:
    response = make_response(redirect(in_language("/manage"), 303))
    response.cache_control.no_store = True
    return response


def _fresh(value: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(value)
    response.status_code = status
    response.cache_control.no_store = True
    return response
