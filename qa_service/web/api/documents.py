"""Documents over HTTP: the list, and one document as JSON or as the reader page."""

import base64
import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from werkzeug.routing import BaseConverter

from qa_service.answers.answer import source_link
from qa_service.corpus.document import Document, Span
from qa_service.web.http.access import require_scope
from qa_service.web.http.app_context import serving
from qa_service.web.http.caching import entity_tag, has_already, keepable, not_modified
from qa_service.web.http.problems import Fault, ProblemError
from qa_service.web.http.requests import FiltersBody, ListQuery
from qa_service.web.http.validation import filters_in_query, numbers_in_query, validated
from qa_service.web.rendering.negotiation import prefers_html
from qa_service.web.rendering.paths import templates_version
from qa_service.web.rendering.template_filters import document_path
from qa_service.web.rendering.typesetting import typeset

documents = Blueprint("documents", __name__)
_MOST_CITED = 10  # spans that a reader page links to; an answer has no more


class DocumentIdConverter(BaseConverter):
    """Any text as part of a path, including slashes at its ends or in a row, unlike Flask's own `path`."""

    regex = r"[\s\S]+"
    part_isolating = False


@documents.get("/documents")
@require_scope("ask")
def list_documents() -> Response:
    """Return one page of the documents in the order of their ids, without their texts."""
    filters = validated(FiltersBody, filters_in_query(request.args), in_query=True).as_filters()
    query = validated(
        ListQuery, numbers_in_query(request.args, "limit") | {"cursor": request.args.get("cursor", "")}, in_query=True
    )
    after = _read_cursor(query.cursor) if query.cursor else None
    engine = serving().engine()
    tag = entity_tag(engine.info.version)
    if has_already(tag):
        return not_modified(tag)
    found = engine.documents(filters=filters, after=after, limit=query.limit + 1)
    page = found[: query.limit]
    more = len(found) > query.limit
    return keepable(
        jsonify(
            {
                "documents": [metadata(document) for document in page],
                "next_cursor": _cursor(page[-1].id) if more else None,
            }
        ),
        tag,
    )


@documents.get("/documents/<document_id:document_id>")
@require_scope("ask")
def one_document(document_id: str) -> Response:
    """Return the document with its text; a browser gets the reader page, `?start=&end=` highlighted."""
    engine = serving().engine()
    document = engine.document(document_id)
    if document is None:
        raise ProblemError("document_not_found")
    as_page = prefers_html()
    tag = entity_tag(engine.info.version, templates_version() if as_page else "json")
    if has_already(tag):
        response = not_modified(tag)
    elif as_page:
        response = keepable(make_response(_reader_page(document)), tag)
    else:
        response = keepable(jsonify({**metadata(document), "text": document.text}), tag)
    response.vary.add("Accept")
    return response


def metadata(document: Document) -> dict[str, Any]:
    """Return a document without its text, as in lists."""
    return {
        "id": document.id,
        "title": document.title,
        "date": document.date,
        "author": document.author,
        "source_url": document.source_url,
        "publisher": document.publisher,
        "language": document.language,
        "tags": list(document.tags),
        "found": list(document.found),
    }


def _reader_page(document: Document) -> str:
    cited = _cited(len(document.text))
    quote = document.text[slice(*cited)] if cited else ""
    return render_template(
        "reader.html",
        document=document,
        article=typeset(document, cited),
        original=source_link(document.source_url, quote) if quote else document.source_url,
        steps=_steps(document, cited),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """The position of a cited span among those of the same answer, in the order of the text."""

    place: int  # from 1
    count: int
    before: str | None  # links to the same page at the previous and the next span
    after: str | None


def _steps(document: Document, cited: Span | None) -> _Steps | None:
    """Return the links to the other citations in `?cited=` (`START-END`, comma-separated); None without others."""
    named = (re.fullmatch(r"(\d{1,9})-(\d{1,9})", each) for each in request.args.get("cited", "").split(","))
    spans = sorted({(int(each[1]), int(each[2])) for each in named if each})[:_MOST_CITED]
    spans = [(start, end) for start, end in spans if start < end <= len(document.text)]
    if cited is None or cited not in spans or len(spans) < 2:
        return None
    place = spans.index(cited)
    listed = ",".join(f"{start}-{end}" for start, end in spans)
    page = document_path(document.id)
    links = [f"{page}?start={start}&end={end}&cited={listed}#cited" for start, end in spans]
    return _Steps(place + 1, len(spans), links[place - 1] if place else None, ([*links, ""])[place + 1] or None)


def _cited(text_chars: int) -> Span | None:
    """Return the span in the URL; None without one inside the text."""
    span = numbers_in_query(request.args, "start", "end")
    start, end = span.get("start"), span.get("end")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= text_chars:
        return start, end
    return None


def _cursor(document_id: str) -> str:
    return base64.urlsafe_b64encode(document_id.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except ValueError:  # also the errors of base64 and UTF-8
        raise ProblemError(
            "invalid_request",
            faults=[Fault(source=("parameter", "cursor"), code="bad_cursor", values={"name": "cursor"})],
        ) from None
