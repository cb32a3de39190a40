"""Readable: the reading of each line that looks like Arabic, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa_service.corpus.formats.pdf import reading_order
from qa_service.corpus.formats.pdf.letters import ARABIC, UNKNOWN, Looks, is_latin, looks_of, parted
from qa_service.corpus.formats.pdf.reading_order import Habits, Item

_MIN_SHARE = 0.5  # of known words; a line of names may have few
_MIN_WORDS = 3  # below it a line is judged with its font
_BROKEN_SHARE = 0.45  # of known words of a whole file
_CLOSING = re.compile(r"\s*[.،؛؟!:](?!\d)")
_TATWEEL = re.compile("(?<!ه)\u0640|\u0640(?=[\u0621-\u064a])")
_ARABIC_WORD = re.compile(r"[\u0620-\u065f\u0670-\u06d3]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a line, empty where it can't be read, and how its words look."""

    text: str
    looks: Looks


def readings_of(
    lines: Sequence[Sequence[Item]], beginnings: Sequence[bool], *, arabic: bool, plain_numbers: bool
) -> list[Reading]:
    """Return the reading of each line.

    Args:
        lines: The items of each line from left to right.
        beginnings: Whether each line begins a paragraph.
        arabic: Whether the file is Arabic.
        plain_numbers: See `Habits`.
    """
    habits = Habits(_are_mirrored(lines), plain_numbers)
    straight = [
        parted(reading_order.logical(items, habits, right_to_left=_is_arabic(items, arabic), begins=begins))
        for items, begins in zip(lines, beginnings, strict=True)
    ]
    backwards = [_backwards(items) for items in lines]
    ways = [[looks_of(text) for text in texts] for texts in (straight, backwards)]
    mostly_backwards = _known(ways[1]) > _known(ways[0])
    out = []
    for one, other, looks, turned_looks in zip(straight, backwards, *ways, strict=True):
        first, second = (
            ((other, turned_looks), (one, looks)) if mostly_backwards else ((one, looks), (other, turned_looks))
        )
        out.append(_chosen(first, second))
    return out


def _chosen(first: tuple[str, Looks], second: tuple[str, Looks]) -> Reading:
    """Return the likelier of two readings if it is readable; the first is the one of most lines."""
    (text, looks), (turned, turned_looks) = first, second
    if _score(turned_looks) > _score(looks) and turned_looks.known > 2 * looks.known:
        text, looks = turned, turned_looks
    elif turned_looks.known > looks.known:
        return Reading("", looks)  # neither is certain
    if UNKNOWN in text or looks.impossible or _CLOSING.match(text):
        return Reading("", looks)
    if looks.words >= _MIN_WORDS and looks.share < _MIN_SHARE:
        return Reading("", looks)
    if not ARABIC.search(text) and not is_latin(text):
        return Reading("", looks)
    return Reading(" ".join(_TATWEEL.sub("", text).split(" ")).strip(), looks)


def _backwards(items: Sequence[Item]) -> str:
    """Return a line drawn letter by letter from the left: whole, or each word for itself as under a scanned page."""
    words: list[list[Item]] = [[]]
    for item in items:
        if item.text.strip():
            words[-1].append(item)
        elif words[-1]:
            words.append([])
    drawn = [word[0].order for word in words if word]
    rising = sum(here < there for here, there in pairwise(drawn))
    texts = [reading_order.turned(word) for word in words if word]
    return " ".join(texts if 2 * rising >= len(drawn) - 1 else reversed(texts))


def _is_arabic(items: Sequence[Item], arabic: bool) -> bool:
    if reading_order.is_left_to_right(items):
        return False
    return arabic or any(ARABIC.search(item.text) for item in items)


def _are_mirrored(lines: Sequence[Sequence[Item]]) -> bool:
    """Return whether the brackets of Arabic lines are named by their shape on the page."""
    votes = 0
    for items in lines:
        if any(ARABIC.search(item.text) for item in items):
            plain, mirrored = (
                reading_order.brackets_fit(reading_order.logical(items, Habits(each))) for each in (False, True)
            )
            votes += (mirrored > plain) - (mirrored < plain)
    return votes > 0


def _score(looks: Looks) -> int:
    return looks.known - looks.impossible


def _known(all_looks: Sequence[Looks]) -> int:
    return sum(_score(looks) for looks in all_looks)
