"""Dates and authors that a page marks in its body: RDFa, microdata, microformats, and elements named so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from qa_service.corpus.byline import find_metadata

_DATE_PROPERTIES = frozenset(
    {
        *("datepublished", "schema:datepublished", "datecreated", "article:published_time"),
        *("dc:date", "dc:created", "dc:issued", "dcterms:date", "dcterms:created", "dcterms:issued"),
    }
)
_AUTHOR_PROPERTIES = frozenset(
    {"author", "schema:author", "dc:creator", "dcterms:creator", "foaf:name", "sioc:has_creator"}
)
_DATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:date|published|submitted|posted-on|pubdate|(?:post|entry|article)-?(?:date|meta|info)|date-header|info)"
    r"(?:[\s_-]|$)",
    re.IGNORECASE,
)
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:author(?:-?name)?|byline(?:-?name)?|writer|createdby|vcard|fn)(?:[\s_-]|$)", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:related\w*|sidebar|widget|most-?\w+|comments?|comment-?list|recommended|trending|teasers?|latest)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_WHOLE = frozenset({"html", "body", "main", "article"})
_ELSEWHERE_TAGS = frozenset({"aside", "nav", "footer"})
_BEFORE_NAME = re.compile(
    r"^(?:(?:نشر\w*|كتب[ته]?|مرسلة|أرسل\w*)\s+)?(?:بقلم|بواسطة|من طرف|كتب[ته]?|تصوير|إعداد|الكاتبة?|by)?\s*[:/-]?\s*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]{2,}(?:[ .\-'’][^\W\d_]+\.?){0,4}")
_MAX_CHARS = 120


@dataclass(frozen=True, slots=True)
class Marked:
    """What a page marks as its dates and its authors, the surest first."""

    dates: tuple[str, ...]
    authors: tuple[str, ...]


def marked(root: etree._Element) -> Marked:
    """Return the dates and authors in the body of a parsed page, without those of other articles that it shows."""
    elements = list(_own(root))
    return Marked(
        dates=(*_said(elements, _DATE_PROPERTIES), *_times(elements), *_dates_in_words(elements)),
        authors=(*_said(elements, _AUTHOR_PROPERTIES), *_names(elements)),
    )


def _own(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements outside of boxes that show other articles."""
    skipped = None
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if event == "end":
            skipped = None if each is skipped else skipped
        elif skipped is None:
            if each.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(_names_of(each)):
                skipped = each if each.tag not in _WHOLE and next(each.iter("h1", "main"), None) is None else None
            if skipped is None:
                yield each


def _names_of(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _words(element: etree._Element) -> str:
    words = " ".join("".join(map(str, element.itertext())).split())
    return words if len(words) <= _MAX_CHARS else ""


def _said(elements: list[etree._Element], wanted: frozenset[str]) -> Iterator[str]:
    """Yield what is marked by `property`, `itemprop`, `rel`; the machine's value before the one that is shown."""
    for element in elements:
        told = f"{element.get('property') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}".lower()
        if not told.strip() or wanted.isdisjoint(told.split()):
            continue
        value = element.get("content") or element.get("datetime")
        if value is not None:
            yield value.strip()
        elif wanted is _AUTHOR_PROPERTIES:
            inner = element.xpath("string(.//*[@itemprop='name' or @property='foaf:name' or @property='name'])")
            yield from _name_in(str(inner) or _words(element))
        else:
            yield from _dates_in(_words(element))


def _times(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "time" and element.get("datetime"):
            yield (element.get("datetime") or "").strip()
        elif element.tag == "abbr" and "published" in _names_of(element).split() and element.get("title"):
            yield (element.get("title") or "").strip()


def _dates_in_words(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        if _DATE_NAMES.search(_names_of(element)):
            yield from _dates_in(_words(element))


def _dates_in(words: str) -> Iterator[str]:
    return (found.value for found in find_metadata(words) if found.key == "date")


def _names(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        if _AUTHOR_NAMES.search(_names_of(element)):
            yield from _name_in(_words(element))


def _name_in(words: str) -> Iterator[str]:
    name = _BEFORE_NAME.sub("", " ".join(words.split())).strip(" -|،")
    if _NAME.fullmatch(name):
        yield name
