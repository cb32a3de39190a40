"""Mending: letters that a file names wrongly, found by the words that each of its glyphs makes.

A font may have a glyph that stands for no letter (a stroke that lengthens a word, one part of a letter drawn in two),
and a broken map of a font names one glyph as another letter. All words with such a glyph are unknown; without it, those
of the former are known.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qa_service.corpus.formats.pdf.letters import ARABIC, GLUED, LATIN, UNKNOWN, is_known
from qa_service.corpus.formats.pdf.reading_order import Item

_MIN_KNOWN = 0.6  # of the words without an unknown letter; below it nothing can be told
_MANY = 5
_MOSTLY, _HARDLY = 0.75, 0.2
_BY_CHANCE = 0.05  # an unknown word in 500 is mistaken for a known one
_JOINS_NOTHING_AFTER = frozenset("اأإآٱدذرزژوؤءةى")
_MIN_LETTERS = 3
_MAX_UNKNOWN = 3  # glyphs of a font; one with more has a broken map


@dataclass(slots=True)
class _Seen:
    """The different words with one glyph: all, the known ones, those known without it, and where it stands."""

    words: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    known_without: set[str] = field(default_factory=set)
    unjoined: set[str] = field(default_factory=set)  # those in which it doesn't stand between two joined letters
    repeats: set[str] = field(default_factory=set)  # those in which it names the letter beside it once more


def mended(lines: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """Return the lines without glyphs that stand for no letter, and with broken ones marked as unknown."""
    seen, trusted = _seen(lines)
    dropped = {glyph for glyph, each in seen.items() if trusted and _is_no_letter(glyph, each)}
    broken = {glyph for glyph, each in seen.items() if trusted and glyph not in dropped and _is_broken(each)}
    untrusted = _untrusted([[item for item in line if _key(item) not in dropped] for line in lines])
    out = []
    for line in lines:
        kept = [item for item in line if _key(item) not in dropped]
        out.append(
            [
                replace(item, text=UNKNOWN)
                if _key(item) in broken or (item.font in untrusted and LATIN.search(item.text))
                else item
                for item in kept
            ]
        )
    return out


def _untrusted(lines: Sequence[Sequence[Item]]) -> set[str]:
    """Return the fonts with many unknown letters, or Latin letters glued to Arabic ones: theirs may be digits."""
    unknown: dict[str, int] = defaultdict(int)
    for line in lines:
        for item in line:
            unknown[item.font] += item.text == UNKNOWN
        for item, following in pairwise(line):
            unknown[item.font] += GLUED.search(item.text[-1:] + following.text[:1]) is not None
    return {font for font, count in unknown.items() if count > _MAX_UNKNOWN}


def _key(item: Item) -> tuple[str, int, str]:
    return item.font, item.glyph, item.text


def _seen(lines: Sequence[Sequence[Item]]) -> tuple[dict[tuple[str, int, str], _Seen], bool]:
    """Return what each glyph was seen in, and whether most words without unknown letters are known."""
    seen: dict[tuple[str, int, str], _Seen] = defaultdict(_Seen)
    words, known_words = set(), set()
    suspects: dict[str, list[Item]] = {}
    for word in _words(lines):
        text, known = "".join(item.text for item in word), _is_known(word)
        if UNKNOWN not in text:
            words.add(text)
            known_words |= {text} if known else set()
        for item in word:
            seen[_key(item)].words.add(text)
            if known:
                seen[_key(item)].known.add(text)
        if not known:
            suspects[text] = word
    for text, word in suspects.items():
        for at, item in enumerate(word):
            each = seen[_key(item)]
            if len(each.known) <= _BY_CHANCE * len(each.words) and _is_known(
                [other for other in word if _key(other) != _key(item)]
            ):
                each.known_without.add(text)
            if at in (0, len(word) - 1) or word[at + 1].text[-1] in _JOINS_NOTHING_AFTER:
                each.unjoined.add(text)
            if item.text in (other.text for other in word[max(0, at - 1) : at + 2] if other is not item):
                each.repeats.add(text)
    return seen, len(known_words) >= _MIN_KNOWN * len(words)


def _is_no_letter(glyph: tuple[str, int, str], seen: _Seen) -> bool:
    """Return whether a glyph stands for no letter: its words are known without it.

    A stroke stands between joined letters; else it may be the lam-alef of «الأول», without which a word remains too.
    """
    if len(seen.known) > _BY_CHANCE * len(seen.words) or glyph[1] < 0:
        return False
    if glyph[2] == UNKNOWN:
        sure = len(seen.unjoined) <= _BY_CHANCE * len(seen.words)
    else:
        sure = len(seen.repeats) >= _MOSTLY * len(seen.words)
    if len(seen.words) < _MANY:
        return sure and len(seen.words) > 1 and seen.known_without == seen.words
    return sure and len(seen.known_without) >= _MOSTLY * len(seen.words)


def _is_broken(seen: _Seen) -> bool:
    """Return whether a glyph is named as a wrong letter: hardly any of its words is known."""
    if len(seen.words) >= _MANY:
        return len(seen.known) <= _HARDLY * len(seen.words)
    return len(seen.words) == 1 and seen.known_without == seen.repeats == seen.words


def _words(lines: Sequence[Sequence[Item]]) -> Iterator[list[Item]]:
    """Yield the words of Arabic and unknown letters, from left to right."""
    for line in lines:
        word: list[Item] = []
        for item in (*line, Item(" ")):
            if item.text == UNKNOWN or ARABIC.search(item.text):
                word.append(item)
                continue
            if sum(len(each.text) for each in word) >= _MIN_LETTERS:
                yield word
            word = []


def _is_known(word: Sequence[Item]) -> bool:
    """Return whether a word is known, written from the right or from the left."""
    return is_known("".join(item.text for item in reversed(word))) or is_known("".join(item.text for item in word))
