"""Reader of feeds: RSS, Atom, WordPress exports (WXR), detected by content; one document for each published entry."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from lxml import etree

from qa_service.corpus import boilerplate
from qa_service.corpus.encodings import text_of
from qa_service.corpus.formats import html_text, xml_tree
from qa_service.corpus.formats.xml_stream import XmlStream
from qa_service.corpus.metadata import Draft, Entry, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source, rejection

_ENTRIES = ("item", "entry")
_WORDPRESS = "{http://wordpress.org/export/"
_KIND = "kind#"  # Blogger's exports are Atom; a category distinguishes posts, pages, comments and settings
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\b[^\[\]]{0,2000}\]", re.IGNORECASE
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_HAS_PARAGRAPHS = re.compile(r"<p[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|img|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:amp|quot|apos|nbsp|[lr]aquo|[lr][sd]quo|hellip|[mn]dash|#x?[0-9a-f]{2,5});", re.IGNORECASE)
_LEADING_YEAR = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class _Feed:
    publisher: str
    language: str


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the documents of a feed's published posts and pages, in its order, without comments and drafts.

    An entry that can't be read is skipped and reported with its line. Raises RejectedError if the file isn't a feed.
    """
    root = xml_tree.parse(data)
    entries = _channel(root) if _kind(root) == "rss" else root
    found = (element for element in entries if xml_tree.name_of(element) in _ENTRIES)
    readings = list(_readings(found, lambda: _feed(root), file, default_id))
    documents, problems, sources = (
        tuple(each for reading in readings for each in getattr(reading, name))
        for name in ("documents", "problems", "sources")
    )
    return Reading(documents, problems, sources)


def stream(opened: BinaryIO, file: str, default_id: str, max_entry_bytes: int) -> Iterator[Reading]:
    """Yield what `read` returns entry by entry; raises RejectedError where the rest can't be read.

    An entry of over twice `max_entry_bytes` of XML ends the reading.
    """
    with text_of(opened) as (text, _):
        source = XmlStream(text, 2 * max_entry_bytes)
        events = xml_tree.events_of(source)
        root = next(events, None)
        if root is None:
            raise RejectedError("no_feed", "there is no element in it", "Export a feed.")
        kind = _kind(root)
        yield from _readings(_closed(events, root, kind, source), lambda: _feed(root), file, default_id)


def _closed(
    events: Iterable[etree._Element], root: etree._Element, kind: str, source: XmlStream
) -> Iterator[etree._Element]:
    """Yield each entry when it is read, and forget it then."""
    last = None
    for element in events:
        parent = element.getparent()
        if xml_tree.name_of(element) not in _ENTRIES or parent is None:
            continue
        if parent is not root if kind != "rss" else xml_tree.name_of(parent) != "channel":
            continue
        yield element
        source.forget()
        if last is not None:
            parent.remove(last)
        element.clear()
        last = element


def _kind(root: etree._Element) -> str:
    kind = xml_tree.name_of(root)
    if kind not in ("rss", "RDF", "feed"):
        raise RejectedError("no_feed", f"this is not RSS, Atom or a WordPress export, but <{kind}>", "Export a feed.")
    return kind


def _channel(root: etree._Element) -> etree._Element:
    return next(xml_tree.children(root, "channel"), root)


def _feed(root: etree._Element) -> _Feed:
    channel = _channel(root)
    language = xml_tree.value_of(channel, "language") or xml_tree.attribute(root, "lang")
    return _Feed(xml_tree.value_of(channel, "title"), language)


def _readings(
    entries: Iterable[etree._Element], feed_of: Callable[[], _Feed], file: str, default_id: str
) -> Iterator[Reading]:
    """Yield a reading for each published entry; `feed_of` tells what stands before the entries."""
    feed, is_empty = None, True
    for number, entry in _published(entries):
        feed = feed or feed_of()
        is_empty = False
        source = Source(file, xml_tree.line_of(entry))
        try:
            document, warnings = document_of(_draft(entry, feed, f"{default_id}#{number}"), file)
        except Exception as fault:  # whatever is wrong with an entry, the others are read
            yield Reading((), (rejection(fault).problem(file, line=source.line),))
            continue
        yield Reading((document,), tuple(warnings), (source,))
    if is_empty:
        raise RejectedError("no_text", "no published post or page is in it", "Add posts, or delete the file.")


def _published(entries: Iterable[etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    """Yield the published entries with their numbers: WordPress's own, else the 1-based position in the feed."""
    for place, entry in enumerate(entries, start=1):
        if _is_wordpress(entry):
            is_open = not xml_tree.value_of(entry, "post_password")
            is_published = xml_tree.value_of(entry, "status") == "publish" and is_open
            if is_published and xml_tree.value_of(entry, "post_type") in ("post", "page"):
                yield xml_tree.value_of(entry, "post_id") or str(place), entry
        elif not _is_comment(entry) and next(entry.iter("{*}draft"), None) is None:
            yield str(place), entry


def _is_wordpress(entry: etree._Element) -> bool:
    return any(isinstance(child.tag, str) and child.tag.startswith(_WORDPRESS) for child in entry)


def _is_comment(entry: etree._Element) -> bool:
    kinds = [term for each in xml_tree.children(entry, "category") if _KIND in (term := each.get("term", ""))]
    if kinds:
        return not any(term.endswith(("kind#post", "kind#page")) for term in kinds)
    return next(xml_tree.children(entry, "in-reply-to"), None) is not None or "#comment-" in _link(entry)


def _draft(entry: etree._Element, feed: _Feed, default_id: str) -> Draft:
    author = next(xml_tree.children(entry, "author"), None)
    name = xml_tree.value_of(author, "name") if author is not None else ""
    found: dict[str, str] = {
        "title": " ".join(_article(xml_tree.value_of(entry, "title")).split()),
        "date": _date(entry),
        "author": xml_tree.value_of(entry, "creator") or name or xml_tree.value_of(entry, "author"),
        "source_url": _link(entry),
        "publisher": feed.publisher,
        "language": feed.language,
    }
    tags = (
        each.get("label") or each.get("term") or "".join(map(str, each.itertext())).strip()
        for each in xml_tree.children(entry, "category")
        if _KIND not in each.get("term", "")
    )
    entries = [Entry(key, value) for key, value in found.items() if value]
    entries.append(Entry("tags", tuple(filter(None, tags))))
    return Draft(_text(entry), tuple(entries), default_id, xml_tree.line_of(entry))


def _text(entry: etree._Element) -> str:
    for name in ("encoded", "content", "description", "summary"):
        for element in xml_tree.children(entry, name):
            if element.get("type") == "xhtml":
                source = xml_tree.as_html(element)
            else:
                source = "".join(map(str, element.itertext()))
            if not source.strip() or (name == "encoded" and "/excerpt/" in str(element.tag)):
                continue
            if _is_wordpress(entry) and not _HAS_PARAGRAPHS.search(source):
                source = _BLANK_LINE.sub("<p>", source.strip()).replace("\n", "<br>")  # as WordPress renders it
            return _article(_SHORTCODE.sub("", source))
    return ""


def _article(source: str) -> str:
    """Return the text of an entry's HTML, which some programs escape twice, without WordPress's closing line."""
    text = html_text.fragment_text(source)
    if _TAG.search(text) and not _TAG.search(source):
        text = html_text.fragment_text(text)
    text = _ESCAPED.sub(lambda name: html.unescape(name[0]), text)
    closing = [line for line in boilerplate.find(text) if line.reason == "first_appeared"]
    for line in reversed(closing):
        text = text[: line.start].rstrip("\n") + text[line.end :]
    return text


def _link(entry: etree._Element) -> str:
    links = list(xml_tree.children(entry, "link"))
    addresses = [each.get("href", "") for each in links if each.get("rel", "alternate") == "alternate"]
    return next(filter(None, addresses), "") or xml_tree.value_of(entry, "link")


def _date(entry: etree._Element) -> str:
    """Return the publication date: ISO 8601 unchanged, RFC 2822 converted."""
    names = ("post_date", "published", "pubDate", "date", "updated")
    said = next(filter(None, (xml_tree.value_of(entry, name) for name in names)), "")
    if found := _LEADING_YEAR.match(said):
        return found[0]
    try:
        return parsedate_to_datetime(said).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return said
