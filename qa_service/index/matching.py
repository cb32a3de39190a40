"""Matching: which words of some sentences are a question's, in every view; in the compiled kernel or in numpy."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.arabic.cues import TERM_CUES
from qa_service.errors import IndexUnusableError
from qa_service.index.arrays import Array, Arrays, Floats, Ints, spans
from qa_service.native.library import KERNEL, Address, Number, address


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: Q terms by their numbers in each view (-1 where there is none), and G grams, ascending."""

    words: Ints  # Q, as the next two int32
    stems: Ints
    roots: Ints
    grams: Ints  # G, int32


@dataclass(frozen=True, slots=True)
class Matches:
    """What S sentences hold; places of tokens count from 0 in their sentence."""

    word: Floats  # Q x S, occurrences of the folded word
    stem: Floats  # Q x S
    root: Floats  # Q x S
    gram: Floats  # G x S
    new_cues: Floats  # 8 x S, tokens that are not of the question, by the cue they carry (arabic/cues.py)
    offer_cues: Ints  # those of them that carry a cue: which,
    offer_sentence: Ints  # in which sentence (0..S-1)
    offer_position: Ints  # and where
    token_term: Ints  # matched tokens: which term of the question (by stem or root), in corpus order
    token_sentence: Ints  # and in which sentence (0..S-1)
    token_position: Ints  # and where


class Matcher:
    """Finds a question's words in sentences of an index. Immutable; safe to share between threads."""

    def __init__(self, arrays: Arrays, kernel: ctypes.PyDLL | None = KERNEL) -> None:
        """`kernel`: None for numpy alone."""
        self._arrays = arrays
        self._kernel = _Kernel(arrays, kernel) if kernel is not None else None

    def match(self, wanted: Wanted, sentences: Ints) -> Matches:
        """What the sentences of these numbers hold; raises IndexUnusableError where the index is damaged."""
        bounds = self._arrays["sentence_tokens"]
        starts, ends = bounds[sentences], bounds[sentences + 1]
        if self._kernel is not None:
            return self._kernel.match(wanted, starts, ends)
        return _in_numpy(self._arrays, wanted, starts, ends)


def _in_numpy(arrays: Arrays, wanted: Wanted, starts: Ints, ends: Ints) -> Matches:
    lengths, count = ends - starts, len(starts)
    tokens = arrays["tokens"][spans(starts, ends)]
    of_sentence = np.repeat(np.arange(count), lengths)
    place = np.arange(len(of_sentence)) - (np.cumsum(lengths) - lengths)[of_sentence]
    word = tokens == wanted.words[:, None]
    stem = arrays["term_stem"][tokens] == wanted.stems[:, None]
    root = arrays["term_root"][tokens] == wanted.roots[:, None]
    either = stem | root
    carried = np.where(either.any(axis=0), 0, arrays["term_cues"][tokens])
    offers = np.flatnonzero(carried)
    token, term = np.nonzero(either.T)
    return Matches(
        word=counted(word, of_sentence, count),
        stem=counted(stem, of_sentence, count),
        root=counted(root, of_sentence, count),
        gram=_gram_counts(arrays, tokens, of_sentence, count, wanted.grams),
        new_cues=np.array([np.bincount(of_sentence[carried >> bit & 1 == 1], minlength=count)
                           for bit in range(TERM_CUES)], np.float32),
        offer_cues=carried[offers],
        offer_sentence=of_sentence[offers],
        offer_position=place[offers],
        token_term=term,
        token_sentence=of_sentence[token],
        token_position=place[token],
    )  # fmt: skip


def counted(matches: Array, of_sentence: Ints, sentences: int) -> Floats:
    """Matches of Q terms with T tokens, counted by sentence: Q x S."""
    term, token = np.nonzero(matches)
    cells = np.bincount(term * sentences + of_sentence[token], minlength=len(matches) * sentences)
    return cells.reshape(len(matches), sentences).astype(np.float32)


def _gram_counts(arrays: Arrays, tokens: Ints, of_sentence: Ints, sentences: int, wanted: Ints) -> Floats:
    """How often each wanted gram stands in each sentence: G x S."""
    if not len(wanted):
        return np.zeros((0, sentences), np.float32)
    offsets = arrays["term_gram_offsets"]
    starts, ends = offsets[tokens], offsets[tokens + 1]
    grams = arrays["term_grams"][spans(starts, ends)]
    places = np.minimum(np.searchsorted(wanted, grams), len(wanted) - 1)
    found = np.flatnonzero(wanted[places] == grams)
    owner = np.repeat(of_sentence, ends - starts)[found]
    cells = np.bincount(places[found] * sentences + owner, minlength=len(wanted) * sentences)
    return cells.reshape(len(wanted), sentences).astype(np.float32)


class _Words(ctypes.Structure):
    """The words of the corpus, as kernel.c knows them."""

    _fields_ = (
        ("tokens", Address), ("token_count", Number), ("stem", Address), ("root", Address), ("cues", Address),
        ("gram_offsets", Address), ("grams", Address), ("terms", Number), ("gram_count", Number),
    )  # fmt: skip


class _Wanted(ctypes.Structure):
    """What is looked for, as kernel.c knows it."""

    _fields_ = (
        ("words", Address), ("stems", Address), ("roots", Address), ("count", Number),
        ("grams", Address), ("gram_count", Number),
    )  # fmt: skip


class _Found(ctypes.Structure):
    """What is found, as kernel.c knows it."""

    _fields_ = (
        *((name, Address) for name in Matches.__slots__),
        ("tokens", Number), ("offers", Number), ("matches", Number),
    )  # fmt: skip


class _Kernel:
    """The same by the compiled kernel."""

    def __init__(self, arrays: Arrays, kernel: ctypes.PyDLL) -> None:
        self._match = kernel.kernel_match
        self._held = [arrays[name] for name in ("tokens", "term_stem", "term_root", "term_cues", "term_gram_offsets",
                                                "term_grams")]  # fmt: skip
        tokens, stem, root, cues, gram_offsets, grams = map(address, self._held)
        terms = min(len(self._held[1]), len(self._held[2]), len(self._held[3]), len(self._held[4]) - 1)
        self._words = _Words(tokens, len(self._held[0]), stem, root, cues, gram_offsets, grams, terms,
                             len(self._held[5]))  # fmt: skip
        self._address = ctypes.addressof(self._words)

    def match(self, wanted: Wanted, starts: Ints, ends: Ints) -> Matches:
        """As `Matcher.match`; the sentences stand from `starts` to `ends` among all tokens."""
        sentences, terms, grams = len(starts), len(wanted.words), len(wanted.grams)
        most = min(max(int((ends - starts).sum()), 0), self._words.token_count)  # tokens
        heights = (terms, terms, terms, grams, TERM_CUES)
        counts = _Blocks(np.zeros((sum(heights), sentences), np.float32), heights)
        sizes = (most,) * 3 + (most * terms,) * 3
        lists = _Blocks(np.empty(sum(sizes), np.int32), sizes)
        looked_for = [np.ascontiguousarray(each, np.int32)
                      for each in (wanted.words, wanted.stems, wanted.roots, wanted.grams)]  # fmt: skip
        words, stems, roots, gram_numbers = map(address, looked_for)
        begin, end = starts.astype(np.int64), ends.astype(np.int64)
        found = _Found(*counts.addresses, *lists.addresses, most, 0, 0)
        is_damaged = self._match(
            self._address, ctypes.byref(_Wanted(words, stems, roots, terms, gram_numbers, grams)),
            address(begin), address(end), sentences, ctypes.byref(found))  # fmt: skip
        if is_damaged:
            raise IndexUnusableError("The words of the index are damaged.")
        offers, matches = found.offers, found.matches
        lengths = (offers, offers, offers, matches, matches, matches)
        return Matches(*counts.blocks, *(block[:length] for block, length in zip(lists.blocks, lengths, strict=True)))


class _Blocks:
    """One array for the kernel to write to, cut into blocks of these heights."""

    def __init__(self, held: Array, heights: Sequence[int]) -> None:
        first, step, at = address(held), held.strides[0], 0
        self.blocks: list[Array] = []
        self.addresses: list[int] = []
        for height in heights:
            self.blocks.append(held[at : at + height])
            self.addresses.append(first + at * step)
            at += height
