"""Near: a table in which a mistyped word finds the terms that are one slip away, however many terms there are.

Every term is filed under a hash of itself and of itself without each one of its letters (the deletion neighbourhood of
Mor and Fraenkel 1982, "A hash code method for detecting and correcting spelling errors"). A missing, an added, a wrong
letter and two swapped ones all leave the typed word and the term with such a key in common. The hash is a polynomial
modulo 2^64, so that all the keys of a term come from sums over its letters, for all terms at once.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from qa_service.index.arrays import Array, Arrays, Ints

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_WORD = (1 << 64) - 1
_INVERSE = pow(_BASE, -1, 1 << 64)
_LONGEST = 32  # letters; longer terms are no words
_POWERS = np.array([pow(_BASE, place, 1 << 64) for place in range(1, _LONGEST + 2)], np.uint64)
_PLACES = [int(power) for power in _POWERS]


def near_arrays(terms: Sequence[str], numbers: Ints) -> dict[str, Array]:
    """The table over these terms (`terms[i]` has the number `numbers[i]`): keys ascending, and the term of each."""
    lengths = np.array([len(term) for term in terms], np.int64)
    codes = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(codes)) - np.repeat(starts, lengths)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * _POWERS[np.minimum(place, _LONGEST)])))
    whole = sums[starts + lengths] - sums[starts]
    before = sums[:-1] - np.repeat(sums[starts], lengths)
    after = np.repeat(sums[starts + lengths], lengths) - sums[1:]
    keys = np.concatenate((whole, before + after * np.uint64(_INVERSE))) >> np.uint64(32)
    owners = np.concatenate((numbers, np.repeat(numbers, lengths)))
    order = np.argsort(keys, kind="stable")
    return {"near_keys": keys[order].astype(np.uint32), "near_terms": owners[order].astype(np.int32)}


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
