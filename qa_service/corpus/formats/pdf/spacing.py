"""Spacing: the glyphs of a line to its items, with a space where the line has room for one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_service.corpus.formats.pdf.glyphs import Glyph
from qa_service.corpus.formats.pdf.letters import UNKNOWN, UNKNOWN_MARK, is_mark, is_space
from qa_service.corpus.formats.pdf.reading_order import Item

_MIN_SPACES, _MAX_SPACES = 0.07, 0.35  # of the glyphs of a page: fewer are not all, more stand between letters too
_BETWEEN_LETTERS = 0.06
_MAY_LACK_HAMZA = ("ا", "و")  # a mark over them that has no letter may be their hamza
_SHADDA = "\u0651"


@dataclass(frozen=True, slots=True)
class Gaps:
    """The least gaps between two words of a page, in sizes: where a space is drawn, and where none is."""

    drawn: float
    undrawn: float


def gaps_of(glyphs: Sequence[Glyph]) -> Gaps:
    """Return the gaps of a page by how many spaces it draws."""
    share = sum(is_space(each.text) for each in glyphs) / max(1, len(glyphs))
    drawn = _BETWEEN_LETTERS if share > _MAX_SPACES else -1.0
    return Gaps(drawn, 0.45 if share > _MIN_SPACES else 0.17)


def items_of(glyphs: Sequence[Glyph], size: float, gaps: Gaps) -> list[Item]:
    """Return the items of a line from left to right; marks belong to the letter before them."""
    items: list[Item] = []
    end: float | None = None
    space = ""
    for glyph in glyphs:
        if is_mark(glyph.text):
            if items:
                last = items[-1]
                items[-1] = replace(last, text=_marked(last.text, glyph.text))
            continue
        if is_space(glyph.text):
            space = space or glyph.text[:1]
            continue
        if end is not None and glyph.left - end > (gaps.drawn if space else gaps.undrawn) * size:
            items.append(Item(space or " ", glyph.order))
        items.append(Item(glyph.text, glyph.order, glyph.font, glyph.number))
        end, space = glyph.right if end is None else max(end, glyph.right), ""
    return items


def _marked(text: str, mark: str) -> str:
    """Return a letter with one more mark, the shadda first, as it is typed."""
    if mark == UNKNOWN_MARK:
        return UNKNOWN if text in _MAY_LACK_HAMZA else text
    if mark == _SHADDA and is_mark(text[1:]):
        return text[0] + _SHADDA + text[1:]
    return text + mark
