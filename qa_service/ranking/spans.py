"""Spans: the short answer inside a sentence, chosen among its phrases by learned trees.

A candidate is a run of at most `LONGEST_TOKENS` tokens that neither begins nor ends with a function word (a number may
follow one) and has something beside the question's own words. Its features are what it is made of, what stands beside
it, and how far the question's words are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from qa_service.arabic import cues
from qa_service.arabic.analyzer import Token, is_stop_word, light_stem, root, tokenize
from qa_service.arabic.asking import KINDS, Kind, kind_of_question
from qa_service.arabic.background import zipf
from qa_service.index.arrays import Bools, Floats, Ints
from qa_service.question import Query

LONGEST_TOKENS = 9
_FAR = 12
_ARTICLES = ("ال", "وال", "بال", "لل", "فال", "كال")
_CUES = ("number", "year", "month", "place", "title", "unit", "numeral", "latin")
_BEFORE = {
    "in": ("في", "ب", "داخل"),
    "from": ("من",),
    "is": ("هو", "هي", "يعتبر", "تعتبر", "يعد", "تعد"),
    "to": ("الي", "علي", "عن", "مع"),
    "year": ("عام", "سنه"),
}


_TRAITS = ("stop", "matched", "zipf", "article", "joined", *_BEFORE, *(f"{name}_cue" for name in _CUES))
"""What a token is, a row each."""
_STOP, _MATCHED = _TRAITS.index("stop"), _TRAITS.index("matched")


@dataclass(frozen=True, slots=True)
class Phrases:
    """N candidate phrases of one sentence: `starts[i]` to `ends[i]` in code points of the sentence, with features."""

    starts: Ints
    ends: Ints
    names: tuple[str, ...]  # of the features
    rows: Floats  # N by features


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """The T tokens of a sentence, and what each is beside a question."""

    tokens: list[Token]
    stop: Bools
    matched: Bools  # a word of the question, by stem or root
    first_term: Bools  # the token is the first of the question's terms, by stem
    rarest_term: Bools  # or the one rarest in general Arabic
    cues: Ints
    traits: Floats  # _TRAITS x T
    gap: Bools  # punctuation (or the edge of the sentence) before the token; one longer: after the last


class Word(NamedTuple):
    """What a folded word is by itself."""

    stem: str
    root: str
    is_stop: bool
    cues: int
    traits: tuple[float, ...]  # _TRAITS, as if it were no word of the question


@lru_cache(maxsize=1 << 16)
def word_of(text: str) -> Word:
    """A folded word looked at once."""
    stem, is_stop, carried = light_stem(text), is_stop_word(text), cues.cues_of_term(text)
    groups = (text in group for group in _BEFORE.values())
    bits = (carried >> bit & 1 for bit in range(len(_CUES)))
    traits = (is_stop, False, zipf(stem), text.startswith(_ARTICLES), text.startswith("و"), *groups, *bits)
    return Word(stem, root(text), is_stop, carried, tuple(map(float, traits)))


def matching(query: Query) -> Callable[[Word], bool]:
    """What tells whether a word is one of the question's, by stem or root."""
    stems, roots = {term.stem for term in query.terms}, {root(term.word) for term in query.terms}
    return lambda word: word.stem in stems or word.root in roots


def read_sentence(text: str, query: Query) -> SentenceRead:
    """The tokens of the sentence `text`, as the question sees them."""
    tokens = tokenize(text)
    words = [word_of(token.text) for token in tokens]
    rarest = min((term.stem for term in query.terms), key=zipf, default="")
    first = query.terms[0].stem if query.terms else ""
    matched = np.array(list(map(matching(query), words)), np.bool_)
    traits = np.array([word.traits for word in words], np.float32).reshape(-1, len(_TRAITS)).T.copy()
    traits[_MATCHED] = matched
    gaps = [True]
    for before, after in pairwise(tokens):
        gaps.append(not text[before.end : after.start].isspace() and before.end != after.start)
    gaps.append(True)
    return SentenceRead(
        tokens,
        np.array([word.is_stop for word in words], np.bool_),
        matched,
        np.array([word.stem == first for word in words], np.bool_),
        np.array([word.stem == rarest for word in words], np.bool_),
        np.array([word.cues for word in words], np.int64),
        traits,
        np.array(gaps, np.bool_),
    )


def phrases(read: SentenceRead, query: Query) -> Phrases | None:
    """The candidate phrases of a sentence; None if it has none."""
    first, last = _candidates(read)
    if not len(first):
        return None
    starts = np.array([token.start for token in read.tokens])[first]
    ends = np.array([token.end for token in read.tokens])[last]
    return Phrases(starts, ends, NAMES, _features(read, first, last, kind_of_question(query.text)))


def _candidates(read: SentenceRead) -> tuple[Ints, Ints]:
    """First and last token of every candidate."""
    count = len(read.tokens)
    first = np.repeat(np.arange(count), LONGEST_TOKENS)
    last = first + np.tile(np.arange(LONGEST_TOKENS), count)
    inside = last < count
    first, last = first[inside], last[inside]
    new = np.concatenate(([0], np.cumsum(~read.matched & ~read.stop)))
    good = ~read.stop[first] & ~read.stop[last] & (new[last + 1] > new[first])
    return first[good], last[good]


_PLACES = ("first", "last", "before", "after")
_ALONE = (
    "length", "matched_share", "offers_share", "zipf", "gaps_inside", "only_numbers", "from_start", "from_end",
    "sentence", "sentence_matched", "gap_before", "gap_after", "left", "right", "nearest", "left_first", "right_first",
    "left_rarest", "right_rarest", *(f"asks_{name}" for name in KINDS),
)  # fmt: skip
NAMES = (
    "stop", "matched", *(f"{trait}_inside" for trait in _TRAITS[2:-len(_CUES)]), *(f"has_{name}" for name in _CUES),
    "offers", "no_number_inside", "gap_inside",
    *(f"{trait}_{place}" for trait in _TRAITS for place in _PLACES), *_ALONE,
)  # fmt: skip
"""All features in their order; whole blocks of them are worked out at once, of which the trees look at some."""


def _features(read: SentenceRead, first: Ints, last: Ints, kind: Kind) -> Floats:
    """Candidates by NAMES."""
    inside = _inside(read, first, last, kind)
    held = dict(zip(NAMES, inside, strict=False))
    length, count = last - first + 1, len(read.tokens)
    left, right = _distances(np.flatnonzero(read.matched), first, last)
    left_first, right_first = _distances(np.flatnonzero(read.first_term), first, last)
    left_rarest, right_rarest = _distances(np.flatnonzero(read.rarest_term), first, last)
    alone = np.empty((len(_ALONE), len(first)), np.float32)
    for row, values in zip(alone, (
        length, held["matched"] / length, held["offers"] / length, held["zipf_inside"] / length,
        held["gap_inside"] - read.gap[first], held["no_number_inside"] == 0, first / count, (count - 1 - last) / count,
        count, read.matched.sum() / count, read.gap[first], read.gap[last + 1], left, right, np.minimum(left, right),
        left_first, right_first, left_rarest, right_rarest, *(name == kind for name in KINDS),
    ), strict=True):  # fmt: skip
        row[:] = values
    return np.concatenate((inside, _at_and_beside(read, first, last), alone)).T


def _inside(read: SentenceRead, first: Ints, last: Ints, kind: Kind) -> Floats:
    """How much of each trait, of offers, of words that are no numbers and of gaps stands inside a candidate."""
    wanted = (read.cues & cues.WANTED_TERM_CUES.get(kind, 0)) > 0
    no_number = (read.cues & cues.NUMBER) == 0
    sums = np.zeros((len(_TRAITS) + 3, len(read.tokens) + 1), np.float32)
    np.cumsum(np.vstack((read.traits, wanted, no_number, read.gap[:-1])), axis=1, out=sums[:, 1:])
    return np.asarray(sums[:, last + 1] - sums[:, first])


def _at_and_beside(read: SentenceRead, first: Ints, last: Ints) -> Floats:
    """The traits of the first and the last token of a candidate, and of those before and after it; 0 for what is not
    there, but for stop words: the token at the edge stands for it.
    """
    end = len(read.tokens) - 1
    places = np.array([first, last, np.maximum(first - 1, 0), np.minimum(last + 1, end)])
    there = np.ones(places.shape, np.bool_)
    there[2], there[3] = first > 0, last < end
    traits = read.traits[:, places]
    stop = traits[_STOP].copy()
    traits *= there
    traits[_STOP] = stop
    return traits.reshape(-1, len(first))


def _distances(places: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Tokens to the nearest word of the question on the left and on the right; at most `_FAR`."""
    if not len(places):
        return np.asarray(_FAR), np.asarray(_FAR)
    at = np.searchsorted(places, first)
    left = np.where(at > 0, first - places[np.maximum(at - 1, 0)], _FAR)
    at = np.searchsorted(places, last, side="right")
    right = np.where(at < len(places), places[np.minimum(at, len(places) - 1)] - last, _FAR)
    return np.minimum(left, _FAR), np.minimum(right, _FAR)
