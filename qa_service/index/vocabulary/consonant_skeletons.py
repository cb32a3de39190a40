"""Consonant skeletons: the corpus's words by their consonants, so that a name in Latin letters finds its spelling."""

import ctypes
from collections.abc import Sequence

import numpy as np

from qa_service.arabic.translation.transliteration import LETTER_CLASSES, LONGEST, Reading, packed, readings, unlikeness
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import Vocabulary
from qa_service.native.arrays import Array, Arrays, offsets
from qa_service.native.build import skeleton_keys
from qa_service.native.library import LONG_KERNEL

_BITS = 4  # of a class in a key
_CHUNK_TERMS = 1 << 18  # that are worked out at a time: bounds the memory
_STEP = 64  # terms; between two keys that are kept those of the terms are worked out when they are needed
_FEWEST_CONSONANTS = 2
_MOST_COMPARED = 2000  # words of one skeleton; two consonants in a large corpus have more
_MOST_RETURNED = 4
_WITH_ARTICLE = 0.02  # the bare word comes first
_CLASS_OF = np.zeros(0x700, np.uint8)
for _letter, _class in LETTER_CLASSES.items():
    _CLASS_OF[ord(_letter)] = _class
_HEH = 0x647


def skeleton_arrays(letters: Letters, kernel: ctypes.CDLL | None = LONG_KERNEL) -> dict[str, Array]:
    """The table over terms: their numbers by ascending key (int32), and the key of every `_STEP`-th (uint64).

    A key packs the classes of a term's consonants, without the article, the first letter highest. Terms with anything
    but Arabic letters, with one consonant or with more than fit a key have none. `kernel`: None for numpy alone.
    """
    if kernel is None:
        terms_in_all = len(letters.starts) - 1
        parts = [_both_keys(letters.part(first, min(first + _CHUNK_TERMS, terms_in_all)))
                 for first in range(0, terms_in_all, _CHUNK_TERMS)] or [_both_keys(letters)]  # fmt: skip
        whole, bare = (np.concatenate(both) for both in zip(*parts, strict=True))
    else:
        whole, bare = skeleton_keys(kernel, letters.codes, letters.starts, _CLASS_OF)
    other = np.flatnonzero(bare != whole)
    keys = np.concatenate((whole, bare[other]))
    terms = np.concatenate((np.arange(len(whole)), other))
    order = np.argsort(keys, kind="stable")
    order = order[np.searchsorted(keys[order], 1 << _BITS) :]
    return {"skeleton_keys": keys[order][::_STEP], "skeleton_terms": terms[order].astype(np.int32)}


def _both_keys(letters: Letters) -> tuple[Array, Array]:
    """The keys of terms as they stand, and without an article; 0 for those that have none."""
    codes, begins, ends = letters.codes, letters.starts[:-1], letters.starts[1:]
    is_word = letters.every((codes >= 0x600) & (codes < 0x700))
    classes = _CLASS_OF[np.minimum(codes, len(_CLASS_OF) - 1)]
    last = ends[ends > begins] - 1
    classes[last[codes[last] == _HEH]] = 0  # a final ه is «ة» or as silent
    before = offsets((classes > 0).astype(np.uint8))  # consonants before each letter
    counts = before[ends] - before[begins]
    kept = classes[classes > 0].astype(np.uint64)
    kept <<= (_BITS * (np.repeat(before[ends], counts) - 1 - np.arange(len(kept)))).astype(np.uint64)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(kept, dtype=np.uint64)))  # modulo 2^64, so exact
    keys = sums[before[ends]] - sums[before[begins]]
    whole = np.where(is_word & (counts <= LONGEST), keys, 0)
    # The lam of the article is the first consonant of its word, the highest of the key.
    has_article = np.flatnonzero(letters.begin_with("ال") & (letters.lengths >= 4) & is_word)
    rest = counts[has_article] - 1
    bare = whole.copy()
    bare[has_article] = keys[has_article] & ((np.uint64(1) << (_BITS * rest).astype(np.uint64)) - np.uint64(1))
    bare[has_article[rest > LONGEST]] = 0
    return whole, bare


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
        first = max(int(np.searchsorted(self._keys, sought)) - 1, 0) * _STEP
        last = int(np.searchsorted(self._keys, sought, side="right")) * _STEP
        words = [self._vocabulary[number] for number in self._terms[first:last].tolist()]
        whole, bare = _both_keys(Letters.of(words))
        alike = np.flatnonzero((whole == sought) | (bare == sought))[:_MOST_COMPARED]
        return [words[place] for place in alike.tolist()]


def _unlikeness(reading: Reading, candidate: str) -> float:
    whole = unlikeness(reading, candidate)
    if candidate.startswith("ال") and len(candidate) >= 4:
        return min(unlikeness(reading, candidate[2:]) + _WITH_ARTICLE, whole)
    return whole
