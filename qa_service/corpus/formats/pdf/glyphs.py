"""Glyphs: what each page of a PDF draws, piece by piece with its place."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.fontmetrics import FONT_METRICS
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import Matrix, decode_text

from qa_service.corpus.formats.pdf.letters import ARABIC, UNKNOWN, UNKNOWN_MARK, is_mark, letters_of
from qa_service.corpus.reading import RejectedError

_MAX_PAGES = 2_000
_MAX_GLYPHS = 3_000_000
_MAX_SECONDS = 15.0
_CHECKED_EVERY = 1_000  # letters or operands
_SPLIT = "Split the file."
_WIDTH_OF_UNKNOWN = 0.5  # em; fonts without widths give none to their letters
_MAX_SLOPE = 0.1
_MAX_ACTUAL_GLYPHS = 200  # of a span with a text of its own; longer ones replace figures


@dataclass(frozen=True, slots=True)
class Glyph:
    """What is drawn at one place, mostly one letter or a ligature, in points from the lower left of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str
    order: int  # in which the page draws it
    number: int  # in the font, -1 for several

    @property
    def middle(self) -> float:
        """The middle of its width."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The horizontal glyphs of a page, in the order in which they are drawn."""

    glyphs: tuple[Glyph, ...]
    width: float
    height: float
    pictures: int = 0


def pages_of(document: PDFDocument) -> Iterator[Page]:
    """Yield the pages; raises RejectedError for files that are too large or take too long."""
    resources = PDFResourceManager()
    device = _Device(resources, time.monotonic() + _MAX_SECONDS)
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number >= _MAX_PAGES:
            raise RejectedError("too_large", f"it has over {_MAX_PAGES} pages", _SPLIT)
        device.glyphs, device.pictures = [], 0
        _Interpreter(resources, device).process_page(page)
        left, bottom, right, top = page.mediabox
        width, height = (top - bottom, right - left) if page.rotate in (90, 270) else (right - left, top - bottom)
        inside = [each for each in device.glyphs if 0 <= each.middle <= width and 0 <= each.base <= height]
        yield Page(_once(inside), width, height, device.pictures)


def _lacks_widths(font: PDFFont) -> bool:
    """Return whether the widths of Arabic letters are unknown: the standard fonts have none."""
    return not font.widths or font.fontname in FONT_METRICS


def _once(glyphs: list[Glyph]) -> tuple[Glyph, ...]:
    """Leave out what is drawn again at nearly the same place, as some programs do for bold letters."""
    seen: dict[tuple[str, int, int], float] = {}
    kept = []
    for glyph in glyphs:
        column, row = round(glyph.left), round(glyph.base)
        again = any(
            abs(seen.get((glyph.text, column + right, row + up), -99.0) - glyph.left) < 0.1 * glyph.size
            for right in (-1, 0, 1)
            for up in (-1, 0, 1)
        )
        if not again or is_mark(glyph.text):
            seen[glyph.text, column, row] = glyph.left
            kept.append(glyph)
    return tuple(kept)


class _Interpreter(PDFPageInterpreter):
    """An interpreter that looks at the clock, whatever a page consists of."""

    _steps = 0

    def push(self, obj: Any) -> None:
        self._step()
        super().push(obj)

    def do_q(self) -> None:
        self._step()
        super().do_q()

    def _step(self) -> None:
        self._steps += 1
        if not self._steps % _CHECKED_EVERY and isinstance(self.device, _Device):
            self.device.check_limits()


class _Device(PDFTextDevice):
    """Gathers glyphs instead of painting; counts and times itself."""

    def __init__(self, resources: PDFResourceManager, deadline: float) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.pictures = 0
        self._told: dict[PDFFont, frozenset[int] | None] = {}  # the letters that each Arabic font tells
        self._total = 0
        self._deadline = deadline
        self._spans: list[tuple[int, str | None]] = []  # of open spans: the first glyph, and the text it stands for

    def begin_figure(self, *_: object) -> None:
        self.check_limits()

    def paint_path(self, *_: object) -> None:
        self.check_limits()

    def render_image(self, *_: object) -> None:
        self.pictures += 1
        self.check_limits()

    def begin_tag(self, tag: object, props: Any = None) -> None:
        actual = props.get("ActualText") if isinstance(props, dict) else None
        self._spans.append((len(self.glyphs), decode_text(actual) if isinstance(actual, bytes) else None))

    def end_tag(self) -> None:
        if not self._spans:
            return
        first, actual = self._spans.pop()
        drawn = self.glyphs[first:]
        if actual is None or not drawn or len(drawn) > _MAX_ACTUAL_GLYPHS:
            return
        bases = [each.base for each in drawn if not is_mark(each.text)] or [drawn[0].base]
        if max(bases) - min(bases) < drawn[0].size:
            widest = max(drawn, key=lambda each: each.right - each.left)
            left, right = min(each.left for each in drawn), max(each.right for each in drawn)
            text = letters_of(actual)
            self.glyphs[first:] = [replace(widest, text=text, left=left, right=right, number=-1)] if text else []

    def render_string(self, textstate: PDFTextState, seq: PDFTextSeq, *rest: Any) -> None:
        self.check_limits()
        if textstate.font is not None:
            super().render_string(textstate, seq, *rest)

    def render_char(  # noqa: PLR0917 - the signature of pdfminer
        self, matrix: Matrix, font: PDFFont, fontsize: float, scaling: float, rise: float, cid: int, *_: Any
    ) -> float:
        """Gather one glyph; return how far the pen moves on."""
        across, slope, lean, up, x, y = matrix
        text = self._letters(font, cid)
        advance = font.char_width(cid) * fontsize * scaling
        size = abs(fontsize * up)
        if not advance and not is_mark(text) and _lacks_widths(font):
            advance = _WIDTH_OF_UNKNOWN * fontsize * scaling
        if size and abs(slope) <= _MAX_SLOPE * abs(across):
            ends = sorted((x + rise * lean, x + rise * lean + advance * across))
            self._total += 1
            if not self._total % _CHECKED_EVERY:
                self.check_limits()
            name = str(font.fontname or "")
            self.glyphs.append(Glyph(text, ends[0], ends[1], y + rise * up, size, name, self._total, cid))
        return advance

    def _letters(self, font: PDFFont, cid: int) -> str:
        if font not in self._told:
            told: dict[int, str] = getattr(getattr(font, "unicode_map", None), "cid2unichr", {})
            # Where a file tells the Arabic letters of a font, one that it leaves out isn't the Latin one of its number.
            self._told[font] = frozenset(told) if any(map(ARABIC.search, told.values())) else None
        told_letters = self._told[font]
        if told_letters is not None and cid not in told_letters:
            return UNKNOWN
        try:
            return letters_of(font.to_unichr(cid)) or UNKNOWN_MARK
        except PDFUnicodeNotDefined:
            return UNKNOWN

    def check_limits(self) -> None:
        """Raise RejectedError for a file that has too many letters or takes too long."""
        if self._total > _MAX_GLYPHS:
            raise RejectedError("too_large", f"it has over {_MAX_GLYPHS} letters", _SPLIT)
        if time.monotonic() > self._deadline:
            raise RejectedError("too_large", f"reading it takes over {_MAX_SECONDS:.0f} seconds", _SPLIT)
