"""Consonant skeletons: the corpus's words by their consonants, so that a name in Latin letters finds its spelling."""

from collections.abc import Sequence

import numpy as np

from qa_service.arabic.translation.transliteration import LETTER_CLASSES, Reading, packed, readings, unlikeness
from qa_service.errors import IndexUnusableError
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import Vocabulary
from qa_service.native.arrays import Array, Arrays
from qa_service.native.build import skeleton_keys

_BITS = 4  # of a class in a key
_STEP = 64  # terms; between two keys that are kept those of the terms are worked out when they are needed
_FEWEST_CONSONANTS = 2
_MOST_COMPARED = 2000  # words of one skeleton; two consonants in a large corpus have more
_MOST_RETURNED = 4
_WITH_ARTICLE = 0.02  # the bare word comes first
_CLASS_OF = np.zeros(0x700, np.uint8)
for _letter, _class in LETTER_CLASSES.items():
    _CLASS_OF[ord(_letter)] = _class


def skeleton_arrays(letters: Letters) -> dict[str, Array]:
    """The table over terms: their numbers by ascending key (int32), and the key of every `_STEP`-th (uint64).

    A key packs the classes of a term's consonants, without the article, the first letter highest. Terms with anything
    but Arabic letters, with one consonant or with more than fit a key have none.
    """
    whole, bare = _both_keys(letters)
    other = np.flatnonzero(bare != whole)
    keys = np.concatenate((whole, bare[other]))
    terms = np.concatenate((np.arange(len(whole)), other))
    order = np.argsort(keys, kind="stable")
    order = order[np.searchsorted(keys[order], 1 << _BITS) :]
    return {"skeleton_keys": keys[order][::_STEP], "skeleton_terms": terms[order].astype(np.int32)}


def _both_keys(letters: Letters) -> tuple[Array, Array]:
    """The keys of terms as they stand, and without an article; 0 for those that have none."""
    return skeleton_keys(letters.codes, letters.starts, _CLASS_OF)


class Skeletons:
    """Finds the words of the corpus that a Latin word may spell. Immutable; safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary, arrays: Arrays) -> None:
        self._vocabulary = vocabulary
        self._keys = arrays["skeleton_keys"]
        self._terms = arrays["skeleton_terms"]

    def spelled(self, word: str) -> Sequence[tuple[str, float]]:
        """The folded words of the corpus that spell `word`, with how unlike they sound (0: not at all), best first."""
        found: dict[str, float] = {}
        for reading in readings(word):
            if len(reading.classes) >= _FEWEST_CONSONANTS:
                for candidate in self._with_key(packed(reading.classes)):
                    cost = _unlikeness(reading, candidate)
                    if cost < found.get(candidate, float("inf")):
                        found[candidate] = cost
        return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[:_MOST_RETURNED]

    def _with_key(self, key: int) -> list[str]:
        sought = np.uint64(key)
        low, high = (int(np.searchsorted(self._keys, sought, side=side)) for side in ("left", "right"))
        if (self._keys[low:high] != sought).any():  # nor sorted: all words of the corpus might stand between
            raise IndexUnusableError("The names of the index are damaged.")
        words = [self._vocabulary[number] for number in self._terms[max(low - 1, 0) * _STEP : high * _STEP].tolist()]
        whole, bare = _both_keys(Letters.of(words))
        alike = np.flatnonzero((whole == sought) | (bare == sought))[:_MOST_COMPARED]
        return [words[place] for place in alike.tolist()]


def _unlikeness(reading: Reading, candidate: str) -> float:
    whole = unlikeness(reading, candidate)
    if candidate.startswith("ال") and len(candidate) >= 4:
        return min(unlikeness(reading, candidate[2:]) + _WITH_ARTICLE, whole)
    return whole
