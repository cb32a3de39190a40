"""Matching: which words of some sentences are a question's, in every view; in the compiled kernel or in numpy."""

import ctypes
from dataclasses import dataclass
from itertools import accumulate, pairwise

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
    heaviest: int  # 0..Q-1, the term that weighs most
    cues: tuple[int, int]  # bits (arabic/cues.py) of the words that are offers, of two kinds


@dataclass(frozen=True, slots=True)
class Matches:
    """What S sentences hold; float32. A match is a token that is a term by stem or root, once for each such term; an
    offer one that matches none and carries a wanted cue.
    """

    word: Floats  # Q x S, occurrences of the folded word
    stem: Floats  # Q x S
    root: Floats  # Q x S
    gram: Floats  # G x S
    new_cues: Floats  # 8 x S, tokens that match no term, by the cue they carry
    order: Floats  # ORDER x S
    distance: Floats  # DISTANCES x S: tokens between the nearest such offer and match, at most `FAR`


ORDER = ("side_by_side", "in_order", "first", "last", "matches")
"""Pairs of matches that follow each other: of different terms with nothing between, and of a term and the question's
next one within three tokens; the first and the last place of a match (99 and -1 where there is none); how many."""
DISTANCES = ("any", "first_term", "heaviest", "second_kind")
"""From an offer of the first kind to any match, to one of the question's first term, of the heaviest; and of the second
kind to any."""
FAR, _NEAR, _NO_FIRST = 30, 3, 99  # as in match.c


class Matcher:
    """Finds a question's words in sentences of an index. Immutable; safe to share between threads."""

    def __init__(self, arrays: Arrays, kernel: ctypes.PyDLL | None = KERNEL) -> None:
        """`kernel`: None for numpy alone."""
        self._arrays = arrays
        is_read = arrays["tokens"].dtype == np.int32 and arrays["term_grams"].dtype == np.int32
        self._kernel = _Kernel(arrays, kernel) if kernel is not None and is_read else None

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
    token, term = np.nonzero(either.T)
    matches = _Listed(term, of_sentence[token], place[token])
    offers = [_Listed(found, of_sentence[found], place[found])
              for found in (np.flatnonzero(carried & cues) for cues in wanted.cues)]  # fmt: skip
    of_term = [matches.only(matches.term == number) for number in (0, wanted.heaviest)]
    pairs = [(offers[0], matches), (offers[0], of_term[0]), (offers[0], of_term[1]), (offers[1], matches)]
    return Matches(
        word=counted(word, of_sentence, count),
        stem=counted(stem, of_sentence, count),
        root=counted(root, of_sentence, count),
        gram=_gram_counts(arrays, tokens, of_sentence, count, wanted.grams),
        new_cues=np.array([np.bincount(of_sentence[carried >> bit & 1 == 1], minlength=count)
                           for bit in range(TERM_CUES)], np.float32),
        order=_order(matches, count),
        distance=np.array([_distance(offered, matched, count) for offered, matched in pairs]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Listed:
    """Tokens in the order of the sentences, each with its sentence (0..S-1) and its place in it."""

    term: Ints  # of the question, for matches
    sentence: Ints
    place: Ints

    def only(self, chosen: Array) -> "_Listed":
        """Those that are chosen."""
        return _Listed(self.term[chosen], self.sentence[chosen], self.place[chosen])


def _order(matches: _Listed, count: int) -> Floats:
    term, sentence, place = matches.term, matches.sentence, matches.place
    same = sentence[1:] == sentence[:-1]
    gap = place[1:] - place[:-1]
    side_by_side = np.bincount(sentence[1:][same & (gap == 1) & (term[1:] != term[:-1])], minlength=count)
    in_order = np.bincount(sentence[1:][same & (term[1:] == term[:-1] + 1) & (gap <= _NEAR)], minlength=count)
    first, last = np.full(count, _NO_FIRST), np.full(count, -1)
    np.minimum.at(first, sentence, place)
    np.maximum.at(last, sentence, place)
    return np.array([side_by_side, in_order, first, last, np.bincount(sentence, minlength=count)], np.float32)


def _distance(offers: _Listed, matches: _Listed, count: int) -> Floats:
    distance = np.full(count, FAR, np.float32)
    stride = 1 << 14  # no sentence is so long, so the nearest is one of the same sentence, or too far to count
    offered, matched = (each.sentence * stride + each.place for each in (offers, matches))
    if len(offered) and len(matched):
        after = np.minimum(np.searchsorted(matched, offered), len(matched) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.minimum(np.abs(matched[after] - offered), np.abs(matched[before] - offered))
        np.minimum.at(distance, offers.sentence, nearest.astype(np.float32))
    return distance


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


def _side_by_side(arrays: Arrays) -> Ints:
    """What is known of each term in 16 bytes side by side: stem, root, first gram, cues and the number of grams."""
    starts = arrays["term_gram_offsets"]
    terms = np.empty((len(starts) - 1, 4), np.int32)
    terms[:, 0], terms[:, 1], terms[:, 2] = arrays["term_stem"], arrays["term_root"], starts[:-1]
    terms[:, 3] = np.diff(starts) * 256 + arrays["term_cues"]
    return terms


class _Words(ctypes.Structure):
    """The words of the corpus, as match.c knows them."""

    _fields_ = (
        ("tokens", Address), ("token_count", Number), ("terms", Address), ("term_count", Number),
        ("grams", Address), ("gram_count", Number),
    )  # fmt: skip


class _Wanted(ctypes.Structure):
    """What is looked for, as match.c knows it."""

    _fields_ = (
        ("words", Address), ("stems", Address), ("roots", Address), ("count", Number),
        ("grams", Address), ("gram_count", Number), ("heaviest", Number), ("cues", Number * 2),
    )  # fmt: skip


class _Found(ctypes.Structure):
    """What is found, as match.c knows it: `Matches`."""

    _fields_ = tuple((name, Address) for name in Matches.__slots__)


class _Kernel:
    """The same by the compiled kernel."""

    def __init__(self, arrays: Arrays, kernel: ctypes.PyDLL) -> None:
        self._match = kernel.kernel_match
        self._tokens, self._grams, self._terms = arrays["tokens"], arrays["term_grams"], _side_by_side(arrays)
        self._words = _Words(address(self._tokens), len(self._tokens), address(self._terms), len(self._terms),
                             address(self._grams), len(self._grams))  # fmt: skip
        self._address = ctypes.addressof(self._words)

    def match(self, wanted: Wanted, starts: Ints, ends: Ints) -> Matches:
        """As `Matcher.match`; the sentences stand from `starts` to `ends` among all tokens."""
        sentences, terms, grams = len(starts), len(wanted.words), len(wanted.grams)
        heights = (terms, terms, terms, grams, TERM_CUES, len(ORDER), len(DISTANCES))
        counts = np.zeros((sum(heights), sentences), np.float32)
        bounds = list(accumulate(heights, initial=0))
        base, step = address(counts), counts.strides[0]
        looked_for = [np.ascontiguousarray(each, np.int32)
                      for each in (wanted.words, wanted.stems, wanted.roots, wanted.grams)]  # fmt: skip
        words, stems, roots, gram_numbers = map(address, looked_for)
        begin, end = starts.astype(np.int64), ends.astype(np.int64)
        is_damaged = self._match(
            self._address,
            ctypes.byref(_Wanted(words, stems, roots, terms, gram_numbers, grams, wanted.heaviest, wanted.cues)),
            address(begin), address(end), sentences, ctypes.byref(_Found(*(base + step * at for at in bounds[:-1]))),
        )  # fmt: skip
        if is_damaged:
            raise IndexUnusableError("The words of the index are damaged.")
        return Matches(*(counts[first:last] for first, last in pairwise(bounds)))
