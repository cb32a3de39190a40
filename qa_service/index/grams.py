"""Grams of all terms of an index at once; the same as `qa_service.arabic.grams` gives for each."""

import numpy as np

from qa_service.arabic.grams import ARTICLES, EDGE, GRAM_CHARS
from qa_service.index.arrays import Array, Ints, gathered, narrow, offsets, spans
from qa_service.index.carried import Carried, joined
from qa_service.index.letters import Letters

_CHUNK_TERMS = 1 << 18  # that are worked out at a time: bounds the memory


def gram_arrays(letters: Letters, carried: Carried | None = None) -> dict[str, Array]:
    """`gram_codes`, sorted and distinct, and for each term the numbers of its grams: `term_grams` by offsets."""
    return _grown(letters, carried) if carried else _anew(letters)


def _grown(letters: Letters, carried: Carried) -> dict[str, Array]:
    """The same, upon those of an earlier index."""
    terms = len(letters.starts) - 1
    kept, new = carried.kept(), carried.new(terms)
    own, own_counts = _grams(letters.chosen(new))
    old_codes, old_offsets = carried.arrays["gram_codes"], carried.arrays["term_gram_offsets"]
    unknown = np.setdiff1d(own, old_codes)
    codes = np.insert(old_codes, np.searchsorted(old_codes, unknown), unknown)
    counts = np.zeros(terms, np.int64)
    counts[carried.numbers[kept]] = np.diff(old_offsets)[kept]
    counts[new] = own_counts
    is_new = np.zeros(terms, np.bool_)
    is_new[new] = True
    now = np.searchsorted(codes, old_codes).astype(np.int32)
    grams = joined(now[gathered(carried.arrays["term_grams"], old_offsets, kept)], np.searchsorted(codes, own),
                   np.repeat(is_new, counts))  # fmt: skip
    is_used = np.zeros(len(codes), np.bool_)
    is_used[grams] = True
    if not is_used.all():
        codes, grams = codes[is_used], (np.cumsum(is_used, dtype=np.int32) - 1)[grams]
    return {"gram_codes": codes, "term_grams": grams, "term_gram_offsets": narrow(offsets(counts))}


def _anew(letters: Letters) -> dict[str, Array]:
    terms = len(letters.starts) - 1
    own: list[Ints] = [np.zeros(0, np.uint64)]  # by chunk, as are these:
    places: list[Ints] = [np.zeros(0, np.int32)]
    counts: list[Ints] = [np.zeros(0, np.int64)]
    for first in range(0, terms, _CHUNK_TERMS):
        codes, count = _grams(letters.part(first, min(first + _CHUNK_TERMS, terms)))
        distinct, inverse = np.unique(codes, return_inverse=True)
        own.append(distinct)
        places.append(inverse.astype(np.int32))
        counts.append(count)
    codes = np.unique(np.concatenate(own))
    numbers = [np.searchsorted(codes, part).astype(np.int32)[place] for part, place in zip(own, places, strict=True)]
    return {
        "gram_codes": codes,
        "term_grams": np.concatenate(numbers),
        "term_gram_offsets": narrow(offsets(np.concatenate(counts))),
    }


def _grams(letters: Letters) -> tuple[Ints, Ints]:
    """The codes of the grams of all terms one after the other, and how many each has."""
    article = np.zeros(len(letters.starts) - 1, np.int64)
    for prefix in ARTICLES:  # no word begins with two of them
        article[letters.begin_with(prefix) & (letters.lengths >= len(prefix) + 2)] = len(prefix)
    lengths = letters.lengths - article
    marked = np.maximum(lengths + 2, GRAM_CHARS)  # edges, and zeros behind a short one
    first = offsets(marked)
    units = np.zeros(first[-1], np.uint64)
    units[first[:-1]] = units[first[:-1] + lengths + 1] = ord(EDGE)
    units[spans(first[:-1] + 1, first[:-1] + 1 + lengths)] = (
        letters.codes[spans(letters.starts[:-1] + article, letters.starts[1:])] & 0xFFFF
    )
    begins = spans(first[:-1], first[1:] - (GRAM_CHARS - 1))
    codes = np.zeros(len(begins), np.uint64)
    for place in range(GRAM_CHARS):
        codes = codes << np.uint64(16) | units[begins + place]
    return codes, marked - (GRAM_CHARS - 1)
