"""`GET /manage/documents`: the articles page by page, searched and sorted, for the maintainer's page."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, jsonify, request

from qa_service.arabic.analysis.analyzer import tokenize
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.web.api.documents import metadata
from qa_service.web.http.app_context import serving
from qa_service.web.http.validation import numbers_in_query
from qa_service.web.pages.sessions import check_operator

listing = Blueprint("listing", __name__)
PAGE_DOCUMENTS = 10
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Row:
    """What an article is found and sorted by."""

    metadata: dict[str, Any]
    title: str
    date: str
    words: str  # folded, of id, title, author, publisher and tags


@listing.get("/manage/documents")
def documents() -> Response:
    """Return a page of the articles: `search` (every word, also begun), `sort` (id, title, newest, oldest), `page`."""
    check_operator()
    engine = serving().engine()
    wanted = request.args.get("search", "").casefold().split()
    folded = [_folded(each) for each in wanted]
    rows = [each for each in _rows(engine) if all(word in each.words for word in folded)]
    rows = _sorted(rows, request.args.get("sort", "id"))
    asked = numbers_in_query(request.args, "page").get("page", 1)
    pages = max(1, -(-len(rows) // PAGE_DOCUMENTS))
    page = min(max(asked, 1), pages) if isinstance(asked, int) else 1
    shown = rows[(page - 1) * PAGE_DOCUMENTS : page * PAGE_DOCUMENTS]
    response = jsonify(
        {
            "documents": [each.metadata for each in shown],
            "total": len(rows),
            "page": page,
            "pages": pages,
        }
    )
    response.cache_control.no_store = True
    return response


def _sorted(rows: list[_Row], order: str) -> list[_Row]:
    if order == "title":
        return sorted(rows, key=lambda each: each.title)
    if order in ("newest", "oldest"):
        dated = sorted((each for each in rows if each.date), key=lambda each: each.date, reverse=order == "newest")
        return dated + [each for each in rows if not each.date]
    return rows


def _rows(engine: Engine) -> tuple[_Row, ...]:
    return _of_version(engine.info.version)


@lru_cache(maxsize=1)
def _of_version(version: str) -> tuple[_Row, ...]:  # of the current index: read once for each
    engine, found, after = serving().engine(), list[_Row](), None
    while documents := engine.documents(after=after, limit=_AT_ONCE):
        after = documents[-1].id
        found += map(_row, documents)
    return tuple(found)


def _row(document: Document) -> _Row:
    named = (document.id, document.title, document.author, document.publisher, *document.tags)
    words = " ".join(_folded(each) for each in named if each)
    return _Row(metadata(document), document.title or document.id, document.date or "", words)


def _folded(words: str) -> str:
    """Return the words without marks and variants of letters, as the index compares them."""
    return " ".join(token.text for token in tokenize(words.casefold())) or words.casefold()
