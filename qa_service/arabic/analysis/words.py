"""Words: whether a word form exists in general Arabic, and its frequency; by the form, not by the stem.

`words.npy` has some 130,000 folded words as 26 bits of a hash and 6 bits of Zipf frequency, ascending; an unlisted
word is mistaken for a listed one once in 500 times. Derived from the Arabic list of wordfreq 3 (Robyn Speer, data
CC BY-SA 4.0) by `benchmarks/words.py`.
"""

import zlib
from bisect import bisect_left
from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("words.npy")
RAREST = 2.3  # Zipf frequency below which words are not listed: there misspellings are as frequent as words
_BITS = 6  # of the frequency, in tenths above the rarest
_MOST = (1 << _BITS) - 1


def packed(word: str, zipf: float) -> int:
    """Return the entry of a folded word."""
    return _hash(word) << _BITS | min(round((zipf - RAREST) * 10), _MOST)


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) >> _BITS


@cache
def _entries() -> memoryview:  # reading a number takes a third of the time of an array
    entries: memoryview = np.load(FILE, mmap_mode="r", allow_pickle=False).data
    return entries


def frequency(word: str) -> float | None:
    """Return the Zipf frequency of a folded word, None if it isn't listed; an attached و is ignored."""
    known = frequency_as_written(word)
    if known is None and len(word) > 3 and word[0] == "و":
        return frequency_as_written(word[1:])
    return known


def frequency_as_written(word: str) -> float | None:
    entries, wanted = _entries(), _hash(word)
    place = bisect_left(entries, wanted << _BITS)
    if place == len(entries) or entries[place] >> _BITS != wanted:
        return None
    return RAREST + (entries[place] & _MOST) / 10
