"""Build: the loops of the kernel over all words of a corpus.

Every number that they go by is held against its bounds: here those of which there are few, in C the others.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_service.errors import IndexUnusableError
from qa_service.native.arrays import Array, Bools, Bytes, Floats, Ints
from qa_service.native.library import LONG_KERNEL, Address, Number, address, of_kernel


@of_kernel("Stretches")
class Stretches(ctypes.Structure):
    """The terms of stretches of text: those of the i-th are `tokens[reach[i] : reach[i + 1]]`, all below `terms`."""

    _fields_ = (("tokens", Address), ("reach", Address), ("count", Number), ("terms", Number))

    def __init__(self, tokens: Ints, reach: Ints, terms: int) -> None:
        _hold_in_bounds(reach, len(tokens))
        self.held = np.ascontiguousarray(tokens, np.int32), np.ascontiguousarray(reach, np.int64)
        super().__init__(*(address(each) for each in self.held), len(reach) - 1, terms)


@of_kernel("Units")
class _Units(ctypes.Structure):
    _fields_ = (("units", Address), ("starts", Address), ("count", Number))


@of_kernel("Repeats")
class _Repeats(ctypes.Structure):
    _fields_ = (("stretch", Address), ("unit", Address), ("times", Address), ("room", Number))


@of_kernel("Passages")
class Passages(ctypes.Structure):
    """The words of passages: their own and those of the title of their document, by what stands for each in a view."""

    _fields_ = (("text", Stretches), ("titles", Stretches), ("document_of", Address), ("of_term", Address))

    def __init__(self, text: Stretches, titles: Stretches, document_of: Ints, of_term: Ints) -> None:
        if (len(document_of), len(of_term)) != (text.count, text.terms) or titles.terms != text.terms:
            raise ValueError("a document for each passage and a number for each term are needed")
        self.held = text, titles, np.ascontiguousarray(document_of, np.int32), np.ascontiguousarray(of_term, np.int32)
        super().__init__(text, titles, address(self.held[2]), address(self.held[3]))


@of_kernel("Placed")
class _Placed(ctypes.Structure):
    _fields_ = (("starts", Address), ("ends", Address), ("passages", Address), ("times", Address))


@of_kernel("Spellings")
class _Spellings(ctypes.Structure):
    _fields_ = (
        ("letters", Address), ("starts", Address), ("terms", Number), ("articles", Address), ("article_count", Number),
        ("edge", ctypes.c_uint32),
    )  # fmt: skip


@of_kernel("Documents")
class _Documents(ctypes.Structure):
    _fields_ = (
        ("text", Stretches), ("sentences", Address), ("documents", Number), ("left_out", Address),
        ("hashes", Address), ("multipliers", ctypes.c_uint64 * 3),
    )  # fmt: skip


def repeats(text: Stretches, units: Ints, starts: Ints | None, count: int) -> tuple[Ints, Ints, Ints]:
    """The units that stand more than once in a stretch, by stretch and unit: which stretch, which unit, how often.

    Those of term `t`, all below `count`, are `units[starts[t] : starts[t + 1]]`, or `units[t]` alone without `starts`.
    """
    if starts is not None:
        _hold_in_bounds(starts, min(len(units), np.iinfo(np.int32).max))
        starts = np.ascontiguousarray(starts, np.int32)
    if (len(units) if starts is None else len(starts) - 1) != text.terms:
        raise ValueError("the units of each term are needed")
    of_term = np.ascontiguousarray(units, np.int32)
    view = _Units(address(of_term), None if starts is None else address(starts), count)
    found = room = max(len(text.held[0]) // 2, 1 << 10)  # pages that are not written to take no memory
    while found >= room:  # at most twice: the first time tells how many there are
        room = found + 1
        out = np.empty((3, room), np.int32)
        found = _called(LONG_KERNEL.kernel_repeats, text, view, _Repeats(*(address(row) for row in out), room))
    stretch, unit, times = out[:, :found]
    return stretch, unit, times


def sums(text: Stretches, of_term: Floats, into: Floats) -> None:
    """Add to the float64 of each stretch what each of its terms adds, from left to right."""
    if (len(of_term), len(into)) != (text.terms, text.count) or into.dtype != np.float64:
        raise ValueError("a number for each term and one for each stretch are needed")
    adding = np.ascontiguousarray(of_term, np.float64)
    _called(LONG_KERNEL.kernel_sums, text, address(adding), address(into))


def hashes(text: Bytes, starts: Ints, multiplier: int, modulus: int) -> Ints:
    """The hash of every term as in vocabulary.py; uint64. Multiplier and modulus take 32 bits."""
    _hold_in_bounds(starts, len(text))
    letters, reach = np.ascontiguousarray(text, np.uint8), np.ascontiguousarray(starts, np.int64)
    found = np.empty(len(starts) - 1, np.uint64)
    LONG_KERNEL.kernel_hashes(address(letters), address(reach), len(found), multiplier, modulus, address(found))
    return found


def slots(homes: Ints, count: int) -> Ints:
    """The table over terms whose homes are these, all below `count`, as in vocabulary.py: the terms' numbers, each plus
    one, 0 for a slot that is empty; int32."""
    filled = np.zeros(count + len(homes) + 1, np.int32)  # pages that are not written to take no memory
    held = np.ascontiguousarray(homes, np.int32)
    end = _called(LONG_KERNEL.kernel_slots, address(held), len(held), address(filled), len(filled))
    return filled[: max(count, end) + 1].copy()


@dataclass(frozen=True, slots=True)
class Placed:
    """The words of passages by term: `t` stands `times[i]` times in `passages[i]` for `starts[t] <= i < ends[t]`, and
    what stands between the columns tells nothing. int64, int32."""

    starts: Ints
    ends: Ints
    passages: Ints
    times: Ints


def placed(passages: Passages) -> Placed:
    """Those of all passages, ascending in each column."""
    words = np.zeros(passages.text.terms, np.int64)
    _called(LONG_KERNEL.kernel_room, passages, address(words))
    ends = np.cumsum(words)
    room = int(ends[-1]) if len(ends) else 0
    ends -= words
    starts = ends.copy()
    found = Placed(starts, ends, np.empty(room, np.int32), np.empty(room, np.int32))
    LONG_KERNEL.kernel_place(ctypes.byref(passages), ctypes.byref(_Placed(
        address(starts), address(ends), address(found.passages), address(found.times))))  # fmt: skip
    return found


def weighed(postings: Placed, *, idf: Floats, norms: Floats, k1: float) -> tuple[Ints, Floats]:
    """The passages of all postings, one column after the other, and what each adds by the formula of bm25.py. Takes the
    memory of `postings`, which are nothing afterwards."""
    if len(idf) != len(postings.ends):
        raise ValueError("an idf for each term is needed")
    by_term, by_passage = np.ascontiguousarray(idf, np.float64), np.ascontiguousarray(norms, np.float32)
    starts, ends, held, times = map(address, (postings.starts, postings.ends, postings.passages, postings.times))
    LONG_KERNEL.kernel_weigh(starts, ends, len(by_term), address(by_term), address(by_passage), k1 + 1, held, times)
    count = int((postings.ends - postings.starts).sum())
    return postings.passages[:count], postings.times.view(np.float32)[:count]


def sketches(
    text: Stretches, sentences: Ints, *,
    left_out: Bools, hashes: Array, multipliers: Array, bins: int,
) -> Array:  # fmt: skip
    """The sketch of every document as in copies.py; those of its sentences that stand from `sentences[d]` on."""
    _hold_in_bounds(sentences, text.count)
    if (len(left_out), len(hashes)) != (text.count, text.terms):
        raise ValueError("a hash for each term and a word on each sentence are needed")
    held = [np.ascontiguousarray(sentences, np.int64), np.ascontiguousarray(left_out, np.bool_),
            np.ascontiguousarray(hashes, np.uint64)]  # fmt: skip
    reach, out, of_term = map(address, held)
    found = np.full((len(sentences) - 1, bins), np.iinfo(np.uint64).max, np.uint64)
    documents = _Documents(text, reach, len(sentences) - 1, out, of_term, tuple(multipliers.tolist()))
    _called(LONG_KERNEL.kernel_sketches, documents, bins, address(found))
    return found


def skeleton_keys(letters: Array, starts: Ints, classes: Bytes) -> tuple[Array, Array]:
    """The keys of terms as in consonant_skeletons.py: as they stand, and without an article; uint64.

    `classes`: 0x700 of them.
    """
    _hold_in_bounds(starts, len(letters))
    codes, reach = np.ascontiguousarray(letters, np.uint32), np.ascontiguousarray(starts, np.int64)
    whole, bare = np.empty((2, len(starts) - 1), np.uint64)
    LONG_KERNEL.kernel_skeletons(
        address(codes), address(reach), len(whole), address(classes), address(whole), address(bare)
    )
    return whole, bare


def gram_numbers(letters: Array, starts: Ints, articles: Sequence[str], edge: str) -> tuple[Ints, Ints, Ints]:
    """The distinct grams of all terms as codes, ascending; the numbers of each term's grams among them, term by term;
    and how many each term has. The letters of term `t` are `letters[starts[t] : starts[t + 1]]`.
    """
    _hold_in_bounds(starts, len(letters))
    spelled = np.zeros((len(articles), 1 + max(map(len, articles))), np.uint32)
    for row, article in zip(spelled, articles, strict=True):
        row[: 1 + len(article)] = [len(article), *map(ord, article)]
    held, reach = np.ascontiguousarray(letters, np.uint32), np.ascontiguousarray(starts, np.int64)
    terms, most = len(starts) - 1, len(letters) + len(starts)  # pages that are not written to take no memory
    numbers, counts, met = np.empty(most, np.int32), np.empty(terms, np.int32), np.empty(most, np.uint64)
    words = _Spellings(address(held), address(reach), terms, address(spelled), len(articles), ord(edge))
    count = _called(LONG_KERNEL.kernel_grams, words, address(numbers), address(counts), address(met))
    order = np.argsort(met[:count])
    place = np.empty(count, np.int32)
    place[order] = np.arange(count, dtype=np.int32)
    return met[order], place[numbers[: int(counts.sum())]], counts


def _hold_in_bounds(reach: Ints, most: int) -> None:
    """Raises IndexUnusableError where numbers don't ascend from 0 or more to `most` or less."""
    if not len(reach) or reach[0] < 0 or reach[-1] > most or (reach[1:] < reach[:-1]).any():
        raise IndexUnusableError("The words of the index are damaged.")


def _called(loop: Any, *given: Any) -> int:
    """What a loop gives; raises IndexUnusableError where it met a number out of its bounds, and MemoryError."""
    found = int(loop(*(ctypes.byref(each) if isinstance(each, ctypes.Structure) else each for each in given)))
    if found == -1:
        raise IndexUnusableError("The words of the index are damaged.")
    if found < 0:
        raise MemoryError
    return found
