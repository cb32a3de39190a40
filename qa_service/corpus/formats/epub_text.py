"""Reader of `.epub`: the chapters of a book in reading order, one document a file (EPUB 3.3, and EPUB 2)."""

import posixpath
import re
from urllib.parse import unquote

from lxml import etree

from qa_service.corpus.encodings import decode
from qa_service.corpus.formats import html_text, xml_tree
from qa_service.corpus.formats.zip_parts import ZipParts
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.metadata import Draft, Entry, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source
from qa_service.corpus.titles import says_nothing

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,1000}\?>")
_EMPTY_TAG = re.compile(r"<(title|script|style|a|p|div|span|i|b|em|strong)\b([^<>]{0,1000})/>")  # XHTML, not HTML
_KEYS = {"title": "title", "author": "creator", "date": "date", "publisher": "publisher", "language": "language"}


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a book; raises RejectedError for damaged, oversized and protected ones."""
    parts = ZipParts(data)
    package_name = _package_name(parts)
    package = xml_tree.parse(parts.part(package_name), package_name)
    pages = _pages(package, posixpath.dirname(package_name))
    locked = _encrypted(parts)
    if locked & set(pages):
        raise RejectedError("encrypted", "the book is protected (DRM)", "Get a copy without protection.")
    texts = [html_text.fragment_text(_page(parts.part(page))) for page in pages]
    text = "\n\n".join(filter(None, texts))
    document, problems = document_of(Draft(text, _entries(package), default_id), file)
    return Reading((document,), tuple(problems), (Source(file),))


def _package_name(parts: ZipParts) -> str:
    for element in xml_tree.parse(parts.part(_CONTAINER), _CONTAINER).iter("{*}rootfile"):
        return posixpath.normpath(unquote(element.get("full-path", "")))
    raise RejectedError("bad_archive", "no book is in it", "Export the book again.")


def _pages(package: etree._Element, folder: str) -> list[str]:
    """Return the chapter parts in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    pages = []
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in item.get("properties", "").split():
            pages.append(posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))))
    return list(dict.fromkeys(pages))


def _encrypted(parts: ZipParts) -> set[str]:
    if not parts.has(_ENCRYPTION):
        return set()
    root = xml_tree.parse(parts.part(_ENCRYPTION), _ENCRYPTION)
    return {posixpath.normpath(unquote(each.get("URI", ""))) for each in root.iter("{*}CipherReference")}


def _page(data: bytes) -> str:
    return _EMPTY_TAG.sub(r"<\1\2></\1>", _DECLARATION.sub("", unify_newlines(decode(data))))


def _entries(package: etree._Element) -> tuple[Entry, ...]:
    metadata = next(package.iter("{*}metadata"), None)
    if metadata is None:
        return ()
    found = {key: xml_tree.value_of(metadata, name) for key, name in _KEYS.items()}
    if re.fullmatch(r"\d{4}(-\d{2})?", found["date"]):
        found["date"] = ""  # books may have a year or a month only
    if says_nothing(found["title"]):
        found["title"] = ""
    return tuple(Entry(key, value) for key, value in found.items() if value)
