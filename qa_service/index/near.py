"""Near: a table in which a mistyped word finds the terms that are one slip away, however many terms there are.

Every term is filed under a hash of itself and of itself without each one of its letters (the deletion neighbourhood of
Mor and Fraenkel 1982, "A hash code method for detecting and correcting spelling errors"). A missing, an added, a wrong
letter and two swapped ones all leave the typed word and the term with such a key in common. The hash is a polynomial
modulo 2^64, so that all the keys of a term come from sums over its letters, for all terms at once.
"""

from collections.abc import Iterable

import numpy as np

from qa_service.index.arrays import Array, Arrays, Bools, offsets, spans
from qa_service.index.letters import Letters

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_WORD = (1 << 64) - 1
_INVERSE = pow(_BASE, -1, 1 << 64)
_LONGEST = 32  # letters; longer ones are no words
_SHORTEST_FILED, _LONGEST_FILED = 3, 20  # letters of the terms that can be near
_FIRST_LETTER, _LAST_LETTER = 0x621, 0x64A
_POWERS = np.array([pow(_BASE, place, 1 << 64) for place in range(1, _LONGEST + 2)], np.uint64)
_PLACES = [int(power) for power in _POWERS]


def near_arrays(letters: Letters, held: Bools) -> dict[str, Array]:
    """The table over the terms that are `held` and words of Arabic letters: keys ascending, and the term of each."""
    lengths = letters.lengths
    is_arabic = (letters.codes >= _FIRST_LETTER) & (letters.codes <= _LAST_LETTER)
    is_filed = held & letters.every(is_arabic) & (lengths >= _SHORTEST_FILED) & (lengths <= _LONGEST_FILED)
    numbers = np.flatnonzero(is_filed)
    lengths = lengths[numbers]
    starts = offsets(lengths)
    codes = letters.codes[spans(letters.starts[numbers], letters.starts[numbers + 1])].astype(np.uint64)
    place = np.arange(len(codes)) - np.repeat(starts[:-1], lengths)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * _POWERS[place])))
    del codes, place
    whole = sums[starts[1:]] - sums[starts[:-1]]
    before = sums[:-1] - np.repeat(sums[starts[:-1]], lengths)
    after = np.repeat(sums[starts[1:]], lengths) - sums[1:]
    keys = np.concatenate((whole, before + after * np.uint64(_INVERSE)))
    del before, after, sums
    # The upper half of a key and the term together in one number: sorting those is several times as fast.
    keys &= np.uint64(_WORD << 32 & _WORD)
    keys |= np.concatenate((numbers, np.repeat(numbers, lengths))).astype(np.uint64)
    keys.sort()
    upper, lower = keys >> np.uint64(32), keys & np.uint64(_WORD >> 32)
    return {"near_keys": upper.astype(np.uint32), "near_terms": lower.astype(np.int32)}


def keys_of(word: str) -> list[int]:
    """The keys of a word and of the word without each of its letters; none for one that is too long."""
    if len(word) > _LONGEST:
        return []
    parts = [ord(letter) * power for letter, power in zip(word, _PLACES, strict=False)]
    total = sum(parts)
    keys = [(total & _WORD) >> 32]
    before = 0
    for part in parts:
        after = total - before - part
        keys.append((before + after * _INVERSE & _WORD) >> 32)
        before += part
    return keys


def sharing(arrays: Arrays, words: Iterable[str]) -> list[int]:
    """The distinct numbers of the terms that share a key with one of the words; some of them by accident."""
    keys = np.array(list({key for word in words for key in keys_of(word)}), np.uint32)
    table = arrays["near_keys"]
    first, last = table.searchsorted(keys), table.searchsorted(keys, side="right")
    found: dict[int, None] = {}
    for start, end in zip(first.tolist(), last.tolist(), strict=True):
        if start < end:
            found.update(dict.fromkeys(arrays["near_terms"][start:end].tolist()))
    return list(found)
