"""Texts of the corpus made ready for pages: what is shown of each character, what is marked, where blocks end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from qa_service.corpus.document import Document, Span
from qa_service.text.layout import Unit, split_units
from qa_service.web.rendering.bidi import contained, units

BlockKind = Literal["heading", "paragraph", "items", "verbatim"]

_LINE_END = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BULLET = re.compile(r"[-*+•·●○▪‣◦–—][ \t]+\Z")  # what `split_units` leaves out before a list item


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a piece; a unit stands left to right by itself."""

    text: str
    is_unit: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked as a whole, or not at all.

    A unit that a mark cuts is a run of pieces: the first `opens` it, the last `closes` it.
    """

    parts: tuple[Part, ...]
    is_marked: bool
    is_first: bool = False  # of the marks, in the order they were given
    opens: bool = False
    closes: bool = False

    @property
    def text(self) -> str:
        """What it shows."""
        return "".join(part.text for part in self.parts)


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
    """The text as pages show it, of the same length: U+FFFD for control characters, `\\n` for every line end.

    Isolate controls without a partner are U+2060, see `contained`.
    """
    return contained(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", text)))


def pieces(text: str, marks: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """The shown text cut where marks begin and end; marks are code-point spans, in any order, and may overlap."""
    seen = shown(text)
    runs = list(_runs(len(seen), marks))
    whole = list(units(seen))
    cut = [(start, end) for start, end in whole if any(start < edge < end for edge, _, _ in runs)]
    found: list[Piece] = []
    for start, end, number in runs:
        bounds = sorted({start, end, *(at for span in cut for at in span if start < at < end)})
        for low, high in pairwise(bounds):
            inside = next((span for span in cut if span[0] <= low and high <= span[1]), None)
            parts = (Part(seen[low:high], False),) if inside else _parts(seen, whole, low, high)
            found.append(
                Piece(
                    parts,
                    number is not None,
                    number == 0,
                    inside is not None and inside[0] == low,
                    inside is not None and inside[1] == high,
                )
            )
    return tuple(found)


def _runs(length: int, marks: Iterable[Span]) -> Iterator[tuple[int, int, int | None]]:
    """Start, end and number of each mark, None between them, over the whole text."""
    at = 0
    for start, end, number in sorted(
        (max(0, start), min(length, end), number) for number, (start, end) in enumerate(marks)
    ):
        if end <= max(start, at):
            continue
        if start > at:
            yield at, start, None
        yield max(start, at), end, number
        at = end
    if at < length:
        yield at, length, None


def _parts(text: str, whole: Iterable[Span], start: int, end: int) -> tuple[Part, ...]:
    """The units within a stretch, and what stands between them."""
    found: list[Part] = []
    at = start
    for low, high in whole:
        if low >= at and high <= end:
            if low > at:
                found.append(Part(text[at:low], False))
            found.append(Part(text[low:high], True))
            at = high
    if at < end:
        found.append(Part(text[at:end], False))
    return tuple(found)


def typeset(document: Document, cited: Span | None) -> Article:
    """The document in blocks, the cited span marked. A first line that repeats the title is the title."""
    text = document.text
    units = split_units(text, 0, len(text))
    title = pieces(document.title or document.id, ())
    if units and text[units[0].start : units[0].end] == document.title:
        title = _unit_pieces(text, units.pop(0), cited)
    return Article(
        title,
        tuple(
            Block(kind, tuple(_unit_pieces(text, unit, cited) for unit in run))
            for kind, alike in groupby(units, lambda unit: _kind(text, unit))
            for run in ([list(alike)] if kind in ("items", "verbatim") else ([unit] for unit in alike))
        ),
    )


def _kind(text: str, unit: Unit) -> BlockKind:
    if unit.is_heading:
        return "heading"
    if unit.is_verbatim:
        return "verbatim"
    return "items" if _BULLET.search(text, max(0, unit.start - 4), unit.start) else "paragraph"


def _unit_pieces(text: str, unit: Unit, cited: Span | None) -> tuple[Piece, ...]:
    marks = [(cited[0] - unit.start, cited[1] - unit.start)] if cited else []
    return pieces(text[unit.start : unit.end], marks)
