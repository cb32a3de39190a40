"""The layout of a text: its lines as paragraphs, headings, list items and rows; hard-wrapped lines are joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qa_service.corpus.lines import LINE_ENDS, has_words

HEADING_MAX_CHARS = 80  # a longer line without a final stop is not a heading
HEADING_MAX_WORDS = 12
HEADING_RUN_LINES = 3  # title, byline, section; more short lines in a row are a list or verse
WRAP_MIN_CHARS = 40  # widths at which people and programs wrap prose
WRAP_MAX_CHARS = 120
WRAP_FULL_SHARE = 0.75  # of the lines without a final stop, in a hard-wrapped text

_ENDS = LINE_ENDS + "\r"  # a text that was not read from a file may still have CR
_INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_LINE = re.compile(rf"\S(?:[^{_ENDS}]*\S)?")
_RARE_ENDS = tuple(_ENDS.replace("\n", ""))
_LINE_END = re.compile(rf"\r\n|[{_ENDS}]")
_WORD = re.compile(r"\S+")
_STOP_AT_END = re.compile(r"[.!?؟۔…][\s»”’\"')\]]*+(?:\[\w{1,3}\]\s*+)*+\Z")
_TAIL_CHARS = 40  # searched for a final stop with its closing marks and citations
# List markers of a line. Arabic letters count only before a bracket or dash: «أ. أحمد» is a name.
_MARK = re.compile(
    r"(?P<fence>(?:```|~~~)[\w+-]*+\Z)"
    rf"|(?P<rule>[-*_=#>|:+~•\s{_INVISIBLE}]++\Z)"
    r"|(?P<heading>\#{1,6}\s+)"
    r"|(?P<quote>(?:>\s*)+)"
    r"|(?P<bullet>[-*+•·●○▪‣◦–—]\s+)"
    r"|(?P<number>\(?\d{1,3}(?:[.)]\s|-[\s\u0621-\u064a])|\(?[أ-ي][)\-]\s)"
    r"|(?P<table>\|)"
)
_FENCE_BELOW = re.compile(rf"[{_ENDS}][ \t]{{0,3}}(?:```|~~~)")
_CLOSING_HASHES = re.compile(r"(?<=\S)\s++#+\Z")
_CITATIONS_ONLY = re.compile(r"(?:\[\w{1,3}\]\s*+)++\Z")
# Ends of a line that continues in the next one: a comma, a preposition, a conjunction, a relative pronoun.
_RUNS_ON = re.compile(
    r"[،؛,]\Z|\s(?:في|من|على|إلى|الى|عن|مع|أن|إن|أو|و|ثم|التي|الذي|الذين|حيث|بين|منذ|حتى|لكن|خلال|كما)\Z"
)
_NEVER_FIRST = re.compile(r"[،؛,.؟!:)\]}»”]|(?<=[A-Za-z]\n)\d{1,2}(?!\S)")  # the last: an index, the 2 of O₂

_Kind = Literal["prose", "heading", "item", "row", "verbatim"]
_KINDS: dict[str | None, _Kind] = {"heading": "heading", "bullet": "item", "number": "item", "table": "verbatim"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A span that no sentence crosses: `[start, end)` in code points, trimmed, without Markdown marks."""

    start: int
    end: int
    is_heading: bool
    is_verbatim: bool  # a table row or a line of code, not prose with full stops
    after_blank: bool  # the first of a block: after a blank line or at the start


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    kind: _Kind
    after_blank: bool
    is_joined: bool = False  # continues the previous line


def split_units(text: str, start: int, end: int) -> list[Unit]:
    """Return the units of `text[start:end]` in order.

    They cover every character except white space, marks at the beginning of a line (`#`, `>`, bullets), code fences,
    and lines that contain only marks or invisible characters.
    """
    lines = _lines(text, start, end)
    if len(lines) > 1:
        _join(text, lines)
        _find_headings(text, lines)
    units: list[Unit] = []
    for line in lines:
        if line.is_joined:
            first = units.pop()
            units.append(Unit(first.start, line.end, first.is_heading, first.is_verbatim, first.after_blank))
        else:
            is_heading, is_verbatim = line.kind == "heading", line.kind == "verbatim"
            units.append(Unit(line.start, line.end, is_heading, is_verbatim, line.after_blank))
    return units


def _lines(text: str, start: int, end: int) -> list[_Line]:
    lines: list[_Line] = []
    previous_end, after_blank, in_fence = start, True, False
    for first, last in _line_spans(text, start, end):
        begin, stop, gap = first, last, text[previous_end:first]
        after_blank = after_blank or gap == "\n\n" or (gap != "\n" and len(_LINE_END.findall(gap)) > 1)
        previous_end = stop
        mark = _MARK.match(text, begin, stop)
        name = mark.lastgroup if mark else None
        if name == "fence":
            in_fence = not in_fence and _FENCE_BELOW.search(text, stop, end) is not None
            after_blank = True
            continue
        if in_fence:
            lines.append(_Line(begin, stop, "verbatim", after_blank))
        elif name == "rule":
            if not (stop - begin > 2 and text[begin] in "=-" and _underlines(text, lines, after_blank)):
                after_blank = True
            continue
        else:
            kind = _KINDS.get(name, "prose")
            if mark and name in ("heading", "quote", "bullet"):
                begin = mark.end()
            if name == "heading" and (hashes := _CLOSING_HASHES.search(text, begin, stop)):
                stop = hashes.start()
            elif kind == "prose" and text.find("\t", first, last) >= 0:
                kind = "row"
            lines.append(_Line(begin, stop, kind, after_blank))
        after_blank = False
    return lines


def _line_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the non-empty lines of `text[start:end]`, trimmed."""
    if any(rare in text for rare in _RARE_ENDS):
        yield from (match.span() for match in _LINE.finditer(text, start, end))
        return
    while start < end:  # searching for one character is faster
        found = text.find("\n", start, end)
        stop = found if found >= 0 else end
        line = text[start:stop].rstrip()
        if line:
            yield start + len(line) - len(line.lstrip()), start + len(line)
        start = stop + 1


def _underlines(text: str, lines: list[_Line], after_blank: bool) -> bool:
    """Return whether a line of `=` or `-` makes the short line above it a heading (Markdown's setext heading)."""
    if after_blank or not lines or not lines[-1].after_blank or not _is_short(text, lines[-1]):
        return False
    lines[-1].kind = "heading"
    return True


def _join(text: str, lines: list[_Line]) -> None:
    """Mark the lines that continue the previous line.

    A hard-wrapped text is recognised by greedy wrapping: a line is full if the first word of the next would not have
    fitted into the width of the text. If three quarters of the lines without a final stop are full, the break after a
    full line doesn't end a sentence. Otherwise (news sites have one paragraph on each line) a break ends the paragraph,
    unless the line ends in a comma or a word that can't be the last, or the next begins with a closing mark.
    """
    followers = [
        number
        for number, (before, line) in enumerate(pairwise(lines), start=1)
        if not line.after_blank and line.kind == "prose" and before.kind in ("prose", "item")
    ]
    is_open = {number: not _ends_in_stop(text, lines[number - 1]) for number in followers}
    width = _wrap_width(text, lines, is_open)
    for number in followers:
        before, line = lines[number - 1], lines[number]
        line.is_joined = (
            (width > 0 and _is_full(text, before, line, width))
            or (is_open[number] and _NEVER_FIRST.match(text, line.start) is not None)
            or (is_open[number] and _RUNS_ON.search(text, max(before.start, before.end - 8), before.end) is not None)
            or _CITATIONS_ONLY.match(text, line.start, line.end) is not None
        )


def _wrap_width(text: str, lines: list[_Line], is_open: dict[int, bool]) -> int:
    """Return the width in characters that the text is wrapped at, 0 if it isn't; for `is_open` see `_join`."""
    opened = [number for number, open_ in is_open.items() if open_]
    if not opened:
        return 0
    chars = sorted(lines[n].end - lines[n].start for number in is_open for n in (number - 1, number))
    width = chars[int(len(chars) * 0.95)]  # a few lines may be longer because of a URL
    if not WRAP_MIN_CHARS <= width <= WRAP_MAX_CHARS:
        return 0
    full = sum(_is_full(text, lines[number - 1], lines[number], width) for number in opened)
    # Verse and lists have even lines too, but no full stop at the end; a lone pair may be a title and its text.
    has_end = any(_ends_in_stop(text, lines[number]) for number in is_open)
    is_titled = len(opened) == 1 and _is_short(text, lines[opened[0] - 1])
    return width if full >= WRAP_FULL_SHARE * len(opened) and has_end and not is_titled else 0


def _is_full(text: str, before: _Line, line: _Line, width: int) -> bool:
    """Return whether `before` had no room for the first word of `line`, with a tolerance of a tenth of the width."""
    word = _WORD.match(text, line.start, line.end)
    word_chars = word.end() - word.start() if word else 0
    return before.end - before.start + 1 + word_chars > width - width // 10


def _ends_in_stop(text: str, line: _Line) -> bool:
    return _STOP_AT_END.search(text, max(line.start, line.end - _TAIL_CHARS), line.end) is not None


def _is_short(text: str, line: _Line) -> bool:
    return (
        line.end - line.start <= HEADING_MAX_CHARS
        and text.count(" ", line.start, line.end) < HEADING_MAX_WORDS
        and text[line.end - 1] not in "،؛,"
        and not _ends_in_stop(text, line)
        and has_words(text[line.start : line.end])
        and not _CITATIONS_ONLY.match(text, line.start, line.end)
    )


def _find_headings(text: str, lines: list[_Line]) -> None:
    """Mark as headings the short lines without a final stop that are alone above a longer line, a list or a table."""
    run: list[_Line] = []
    for number, line in enumerate(lines):
        goes_on = line.is_joined or (number + 1 < len(lines) and lines[number + 1].is_joined)
        if line.kind == "prose" and not goes_on and _is_short(text, line):
            run.append(line)
            continue
        if len(run) <= HEADING_RUN_LINES:
            for heading in run:
                if line.kind != "prose" or heading.end - heading.start < line.end - line.start:
                    heading.kind = "heading"
        run = []
