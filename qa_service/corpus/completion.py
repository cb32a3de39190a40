"""Completion: fills in the title and the boilerplate of a document without them."""

from dataclasses import replace

from qa_service.corpus.boilerplate import LinePattern, find
from qa_service.corpus.document import Document
from qa_service.corpus.titles import title_of


def complete(document: Document, additions: tuple[LinePattern, ...] = ()) -> Document:
    """Return the document with an empty `title` and empty `boilerplate` filled in from the text; others are kept."""
    boilerplate = document.boilerplate or tuple((line.start, line.end) for line in find(document.text, additions))
    title = document.title if document.title.strip() else title_of(document.text, boilerplate)
    if title == document.title and boilerplate == document.boilerplate:
        return document
    return replace(document, title=title, boilerplate=boilerplate)
