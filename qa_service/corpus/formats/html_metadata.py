"""Metadata of a web page: title, author, date, address, publisher from JSON-LD, Open Graph, meta and the page."""

import re
from typing import Any

from lxml import etree

from qa_service.corpus.formats.html_linked import linked_article
from qa_service.corpus.formats.html_marked import marked
from qa_service.corpus.metadata import Entry

_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")  # Microsoft's "Mark of the Web"; browsers write it
_SITE_SEPARATOR = re.compile(r"\s+[|\-–—«»·]\s+")
_HAS_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def entries_of(root: etree._Element, source: str) -> tuple[Entry, ...]:
    """Return the metadata of a parsed page, each key at most once. `source` is the page's HTML, for its comments."""
    meta = _meta(root)
    saved = _SAVED_FROM.search(source[:4096])
    heading = words_of(root.find(".//h1"))
    canonical = str(root.xpath("string(//link[@rel='canonical']/@href)"))
    addresses = (canonical, meta.get("og:url"), saved[1] if saved else None)
    linked = linked_article(root, filter(None, addresses), filter(None, (heading, meta.get("og:title"))))
    on_page = marked(root)
    found = {
        "title": _title(linked.get("headline"), meta.get("og:title"), heading, words_of(root.find(".//title"))),
        "author": _first(
            _name(linked.get("author")),
            *(meta.get(key) for key in ("author", "article:author", "dc.creator")),
            *on_page.authors,
        ),
        "date": _date(
            linked.get("datePublished"),
            *(meta.get(key) for key in ("article:published_time", "datepublished", "date", "pubdate", "dc.date")),
            *on_page.dates,
        ),
        "source_url": _address(*addresses[:2], linked.get("url"), addresses[2]),
        "publisher": _first(meta.get("og:site_name"), _name(linked.get("publisher"))),
        "language": _first(root.get("lang")),
    }
    tags = tuple(
        value
        for element in root.iter("meta")
        if element.get("property") == "article:tag" and (value := (element.get("content") or "").strip())
    )
    entries = tuple(Entry(key, value) for key, value in found.items() if value)
    return (*entries, Entry("tags", tags)) if tags else entries


def words_of(element: etree._Element | None) -> str:
    """Return the text of an element on one line; empty for None."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _meta(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = (element.get("content") or "").strip()
        if value:
            found.setdefault(key.strip().lower(), value)
    return found


def _title(headline: Any, shared: str | None, heading: str, title: str) -> str:
    """Return the heading if the page's titles are the heading plus a site name, else the first title given."""
    said = _first(headline, shared, title) or ""
    if heading and (not said or heading in said):
        return heading
    if said == title and not heading:
        return _SITE_SEPARATOR.split(said)[0]
    return said


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        return "، ".join(filter(None, map(_name, value[:10]))) or None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None


def _first(*candidates: Any) -> str | None:
    """Return the first text that isn't blank and isn't a URL."""
    texts = (" ".join(each.split()) for each in candidates if isinstance(each, str))
    return next((each for each in texts if each and not each.startswith(("http://", "https://"))), None)


def _date(*candidates: Any) -> str | None:
    texts = [each.strip() for each in candidates if isinstance(each, str) and each.strip()]
    return next((each for each in texts if _HAS_DAY.match(each)), texts[0] if texts else None)


def _address(*candidates: Any) -> str | None:
    texts = (each.strip() for each in candidates if isinstance(each, str))
    return next((each for each in texts if each.startswith(("http://", "https://"))), None)
