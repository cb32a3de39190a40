"""Reader of `.html`: the article of a web page, without the page around it."""

import codecs
import re

from lxml import etree

from qa_service.corpus.encodings import decode
from qa_service.corpus.formats import html_blocks, html_metadata
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.metadata import Draft, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHARSET_WITHIN_BYTES = 4096
_LEGACY = {"windows-1256": "cp1256", "cp1256": "cp1256", "x-cp1256": "cp1256", "iso-8859-6": "iso8859_6"}
_UTF8_PAIRS = re.compile(rb"(?:[\xd8-\xdb][\x80-\xbf]){2}")  # Arabic in UTF-8
_C1 = re.compile(r"[\x80-\x9f]")

_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_VALUE = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_MAX_TAG_CHARS = 2_000  # of one that is not looked into
_MAX_ATTRIBUTES = 400  # libxml2 compares every attribute of a tag with all others
_SIMPLIFY = "Save the article's text as .txt or .md."


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a web page; its `text` is the article's paragraphs separated by blank lines.

    Raises RejectedError for unknown encodings, pages nested over 250 levels and pages without an article.
    """
    page = unify_newlines(_decoded(data))
    root = parsed(page)
    entries = html_metadata.entries_of(root, page)  # before the text: extracting that empties the rest of the page
    document, problems = document_of(Draft(html_blocks.article_text(root), entries, default_id), file)
    return Reading((document,), tuple(problems), (Source(file),))


def fragment_text(source: str) -> str:
    """Return the paragraphs of HTML that is all article (a feed entry, a chapter); may be empty."""
    return html_blocks.paragraphs(parsed(source)) if source.strip() else ""


def parsed(page: str) -> etree._Element:
    """Parse a page; raises RejectedError if it is nested too deeply or empty."""
    for tag in _TAG.finditer(page):
        if len(tag[0]) > _MAX_TAG_CHARS and len(_VALUE.sub("", tag[0]).split()) > _MAX_ATTRIBUTES:
            line = page.count("\n", 0, tag.start()) + 1
            raise RejectedError("bad_html", f"a tag has over {_MAX_ATTRIBUTES} attributes", _SIMPLIFY, line=line)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    # libxml2 stops at 256 levels, which limits time and memory; what it has read until then is not the whole article.
    if parser.error_log.filter_from_fatals():
        raise RejectedError("too_deep", "its elements are nested too deeply", _SIMPLIFY)
    if root is None:
        raise RejectedError("no_text", "there is no text in it", "Add the article's text, or delete the file.")
    return root


def _decoded(data: bytes) -> str:
    """Decode a page; its declared encoding is used only if the bytes alone are ambiguous."""
    try:
        return decode(data)
    except RejectedError:
        declared = _CHARSET.search(data, 0, _CHARSET_WITHIN_BYTES)
        encoding = _LEGACY.get(declared[1].decode("ascii", "ignore").lower()) if declared else None
        boms = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        if encoding is None or b"\0" in data or data.startswith(boms) or _UTF8_PAIRS.search(data):
            raise
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = "\x80"
        if _C1.search(text):
            raise
        return text
