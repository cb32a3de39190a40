"""Near: a table in which a mistyped word finds the terms that are one slip away, however many terms there are.

Every term is filed under a hash of itself and of itself without each one of its letters (the deletion neighbourhood of
Mor and Fraenkel 1982, "A hash code method for detecting and correcting spelling errors"). A missing, an added, a wrong
letter and two swapped ones all leave the typed word and the term with such a key in common. The hash is a polynomial
modulo 2^64, so that all the keys of a term come from sums over its letters, for all terms at once.
"""

from collections.abc import Iterable

import numpy as np

from qa_service.index.arrays import Array, Arrays, Bools, Ints, narrow, offsets, spans
from qa_service.index.letters import Letters

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_WORD = (1 << 64) - 1
_KEY_BITS = 32
_SHIFTS = np.arange(0, 32, 8)
_INVERSE = pow(_BASE, -1, 1 << 64)
_LONGEST = 32  # letters; longer ones are no words
_SHORTEST_FILED, _LONGEST_FILED = 3, 20  # letters of the terms that can be near
_FIRST_LETTER, _LAST_LETTER = 0x621, 0x64A
_POWERS = np.array([pow(_BASE, place, 1 << 64) for place in range(1, _LONGEST + 2)], np.uint64)
_PLACES = [int(power) for power in _POWERS]


def near_arrays(letters: Letters, held: Bools) -> dict[str, Array]:
    """The table over the terms that are `held` and words of Arabic letters."""
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
    return _packed((keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(_WORD >> 32)).astype(np.int64))


def _packed(keys: Ints, terms: Ints) -> dict[str, Array]:
    """The table in half the bytes: of ascending keys the first bits are a place in `near_starts`, which says where
    those that begin so stand; the next eight are kept, in `near_tags`, and the rest is forgotten. A term takes as many
    bytes as the largest needs."""
    bits = _bucket_bits(len(keys))
    starts = np.searchsorted(keys, np.arange((1 << bits) + 1) << (_KEY_BITS - bits))
    width = 3 if int(terms.max(initial=0)) < 1 << 24 else 4
    return {
        "near_starts": narrow(starts),
        "near_tags": (keys >> (_KEY_BITS - bits - 8)).astype(np.uint8),
        "near_terms": terms.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :width].copy(),
    }


def _bucket_bits(entries: int) -> int:
    """How many bits of a key say where to look: about eight entries are looked at."""
    return min(max(entries.bit_length() - 3, 0), _KEY_BITS - 8)


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
    keys = np.array(list({key for word in words for key in keys_of(word)}), np.int64)
    tags, starts = arrays["near_tags"], arrays["near_starts"]
    bits = _bucket_bits(len(tags))
    bucket = keys >> (_KEY_BITS - bits)
    first, last = starts[bucket], starts[bucket + 1]
    places = spans(first, last)
    wanted = np.repeat((keys >> (_KEY_BITS - bits - 8)).astype(np.uint8), last - first)
    found = arrays["near_terms"][places[tags[places] == wanted]].astype(np.int64)
    return list(dict.fromkeys((found << _SHIFTS[: found.shape[1]]).sum(axis=1).tolist()))
