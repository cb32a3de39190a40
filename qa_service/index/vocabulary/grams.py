"""Grams of all terms of an index at once; the same as `qa_service.arabic.analysis.grams` gives for each."""

import ctypes

import numpy as np

from qa_service.arabic.analysis.grams import ARTICLES, EDGE, GRAM_CHARS
from qa_service.index.vocabulary.letters import Letters
from qa_service.native.arrays import Array, Ints, narrow, offsets, spans
from qa_service.native.build import gram_numbers
from qa_service.native.library import LONG_KERNEL

_CHUNK_TERMS = 1 << 18  # that are worked out at a time: bounds the memory
_LARGEST_TABLE = 1 << 24  # numbers, in which pairs are marked


def gram_arrays(letters: Letters, kernel: ctypes.CDLL | None = LONG_KERNEL) -> dict[str, Array]:
    """`gram_codes`, sorted and distinct, and for each term the numbers of its grams: `term_grams` by offsets.

    `kernel`: None for numpy alone.
    """
    if kernel is not None:
        distinct, numbers, counts = gram_numbers(kernel, letters.codes, letters.starts, ARTICLES, EDGE)
        return {"gram_codes": distinct, "term_grams": numbers, "term_gram_offsets": narrow(offsets(counts))}
    terms = len(letters.starts) - 1
    parts = [grams_of(letters.part(first, min(first + _CHUNK_TERMS, terms)))
             for first in range(0, terms, _CHUNK_TERMS)] or [grams_of(letters)]  # fmt: skip
    codes, counts = (np.concatenate(both) for both in zip(*parts, strict=True))
    del parts
    distinct, numbers = _numbered(codes)
    return {"gram_codes": distinct, "term_grams": numbers, "term_gram_offsets": narrow(offsets(counts))}


def _numbered(codes: Ints) -> tuple[Ints, Ints]:
    """The distinct codes, ascending, and the number of each code among them; uint64 and int32.

    Halves of a gram, pairs of letters, are few: they are numbered first, then the pairs of them, by marking in tables
    what there is. To sort the codes takes four times as long; that is left to a corpus of very many letters.
    """
    halves = np.concatenate((codes >> np.uint64(32), codes & np.uint64(0xFFFFFFFF)))
    letters, units = _marked(np.concatenate((halves >> np.uint64(16), halves & np.uint64(0xFFFF))), 1 << 16)
    count = len(letters)
    if count**2 > _LARGEST_TABLE:
        return _sorted(codes)
    pairs, half = _marked(units[: len(halves)] * count + units[len(halves) :], count**2)
    of_pair = letters[pairs // count] << 16 | letters[pairs % count]
    count = len(pairs)
    if count**2 > _LARGEST_TABLE:
        return _sorted(codes)
    grams, numbers = _marked(half[: len(codes)] * count + half[len(codes) :], count**2)
    return (of_pair[grams // count] << 32 | of_pair[grams % count]).astype(np.uint64), numbers


def _marked(values: Ints, end: int) -> tuple[Ints, Ints]:
    """The distinct ones of values from 0 up to `end`, ascending, and the number of each value among them."""
    numbers = np.zeros(end, np.int32)
    numbers[values] = 1
    distinct = np.flatnonzero(numbers)
    numbers[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, numbers[values]


def _sorted(codes: Ints) -> tuple[Ints, Ints]:
    distinct, numbers = np.unique(codes, return_inverse=True)
    return distinct, numbers.astype(np.int32)


def grams_of(letters: Letters) -> tuple[Ints, Ints]:
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
