"""Reading order: what stands on a line from left to right, back to the order in which it was written.

A page shows a line in visual order. The rules by which it came there (Unicode Standard Annex 9) are run backwards: from
the right, with every number and every run of Latin words turned. In Arabic text a digit is an Arabic number (rule W2),
so that `,`, `.`, `:` and `/` join two numbers, and `-` and `%` do not.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from qa_service.corpus.formats.pdf.letters import ARABIC

_OPENING, _CLOSING = "([{«‹<", ")]}»›>"
_MIRRORED = dict(zip(_OPENING + _CLOSING, _CLOSING + _OPENING, strict=True))
_JOINS_NUMBERS = frozenset(",.:/،\u00a0\u202f٫٬")
_JOINS_EUROPEAN = frozenset("+-")
_TERMINATORS = frozenset("%$€£#°‰")
_UNIT = re.compile(r"(?:[kcm]?m|[km]?g|[kMGT]?[WB]|kWh|km/h|GHz|MHz|USD|EUR|C|F|x|h)\b")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a line: a letter with its marks, a ligature, a sign or a space."""

    text: str
    order: int = 0  # in which the page draws it
    font: str = ""
    glyph: int = -1  # its number in the font, -1 where it is several


@dataclass(frozen=True, slots=True)
class Habits:
    """How the program that made a file orders its lines.

    `mirrored`: it names brackets by their shape on the page. `plain_numbers`: it orders numbers among Arabic words as
    among Latin ones, with `%` and `-` (XeTeX).
    """

    mirrored: bool = False
    plain_numbers: bool = False


def logical(items: Sequence[Item], habits: Habits, *, right_to_left: bool = True, begins: bool = False) -> str:
    """Return a line as it was written.

    Args:
        items: The pieces of the line from left to right.
        habits: Those of the program that made the file.
        right_to_left: Whether the line is Arabic.
        begins: Whether the line begins its paragraph, so that no Arabic letter precedes a number at its right.
    """
    if right_to_left:
        return _from_right(items, habits, begins)
    out = []
    for is_arabic, group in _stretches(items):
        out.append(_from_right(group, habits, False) if is_arabic else "".join(each.text for each in group))
    return "".join(out)


def turned(items: Sequence[Item]) -> str:
    """Return a line that is drawn in the order of its letters from left to right."""
    return "".join(item.text for item in items)


def brackets_fit(text: str) -> int:
    """Return how many brackets of a line close one that was opened, less those that don't."""
    waiting: list[str] = []
    fit = 0
    for char in text:
        if char in _OPENING:
            waiting.append(_MIRRORED[char])
        elif char in _CLOSING:
            fit += 1 if waiting and waiting.pop() == char else -1
    return fit - len(waiting)


def is_left_to_right(items: Sequence[Item]) -> bool:
    """Return whether a line has so few Arabic letters that it is one of another language."""
    kinds = [_kind(item.text) for item in items]
    return kinds.count("L") > 2 * kinds.count("R")


def _from_right(items: Sequence[Item], habits: Habits, begins: bool) -> str:
    out: list[str] = []
    at = len(items) - 1
    european = begins or habits.plain_numbers
    while at >= 0:
        kind = _kind(items[at].text)
        if kind not in "LN" and not (european and _ends_number(items, at)) and not _closes_in_latin(items, at):
            european = european and (kind != "R" or habits.plain_numbers)
            out.append(_at_right(items[at].text, habits))
            at -= 1
            continue
        first = at
        while first >= 0 and _kind(items[first].text) != "R":
            first -= 1
        stretch = list(items[first + 1 : at + 1])
        while _kind(stretch[0].text) not in "LN" and not (european and _begins_number(stretch)):
            del stretch[0]
        at -= len(stretch)
        out.append(_stretch(stretch, habits, european))
    return "".join(out)


def _closes_in_latin(items: Sequence[Item], at: int) -> bool:
    """Return whether a bracket closes one that follows a Latin letter without a space: f(n)."""
    opening = _MIRRORED.get(items[at].text) if items[at].text in _CLOSING else None
    while opening and at > 1:
        at -= 1
        if _kind(items[at].text) == "R":
            return False
        if items[at].text == opening:
            return _kind(items[at - 1].text) == "L"
    return False


def _ends_number(items: Sequence[Item], at: int) -> bool:
    return items[at].text in _TERMINATORS and at > 0 and _kind(items[at - 1].text) == "N"


def _begins_number(items: Sequence[Item]) -> bool:
    return items[0].text in _TERMINATORS and len(items) > 1 and _kind(items[1].text) == "N"


def _stretch(items: list[Item], habits: Habits, european: bool) -> str:
    """Return numbers and Latin words between Arabic ones; begins and ends with one of them."""
    latin = [index for index, item in enumerate(items) if _kind(item.text) == "L"]
    if not latin:
        return _numbers(items, habits, european)
    first, last = latin[0], latin[-1]
    while first > 0 and _kind(items[first - 1].text) == "N":
        first -= 1  # 4G, 2nd
    end = len(items) if not _number_comes_first(items, last) else last + 1
    run = "".join(item.text for item in items[first:end])
    return _numbers(items[end:], habits, european) + run + _numbers(items[:first], habits, False)


def _number_comes_first(items: list[Item], last: int) -> bool:
    """Return whether the number at the right of a Latin run came before it: «15 km» and «Windows 11» look alike."""
    rest = items[last + 1 :]
    if not rest or not is_space_between(rest):
        return False
    word_first = last
    while word_first > 0 and _kind(items[word_first - 1].text) == "L":
        word_first -= 1
    word = "".join(item.text for item in items[word_first : last + 1])
    if any("\u0660" <= char <= "\u0669" for item in rest for char in item.text):
        return True  # such digits are never part of a Latin run
    return _UNIT.fullmatch(word) is not None


def is_space_between(items: Sequence[Item]) -> bool:
    """Return whether a stretch begins with a space."""
    return bool(items) and not items[0].text.strip()


def _numbers(items: Sequence[Item], habits: Habits, european: bool) -> str:
    """Return numbers and what stands between them, from the right."""
    out: list[str] = []
    at = len(items) - 1
    while at >= 0:
        first = at
        if _kind(items[at].text) == "N" or (european and _ends_number(items, at)):
            while first > 0 and (_is_digit(items, first - 1) or _joins(items, first - 1, european)):
                first -= 1
            if european and first > 0 and _begins_number(items[first - 1 : first + 1]):
                first -= 1
            out.append("".join(item.text for item in items[first : at + 1]))
        else:
            out.append(_at_right(items[at].text, habits))
        at = first - 1
    return "".join(out)


def _is_digit(items: Sequence[Item], at: int) -> bool:
    return _kind(items[at].text) == "N"


def _joins(items: Sequence[Item], at: int, european: bool) -> bool:
    joins = _JOINS_NUMBERS | _JOINS_EUROPEAN if european else _JOINS_NUMBERS
    return at > 0 and items[at].text in joins and _is_digit(items, at - 1) and _is_digit(items, at + 1)


def _at_right(text: str, habits: Habits) -> str:
    return _MIRRORED.get(text, text) if habits.mirrored else text


def _stretches(items: Sequence[Item]) -> list[tuple[bool, list[Item]]]:
    """Split a line from left to right into Arabic stretches, which begin and end in Arabic, and others."""
    arabic = [index for index, item in enumerate(items) if _kind(item.text) == "R"]
    inside = [False] * len(items)
    for here, following in pairwise(arabic):
        if not any(_kind(items[at].text) == "L" for at in range(here, following)):
            inside[here : following + 1] = [True] * (following + 1 - here)
    for at in arabic:
        inside[at] = True
    numbered = groupby(enumerate(items), key=lambda pair: inside[pair[0]])
    return [(is_arabic, [item for _, item in group]) for is_arabic, group in numbered]


@cache
def _kind(text: str) -> str:
    """Return R for Arabic (and Hebrew), L for Latin and the like, N for digits, `-` for the rest."""
    if ARABIC.search(text):
        return "R"
    for char in text:
        bidi = unicodedata.bidirectional(char)
        if bidi in ("L", "R", "AL"):
            return "L" if bidi == "L" else "R"
        if bidi in ("EN", "AN") and char.isdigit():
            return "N"
    return "-"
