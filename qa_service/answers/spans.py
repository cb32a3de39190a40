"""Spans: the short answer inside a sentence, chosen among its phrases by learned trees.

A candidate is a run of at most `LONGEST_TOKENS` tokens that neither begins nor ends with a function word (a number may
follow one) and has something beside the question's own words. Its features are what it is made of, what stands beside
it, and how far the question's words are.
"""

from dataclasses import dataclass

import numpy as np

from qa_service.answers.sentence_words import CUES, TRAITS, SentenceWords
from qa_service.arabic.conversation import cues
from qa_service.arabic.conversation.asking import KINDS, Kind, kind_of_question
from qa_service.native.arrays import Bools, Floats, Ints
from qa_service.query.query import Query

LONGEST_TOKENS = 9
_FAR = 12
_STOP, _MATCHED = TRAITS.index("stop"), TRAITS.index("matched")


@dataclass(frozen=True, slots=True)
class Phrases:
    """N candidate phrases of one sentence: `starts[i]` to `ends[i]` in code points of the sentence, with features."""

    starts: Ints
    ends: Ints
    names: tuple[str, ...]  # of the features
    rows: Floats  # N by features


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of a sentence as arrays."""

    traits: Floats  # TRAITS x T
    matched: Bools
    first_term: Bools
    rarest_term: Bools
    gap: Bools  # one longer

    @property
    def stop(self) -> Bools:
        return np.asarray(self.traits[_STOP] > 0)


def _arrays_of(words: SentenceWords) -> _Read:
    traits = np.frombuffer(words.traits, np.float32).reshape(-1, len(TRAITS)).T.copy()
    flags = (np.frombuffer(each, np.bool_) for each in (words.matched, words.first_term, words.rarest_term, words.gap))
    read = _Read(traits, *flags)
    read.traits[_MATCHED] = read.matched
    return read


def phrases(words: SentenceWords, query: Query) -> Phrases | None:
    """The candidate phrases of a sentence; None if it has none."""
    read = _arrays_of(words)
    first, last = _candidates(read)
    if not len(first):
        return None
    starts, ends = np.array(words.starts)[first], np.array(words.ends)[last]
    return Phrases(starts, ends, NAMES, _features(read, first, last, kind_of_question(query.text)))


def _candidates(read: _Read) -> tuple[Ints, Ints]:
    """First and last token of every candidate."""
    count = len(read.matched)
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
    "stop", "matched", *(f"{trait}_inside" for trait in TRAITS[2:-len(CUES)]), *(f"has_{name}" for name in CUES),
    "offers", "no_number_inside", "gap_inside",
    *(f"{trait}_{place}" for trait in TRAITS for place in _PLACES), *_ALONE,
)  # fmt: skip
"""All features in their order; whole blocks of them are worked out at once, of which the trees look at some."""


def _features(read: _Read, first: Ints, last: Ints, kind: Kind) -> Floats:
    """Candidates by NAMES."""
    inside = _inside(read, first, last, kind)
    held = dict(zip(NAMES, inside, strict=False))
    length, count = last - first + 1, len(read.matched)
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


def _inside(read: _Read, first: Ints, last: Ints, kind: Kind) -> Floats:
    """How much of each trait, of offers, of words that are no numbers and of gaps stands inside a candidate."""
    carried, bits = read.traits[-len(CUES) :], cues.WANTED_TERM_CUES.get(kind, 0)
    wanted = carried[[bool(bits >> bit & 1) for bit in range(len(CUES))]].any(axis=0)
    no_number = carried[0] == 0
    sums = np.zeros((len(TRAITS) + 3, len(read.matched) + 1), np.float32)
    np.cumsum(np.vstack((read.traits, wanted, no_number, read.gap[:-1])), axis=1, out=sums[:, 1:])
    return np.asarray(sums[:, last + 1] - sums[:, first])


def _at_and_beside(read: _Read, first: Ints, last: Ints) -> Floats:
    """The traits of the first and the last token of a candidate, and of those before and after it; 0 for what is not
    there, but for stop words: the token at the edge stands for it.
    """
    end = len(read.matched) - 1
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
