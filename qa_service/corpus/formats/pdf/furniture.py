"""Furniture: headers, footers and page numbers, found by their recurrence over the pages."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_EDGE_LINES = 3
_NEAR = 4.0  # points
_MIN_SHARE = 0.4  # of the pages; those at the left and at the right may differ
_MIN_PAGES = 2
_EDGE = 0.12  # of the height of a page
_DIGITS = re.compile(r"[0-9\u0660-\u0669\u06f0-\u06f9]+")
_ENDS = r"[\s\-–—|\[\]()/.]*"
_OF = r"(?:\s*(?:/|من|of|de|-)\s*\d{1,4})?"
_PAGE_NUMBER = re.compile(rf"{_ENDS}(?:(?:ال)?صفحة|ص|page|p)?[\s.:]*(?P<number>\d{{1,4}}){_OF}{_ENDS}", re.IGNORECASE)
_MAX_LONE_NUMBER = 1_000  # 1995 alone on the last line may be a year


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its place. `height` is 0 at the bottom of the page and 1 at the top, `base` the same in points."""

    text: str
    page: int
    base: float
    height: float
    is_apart: bool = False  # further from the next line than the lines of a text


def furniture(lines: Sequence[PlacedLine]) -> set[int]:
    """Return the indexes of lines that belong to the pages and not to the text."""
    edges, outermost = _edges(lines, _EDGE_LINES), set(_edges(lines, 1))
    pages = len({line.page for line in lines})
    found = _page_numbers(lines, edges)
    places: dict[str, list[int]] = defaultdict(list)
    for at in edges:
        # Only the first and the last line may differ in their numbers; the lines of a list may do so too.
        text = " ".join(lines[at].text.split())
        places[_DIGITS.sub("#", text) if at in outermost else text].append(at)
    for same in places.values():
        for at in same:
            there = {lines[each].page for each in same if abs(lines[each].base - lines[at].base) <= _NEAR}
            if len(there) >= max(_MIN_PAGES, _MIN_SHARE * pages):
                found.add(at)
    return found


def _edges(lines: Sequence[PlacedLine], count: int) -> list[int]:
    """Return the indexes of so many first and last lines of each page by height."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        by_page[line.page].append(at)
    found: list[int] = []
    for page in by_page.values():
        page.sort(key=lambda at: -lines[at].base)
        found += {*page[:count], *page[-count:]}
    return found


def _page_numbers(lines: Sequence[PlacedLine], edges: Sequence[int]) -> set[int]:
    """Return the first and last lines that are a number: one that grows with the pages, or one far from the text."""
    numbers = {at: _number(lines[at].text) for at in edges}
    found = set()
    for at, number in numbers.items():
        line = lines[at]
        if number is None or _EDGE < line.height < 1 - _EDGE:
            continue
        same = [lines[each].page for each, other in numbers.items() if other == number + lines[each].page - line.page]
        if len(set(same)) > 1 or (number < _MAX_LONE_NUMBER and line.is_apart):
            found.add(at)
    return found


def _number(text: str) -> int | None:
    match = _PAGE_NUMBER.fullmatch(_DIGITS.sub(lambda digits: str(int(digits[0][:9])), text))
    return int(match["number"]) if match else None
