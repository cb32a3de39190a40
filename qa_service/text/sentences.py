"""Sentences: the spans of a text that are cited, split at stops, line ends and, if very long, at clauses."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from qa_service.text.layout import Unit, split_units
from qa_service.text.questions import is_question
from qa_service.text.sentence_ends import pairs, stops

SENTENCE_MAX_CHARS = 400  # a longer sentence is cited by its clause
CLAUSE_TARGET_CHARS = 260  # clauses are about this long
_INSIDE_PAIR_COST = 120  # cost of a split inside brackets or a quotation, in characters off the target

_CLAUSE = re.compile(
    r"[؛;،,:.…](?:(?<=[؛;:…])|(?<=\.\.)|(?<!\.)(?P<comma>)|(?<=[^\W\d_]{3}\.)(?P<stop>))(?=\s)"
    r"|(?<=\S)\s++(?=(?:ثم|حيث|كما|بينما|لكن|إذ|مما|بحيث|غير أن|في حين|إلا أن|"
    r"و(?:ال|قد|كان|لم|لا|لكن|هو|هي|هم|[أإ]ن|في|من|على|ي|ت)|ف(?:قد|كان|إن|هو|هي|لم|لا)\b))(?P<conjunction>)"
)
_COSTS = {None: 0, "comma": 15, "stop": 15, "conjunction": 60}  # characters off the target, likewise
_SPACE = re.compile(r"(?<=\S)\s(?<!\b[^\W\d_]\.\s)(?<!\b[^\W\d_]{2}\.\s)")  # none behind «د.»
_ANY_SPACE = re.compile(r"(?<=\S)\s")


class Sentence(NamedTuple):  # a tuple, as `Token` is
    """A span that can be cited, half-open, in code points of the raw text; trimmed, never empty."""

    start: int
    end: int
    is_heading: bool = False
    is_question: bool = False


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """Return the sentences of `text[start:end]` in order, disjoint, with offsets into `text`.

    Every character belongs to one of them, except white space, Markdown marks at the start of a line, and lines that
    contain only marks. None is longer than `SENTENCE_MAX_CHARS`; a longer word is cut, between letters if it can be.

    >>> [text[s.start : s.end] for text in ["ولد د. أحمد هنا. ثم سافر."] for s in split_sentences(text)]
    ['ولد د. أحمد هنا.', 'ثم سافر.']
    """
    units = split_units(text, start, len(text) if end is None else end)
    return [sentence for unit in units for sentence in unit_sentences(text, unit)]


def unit_sentences(text: str, unit: Unit) -> list[Sentence]:
    """Return the sentences of one unit."""
    cuts = [] if unit.is_heading or unit.is_verbatim else stops(text, unit.start, unit.end)
    cuts.append(unit.end)
    sentences: list[Sentence] = []
    start, make = unit.start, tuple.__new__
    for cut in cuts:
        while text[start].isspace():
            start += 1
        asks = not unit.is_verbatim and is_question(text, start, cut, is_heading=unit.is_heading)
        if cut - start <= SENTENCE_MAX_CHARS:
            sentences.append(make(Sentence, (start, cut, unit.is_heading, asks)))
        else:
            sentences += [Sentence(a, b, unit.is_heading, asks) for a, b in _clauses(text, start, cut)]
        start = cut
    return sentences


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a long sentence into clauses of about equal length.

    Preferably at «؛», then at «،», then before a conjunction, and outside quotations and brackets; otherwise between
    words, and inside a word that is too long itself.
    """
    breaks = _breaks(text, start, end)
    while end - start > SENTENCE_MAX_CHARS:
        parts = -(-(end - start) // CLAUSE_TARGET_CHARS)
        at = _best_break(text, breaks, start, end, start + (end - start) // parts)
        yield start, at
        start = at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where a clause may end, in order: position, and cost in characters off the target."""
    closed = pairs(text, start, end)
    breaks = []
    for match in _CLAUSE.finditer(text, start, end):
        at = match.start() if match.lastgroup == "conjunction" else match.end()
        before = bisect_left(closed, (at, 0)) - 1
        is_inside = before >= 0 and at < closed[before][1]
        breaks.append((at, _COSTS[match.lastgroup] + is_inside * _INSIDE_PAIR_COST))
    return breaks


def _best_break(text: str, breaks: list[tuple[int, int]], start: int, end: int, target: int) -> int:
    limit = min(start + SENTENCE_MAX_CHARS, end - 1)
    fitting = breaks[bisect_left(breaks, (start + 1, 0)) : bisect_left(breaks, (limit + 1, 0))]
    cost, best = min(((abs(at - target) + cost, at) for at, cost in fitting), default=(SENTENCE_MAX_CHARS, 0))
    if cost < SENTENCE_MAX_CHARS:
        return best
    for space in (_SPACE, _ANY_SPACE):
        if spaces := [match.start() for match in space.finditer(text, start, limit + 1)]:
            return min(spaces, key=lambda at: abs(at - target))
    letters = (at for at in range(limit, start, -1) if not unicodedata.category(text[at]).startswith(("M", "C")))
    return next(letters, limit)
