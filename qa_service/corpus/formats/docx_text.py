"""Reader of `.docx`: the paragraphs of a Word file, with its title and author (ECMA-376, WordprocessingML)."""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from qa_service.corpus.formats import xml_tree
from qa_service.corpus.formats.docx_lists import Lists
from qa_service.corpus.formats.zip_parts import ZipParts
from qa_service.corpus.lines import has_words
from qa_service.corpus.metadata import Draft, Entry, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source
from qa_service.corpus.titles import says_nothing

# Not part of the article: formatting, moved text, the copy of a text box for old programs, fields, reviewers' comments.
_SKIPPED = frozenset({"pPr", "rPr", "del", "moveFrom", "Fallback", "instrText", "delText", "sectPr"})
_TITLE_STYLES = ("title", "heading 1")  # the names that Word keeps in every language; the ids are translated
_NO_NAMES = frozenset({"user", "admin", "administrator", "windows user", "microsoft office user", "python-docx"})
_SPACES = re.compile(" {2,}")
_CORE = "docProps/core.xml"


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a Word file; raises RejectedError for damaged, encrypted and oversized ones."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RejectedError(
            "old_word", "it is an old .doc file, or one with a password", "Save it as .docx without a password."
        )
    parts = ZipParts(data)
    main = _main_part(parts)
    root = xml_tree.parse(parts.part(main), main)
    styles, lists = _style_names(parts, main), Lists.of(_beside(parts, main, "numbering.xml"))
    paragraphs = list(_paragraphs(root, styles, lists))
    for notes in ("footnotes.xml", "endnotes.xml"):
        found = _beside(parts, main, notes)
        paragraphs += () if found is None else _paragraphs(found, styles, lists)
    text = "\n\n".join(f"{mark} {words}" if mark else words for mark, words, _ in paragraphs)
    titles = (words for wanted in _TITLE_STYLES for _, words, style in paragraphs if style == wanted)
    document, problems = document_of(Draft(text, _entries(parts, next(titles, "")), default_id), file)
    return Reading((document,), tuple(problems), (Source(file),))


def _main_part(parts: ZipParts) -> str:
    for relation in xml_tree.parse(parts.part("_rels/.rels"), "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    raise RejectedError("bad_archive", "no Word document is in it", "Save it as .docx in Word.")


def _beside(parts: ZipParts, main: str, name: str) -> etree._Element | None:
    """Return the root of a part that lies beside the main one, None if it is missing."""
    part = posixpath.join(posixpath.dirname(main), name)
    return xml_tree.parse(parts.part(part), part) if parts.has(part) else None


def _style_names(parts: ZipParts, main: str) -> dict[str, str]:
    """Return the lower-case name of each style by its id."""
    root = _beside(parts, main, "styles.xml")
    return {
        xml_tree.attribute(style, "styleId"): xml_tree.attribute(name, "val").lower()
        for style in (() if root is None else root)
        if xml_tree.name_of(style) == "style"
        for name in xml_tree.children(style, "name")
    }


def _paragraphs(root: etree._Element, styles: dict[str, str], lists: Lists) -> Iterator[tuple[str, str, str]]:
    """Yield the paragraphs with words: the mark of an item, the words, the style; a table row is one paragraph."""
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        name = xml_tree.name_of(element)
        if name in ("p", "tr"):
            boxes: list[etree._Element] = []
            words = _SPACES.sub(" ", "".join(_texts(element, boxes))).strip(" \n")
            if has_words(words):
                style = next((xml_tree.attribute(each, "val") for each in element.iter("{*}pStyle")), "")
                mark = lists.mark_of(element) if name == "p" else ""
                yield mark, words, styles.get(style, style.lower())
            waiting.extend(map(iter, boxes))  # of these alone: a box in a box is met with its own paragraph
        elif name not in _SKIPPED:
            waiting.append(iter(element))


def _texts(paragraph: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Yield the parts of a paragraph's text in order, without its text boxes, which are added to `boxes`."""
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        name = xml_tree.name_of(element)
        if name == "t":
            yield "".join(map(str, element.itertext()))
        elif name in ("br", "cr"):
            yield "\n"
        elif name in ("tab", "ptab", "tc", "p"):
            yield " "
        elif name == "noBreakHyphen":
            yield "\u2011"
        elif name == "txbxContent":
            boxes.append(element)
        if name not in _SKIPPED and name not in ("t", "txbxContent") and not _is_hidden(element):
            waiting.append(iter(element))


def _is_hidden(run: etree._Element) -> bool:
    formats = xml_tree.children(run, "rPr") if xml_tree.name_of(run) == "r" else ()
    marks = (mark for each in formats for mark in xml_tree.children(each, "vanish"))
    return any(xml_tree.attribute(mark, "val") not in ("0", "false", "off") for mark in marks)


def _entries(parts: ZipParts, title: str) -> tuple[Entry, ...]:
    """Return title and author; the title by its style, else from the properties. The creation date is ignored."""
    core = xml_tree.parse(parts.part(_CORE), _CORE) if parts.has(_CORE) else None
    said, author, language = (
        xml_tree.value_of(core, name) if core is not None else "" for name in ("title", "creator", "language")
    )
    found = {
        "title": " ".join((title or ("" if says_nothing(said) else said)).split()),
        "author": "" if author.lower() in _NO_NAMES else author,
        "language": language,
    }
    return tuple(Entry(key, value) for key, value in found.items() if value)
