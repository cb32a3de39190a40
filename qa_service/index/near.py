"""Near: a table in which a mistyped word finds the terms that are one slip away, however many terms there are.

Every term is filed under a hash of itself and of itself without each one of its letters (the deletion neighbourhood of
Mor and Fraenkel 1982, "A hash code method for detecting and correcting spelling errors"). A missing, an added, a wrong
letter and two swapped ones all leave the typed word and the term with such a key in common. The hash is a polynomial
modulo 2^64, so that all the keys of a term come from sums over its letters, for all terms at once.
"""

from collections.abc import Iterable

import numpy as np

from qa_service.index.arrays import Array, Arrays, Bools, Ints, narrow, offsets, spans
from qa_service.index.carried import Carried
from qa_service.index.letters import Letters

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_WORD = (1 << 64) - 1
_KEY_BITS, _TAG_BITS, _TERM_BITS = 32, 8, 31
_TERM = (1 << _TERM_BITS) - 1
_INVERSE = pow(_BASE, -1, 1 << 64)
_LONGEST = 32  # letters; longer ones are no words
_SHORTEST_FILED, _LONGEST_FILED = 3, 20  # letters of the terms that can be near
_FIRST_LETTER, _LAST_LETTER = 0x621, 0x64A
_POWERS = np.array([pow(_BASE, place, 1 << 64) for place in range(1, _LONGEST + 2)], np.uint64)
_PLACES = [int(power) for power in _POWERS]


def near_arrays(letters: Letters, held: Bools, carried: Carried | None = None) -> dict[str, Array]:
    """The table over the terms that are `held` and words of Arabic letters.

    Entries ascend by the first bits of their keys, then by their terms. The first of those bits are a place in
    `near_starts`, which says where those that begin so stand; the next eight are kept, in `near_tags`, and the rest of
    a key is forgotten. A term takes as many bytes as the largest needs.
    """
    is_arabic = (letters.codes >= _FIRST_LETTER) & (letters.codes <= _LAST_LETTER)
    lengths = letters.lengths
    is_filed = held & letters.every(is_arabic) & (lengths >= _SHORTEST_FILED) & (lengths <= _LONGEST_FILED)
    if carried is not None:
        grown = _grown(letters, is_filed, carried)
        if grown is not None:
            return grown
    keys, terms = _entries(letters, np.flatnonzero(is_filed))
    bits = _bucket_bits(len(keys))
    entries = _sorted(keys, terms, bits)
    sizes = np.bincount(entries >> (_TAG_BITS + _TERM_BITS), minlength=1 << bits)
    return _table(sizes, (entries >> _TERM_BITS).astype(np.uint8), entries & _TERM)


def _entries(letters: Letters, numbers: Ints) -> tuple[Ints, Ints]:
    """The key of each of these terms, and its keys without each of its letters, int64; and whose each is."""
    own = letters.chosen(numbers)
    lengths, starts, place = own.lengths, own.starts, own.places
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(own.codes.astype(np.uint64) * _POWERS[place])))
    del place
    whole = sums[starts[1:]] - sums[starts[:-1]]
    before = sums[:-1] - np.repeat(sums[starts[:-1]], lengths)
    after = np.repeat(sums[starts[1:]], lengths) - sums[1:]
    keys = np.concatenate((whole, before + after * np.uint64(_INVERSE)))
    keys >>= np.uint64(64 - _KEY_BITS)
    return keys.view(np.int64), np.concatenate((numbers, np.repeat(numbers, lengths)))


def _sorted(keys: Ints, terms: Ints, bits: int) -> Ints:
    """Entries in their order, in one number each: what is a place, the tag, the term. `keys` is overwritten."""
    keys >>= _KEY_BITS - bits - _TAG_BITS
    keys <<= _TERM_BITS
    keys |= terms
    keys.sort()
    return keys


def _grown(letters: Letters, is_filed: Bools, carried: Carried) -> dict[str, Array] | None:
    """The table upon that of an earlier index; None where another number of entries takes other places."""
    tags, starts = carried.arrays["near_tags"], carried.arrays["near_starts"]
    terms = carried.numbers[_terms_of(carried.arrays["near_terms"])]
    stays = (terms >= 0) & is_filed[terms]
    sizes = np.diff(starts)
    bits = _bucket_bits(len(tags))
    if not stays.all():
        gone = np.searchsorted(starts, np.flatnonzero(~stays), side="right") - 1
        sizes -= np.bincount(gone, minlength=len(sizes)).astype(sizes.dtype)
        tags, terms, starts = tags[stays], terms[stays], offsets(sizes)
    is_there = np.zeros(len(is_filed), np.bool_)
    is_there[terms] = True
    new = _sorted(*_entries(letters, np.flatnonzero(is_filed & ~is_there)), bits)
    if _bucket_bits(len(tags) + len(new)) != bits:
        return None
    bucket = new >> (_TAG_BITS + _TERM_BITS)
    places = _places(new, bucket, starts, tags, terms)
    sizes += np.bincount(bucket, minlength=len(sizes)).astype(sizes.dtype)
    return _table(sizes, np.insert(tags, places, (new >> _TERM_BITS).astype(np.uint8)),
                  np.insert(terms, places, new & _TERM))  # fmt: skip


def _places(new: Ints, bucket: Ints, starts: Ints, tags: Array, terms: Ints) -> Ints:
    """Before which entries of a table new ones stand, that go to these buckets."""
    touched = np.unique(bucket)
    first, last = starts[touched], starts[touched + 1]
    places = spans(first, last)
    there = np.repeat(touched, last - first) << _TAG_BITS | tags[places]
    there = there << _TERM_BITS | terms[places]
    before = offsets(last - first)[np.searchsorted(touched, bucket)]
    return np.asarray(starts[bucket] + np.searchsorted(there, new) - before)


def _table(sizes: Ints, tags: Array, terms: Ints) -> dict[str, Array]:
    width = 3 if int(terms.max(initial=0)) < 1 << 24 else 4
    packed = np.ascontiguousarray(terms, "<u4").view(np.uint8).reshape(-1, 4)
    return {"near_starts": narrow(offsets(sizes)), "near_tags": tags, "near_terms": packed[:, :width].copy()}


def _terms_of(packed: Array) -> Ints:
    """The numbers of terms that take some bytes each; int32."""
    terms = packed[:, 0].astype(np.int32)
    for place in range(1, packed.shape[1]):
        terms |= packed[:, place].astype(np.int32) << (8 * place)
    return terms


def _bucket_bits(entries: int) -> int:
    """How many bits of a key say where to look: about twelve entries are looked at."""
    return min(max(entries.bit_length() - 4, 0), _KEY_BITS - _TAG_BITS)


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
    wanted = np.repeat((keys >> (_KEY_BITS - bits - _TAG_BITS)).astype(np.uint8), last - first)
    return list(dict.fromkeys(_terms_of(arrays["near_terms"][places[tags[places] == wanted]]).tolist()))
