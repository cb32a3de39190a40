"""Paragraphs: which lines of a PDF go on in the next one, told by their widths and distances."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from qa_service.corpus.formats.pdf.layout import Line
from qa_service.corpus.formats.pdf.letters import is_mark, is_space

_SAME_SIZE = 0.12
_MAX_LEADING = 1.35  # of the usual distance of two lines
_INDENT = 1.0  # of the size
_MIN_COLUMN_LINES = 3  # a column of fewer may be narrower than its edges
_BULLETS = frozenset("•●▪■◦○-–—*")
_SLACK = 0.4  # of the size: what a justified line may lack


def paragraphs_of(lines: Sequence[Line], *, from_right: bool) -> list[list[int]]:
    """Return the indexes of the lines of each paragraph, in order."""
    if not lines:
        return []
    edges = _edges(lines)
    leading = _leading(lines)
    goes_on = [_goes_on(line, following, edges, leading, from_right) for line, following in pairwise(lines)]
    for at, (line, following) in enumerate(pairwise(lines)):
        # Over the end of a column only where one of the two lines is part of a paragraph of several lines.
        if goes_on[at] and line.column != following.column:
            goes_on[at] = any(goes_on[max(at - 1, 0) : at] + goes_on[at + 1 : at + 2])
    out = [[0]]
    for at, same in enumerate(goes_on, start=1):
        if same:
            out[-1].append(at)
        else:
            out.append([at])
    return out


def _goes_on(
    line: Line, following: Line, edges: dict[int, tuple[float, float]], leading: dict[int, float], from_right: bool
) -> bool:
    if abs(line.size - following.size) > _SAME_SIZE * max(line.size, following.size) or _is_item(following, from_right):
        return False
    left, right = edges[line.column]
    if line.right - line.left + _first_word_width(following, from_right) <= right - left - _SLACK * line.size:
        return False
    if line.column != following.column:
        return True
    if line.base - following.base > _MAX_LEADING * leading.get(round(line.size), 1.5 * line.size):
        return False
    return not _is_indented(line, following, edges[following.column], from_right)


def _is_indented(line: Line, following: Line, edges: tuple[float, float], from_right: bool) -> bool:
    """Return whether the next line begins further in than this one, but ends at the edge: a paragraph begins there."""
    inner = line.right - following.right if from_right else following.left - line.left
    ends_at_edge = following.left - edges[0] if from_right else edges[1] - following.right
    return inner > _INDENT * line.size and ends_at_edge < inner / 2


def _is_item(line: Line, from_right: bool) -> bool:
    seen = [each for each in line.glyphs if not is_space(each.text)]
    first, second = (seen[-1], seen[-2:-1]) if from_right else (seen[0], seen[1:2])
    gap = (first.left - second[0].right if from_right else second[0].left - first.right) if second else 0.0
    return first.text in _BULLETS and gap > 0.15 * line.size


def _first_word_width(line: Line, from_right: bool) -> float:
    glyphs = [each for each in (reversed(line.glyphs) if from_right else line.glyphs) if not is_mark(each.text)]
    start = end = None
    for glyph in glyphs:
        if is_space(glyph.text):
            if start is not None:
                break
            continue
        if start is None:
            start = end = glyph
        gap = (end.left - glyph.right if from_right else glyph.left - end.right) if end is not None else 0.0
        if gap > 0.2 * line.size:
            break
        end = glyph
    if start is None or end is None:
        return 0.0
    return max(start.right, end.right) - min(start.left, end.left) + 0.2 * line.size


def _edges(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Return the left and right edge of each column."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.column].append(line)
    whole = (min(each.left for each in lines), max(each.right for each in lines))
    return {
        column: (min(each.left for each in those), max(each.right for each in those))
        if len(those) >= _MIN_COLUMN_LINES
        else whole
        for column, those in found.items()
    }


def _leading(lines: Sequence[Line]) -> dict[int, float]:
    """Return the usual distance of two lines of each size."""
    found: dict[int, list[float]] = defaultdict(list)
    for line, following in pairwise(lines):
        step = line.base - following.base
        if line.column == following.column and 0 < step < 3 * line.size:
            found[round(line.size)].append(step)
    return {size: _low_median(steps) for size, steps in found.items()}


def _low_median(steps: list[float]) -> float:
    """Return the median of the closer half: lines of a paragraph are closer than paragraphs."""
    steps.sort()
    return float(median(steps[: max(1, (len(steps) + 1) // 2)]))
