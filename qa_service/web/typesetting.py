"""Texts of the corpus made ready for pages: what is shown of each character, what is marked, where blocks end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from qa_service.corpus.document import Document, Span
from qa_service.layout import Unit, split_units

BlockKind = Literal["heading", "paragraph", "items", "verbatim"]

_LINE_END = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ARABIC_LETTER = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]")

_BULLET = re.compile(r"[-*+•·●○▪‣◦–—][ \t]+\Z")  # what `split_units` leaves out before a list item


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked as a whole, or not at all."""

    text: str
    is_marked: bool
    is_first: bool = False  # of the marks, in the order they were given


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, the items of a list or the lines of a table."""

    kind: BlockKind
    lines: tuple[tuple[Piece, ...], ...]  # one, but for items and verbatim lines


@dataclass(frozen=True, slots=True)
class Article:
    """A document as it is read; `title` carries the mark when the title itself is cited."""

    title: tuple[Piece, ...]
    blocks: tuple[Block, ...]


def shown(text: str) -> str:
    """The text as pages show it, of the same length: U+FFFD for control characters, `\\n` for every line end."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", text))


def direction(text: str) -> Literal["rtl", "auto"]:
    """The base direction: rtl with any Arabic letter in it, wherever it stands, else by the first strong letter."""
    return "rtl" if _ARABIC_LETTER.search(text) else "auto"


def pieces(text: str, marks: Iterable[Span]) -> tuple[Piece, ...]:
    """The shown text cut where marks begin and end; marks are code-point spans, in any order, and may overlap."""
    found: list[Piece] = []
    at = 0
    inside = sorted((max(0, start), min(len(text), end), number) for number, (start, end) in enumerate(marks))
    for start, end, number in inside:
        if end <= max(start, at):
            continue
        if start > at:
            found.append(Piece(shown(text[at:start]), False))
        found.append(Piece(shown(text[max(start, at):end]), True, number == 0))
        at = end
    if at < len(text):
        found.append(Piece(shown(text[at:]), False))
    return tuple(found)


def typeset(document: Document, cited: Span | None) -> Article:
    """The document in blocks, the cited span marked. A first line that repeats the title is the title."""
    text = document.text
    units = split_units(text, 0, len(text))
    title = pieces(document.title or document.id, ())
    if units and text[units[0].start:units[0].end] == document.title:
        title = _unit_pieces(text, units.pop(0), cited)
    return Article(title, tuple(
        Block(kind, tuple(_unit_pieces(text, unit, cited) for unit in run))
        for kind, alike in groupby(units, lambda unit: _kind(text, unit))
        for run in ([list(alike)] if kind in ("items", "verbatim") else ([unit] for unit in alike))))


def _kind(text: str, unit: Unit) -> BlockKind:
    if unit.is_heading:
        return "heading"
    if unit.is_verbatim:
        return "verbatim"
    return "items" if _BULLET.search(text, max(0, unit.start - 4), unit.start) else "paragraph"


def _unit_pieces(text: str, unit: Unit, cited: Span | None) -> tuple[Piece, ...]:
    marks = [(cited[0] - unit.start, cited[1] - unit.start)] if cited else []
    return pieces(text[unit.start:unit.end], marks)
