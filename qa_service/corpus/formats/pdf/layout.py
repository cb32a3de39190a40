"""Layout: glyphs of a page to its lines, column by column, right before left."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from qa_service.corpus.formats.pdf.glyphs import Glyph, Page
from qa_service.corpus.formats.pdf.letters import is_mark, is_space

_SAME_BASE = 0.35  # of the size
_MARK_REACH = 1.3
_PIECE_GAP = 1.2  # of the size; a wider gap may be the one between two columns
_RUN_GAP = 0.08
_SMALL, _RAISED = 0.8, 0.12  # of the line's size: a number like this is a footnote's
_MIN_COLUMN_LINES = 3
_MIN_COLUMN_LETTERS = 12  # a line on average; the cells of a table have fewer
_MAX_CROSSING = 0.5
_MAX_PIECES = 400  # of a page; more are a drawing, and comparing them all takes long


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs on one line without a wide gap, from left to right; marks follow what they are drawn over."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column. `column` numbers the columns of all pages in reading order."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    base: float
    size: float
    page: int
    column: int


def lines_of(page: Page, number: int, column: int, from_right: bool) -> list[Line]:
    """Return the lines of a page in reading order; the first column has the number `column`."""
    lines = []
    for at, pieces in enumerate(_columns(_pieces(page), from_right), start=column):
        for row in _rows(pieces):
            glyphs = tuple(glyph for piece in row for glyph in piece.glyphs)
            size = _size(glyphs)
            lines.append(Line(glyphs, row[0].left, max(each.right for each in row), row[0].base, size, number, at))
    return lines


def _pieces(page: Page) -> list[Piece]:
    drawn = [each for each in page.glyphs if not is_mark(each.text)]
    marks = [each for each in page.glyphs if is_mark(each.text)]
    rows: list[list[Glyph]] = []
    for glyph in sorted(drawn, key=lambda each: -each.base):
        if rows and rows[-1][0].base - glyph.base <= _SAME_BASE * max(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    rows = [row for row in rows if any(not is_space(each.text) for each in row)]
    _place_marks(rows, marks)
    return [piece for row in rows for piece in _split(row)]


def _place_marks(rows: list[list[Glyph]], marks: Sequence[Glyph]) -> None:
    """Put each mark right behind the glyph under it, in the row nearest to it."""
    if not marks:
        return
    behind: dict[int, list[Glyph]] = {}
    at = 0
    for mark in sorted(marks, key=lambda each: -each.base):
        while at + 1 < len(rows) and rows[at + 1][0].base >= mark.base + _MARK_REACH * mark.size:
            at += 1
        near = [row for row in rows[at : at + 4] if abs(row[0].base - mark.base) <= _MARK_REACH * mark.size]
        under = [
            (abs(row[0].base - mark.base), abs(glyph.middle - mark.middle), glyph)
            for row in near
            for glyph in row
            if not is_space(glyph.text) and glyph.left - 1 <= mark.middle <= glyph.right + 1
        ]
        if under:
            behind.setdefault(id(min(under, key=lambda each: each[:2])[2]), []).append(mark)
    for row in rows:
        row[:] = [each for glyph in row for each in (glyph, *behind.get(id(glyph), ()))]


def _split(row: list[Glyph]) -> list[Piece]:
    bases = [index for index, each in enumerate(row) if not is_mark(each.text)]
    groups = [row[start:end] for start, end in zip(bases, [*bases[1:], len(row)], strict=True)]
    groups = _from_left(groups)
    size = _size([group[0] for group in groups])
    base = median(group[0].base for group in groups if not is_space(group[0].text))
    pieces: list[list[list[Glyph]]] = []
    end = None
    for group in groups:
        glyph = group[0]
        if is_space(glyph.text):
            if pieces:
                pieces[-1].append(group)
            continue
        if glyph.text.isdigit() and glyph.size <= _SMALL * size and glyph.base >= base + _RAISED * size:
            continue
        if end is None or glyph.left - end > _PIECE_GAP * size:
            pieces.append([])
        pieces[-1].append(group)
        end = glyph.right if end is None else max(end, glyph.right)
    return [_piece([glyph for group in piece for glyph in group], base) for piece in pieces]


def _from_left(groups: list[list[Glyph]]) -> list[list[Glyph]]:
    """Order glyphs by where the pen starts; those drawn in one go from the left stay together, whatever overlaps."""
    runs: list[list[list[Glyph]]] = []
    for group in sorted(groups, key=lambda each: each[0].order):
        glyph, last = group[0], runs[-1][-1][0] if runs else None
        if last is not None and last.left <= glyph.left <= last.right + _RUN_GAP * glyph.size:
            runs[-1].append(group)
        else:
            runs.append([group])
    runs.sort(key=lambda run: run[0][0].left + run[-1][0].right)
    return [group for run in runs for group in run]


def _piece(glyphs: list[Glyph], base: float) -> Piece:
    seen = [each for each in glyphs if not is_space(each.text) and not is_mark(each.text)]
    left, right = min(each.left for each in seen), max(each.right for each in seen)
    return Piece(tuple(glyphs), left, right, base, _size(seen))


def _size(glyphs: Sequence[Glyph]) -> float:
    return float(median(each.size for each in glyphs if not is_space(each.text) and not is_mark(each.text)))


def _columns(pieces: list[Piece], from_right: bool) -> list[list[Piece]]:
    """Return the pieces of each column in reading order; what crosses a gutter separates what is above from below."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [pieces] if pieces else []
    columns: list[list[Piece]] = []
    band: list[Piece] = []

    def close() -> None:
        sides = [[each for each in band if (each.left >= gutter) == right] for right in (from_right, not from_right)]
        for side in sides:
            columns.extend(_columns(side, from_right))
        band.clear()

    crossing: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: -each.base):
        if piece.left < gutter < piece.right:
            close()
            crossing.append(piece)
        else:
            if crossing:
                columns.append(crossing)
                crossing = []
            band.append(piece)
    close()
    return [*columns, crossing] if crossing else columns


def _gutter(pieces: list[Piece]) -> float | None:
    """Return the place between two columns that the fewest pieces cross; None if they are no columns."""
    if not 2 * _MIN_COLUMN_LINES <= len(pieces) <= _MAX_PIECES:
        return None
    size = median(each.size for each in pieces)
    best: tuple[int, float] | None = None
    for at in sorted({piece.left - 0.4 * size for piece in pieces}):
        crossing = [each for each in pieces if each.left < at < each.right]
        left = [each for each in pieces if each.right <= at]
        right = [each for each in pieces if each.left >= at]
        if best is not None and len(crossing) >= best[0]:
            continue
        if len(crossing) <= _MAX_CROSSING * min(len(left), len(right)) and _are_columns(left, right):
            best = (len(crossing), at)
    return best[1] if best else None


def _are_columns(left: list[Piece], right: list[Piece]) -> bool:
    for side in (left, right):
        letters = sum(len(each.glyphs) for each in side)
        if len(side) < _MIN_COLUMN_LINES or letters < _MIN_COLUMN_LETTERS * len(side):
            return False
    tops, bottoms = ([edge(each.base for each in side) for side in (left, right)] for edge in (max, min))
    return min(tops) > max(bottoms)


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces on each line of a column, from the top down, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: -each.base):
        if rows and rows[-1][0].base - piece.base <= _SAME_BASE * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda each: each.left) for row in rows]
