"""Copies: documents that say what an earlier one says, word for word or nearly, and the sentences they share with it.

Shingles of three content words are hashed by the words' letters, so that a document's are the same in every index;
candidates are found by one permutation hashing (Li, Owen, Zhang 2012) and bands (Broder 1997; Leskovec, Rajaraman,
Ullman, "Mining of Massive Datasets", 3.4), in time linear in the corpus, and compared shingle by shingle.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qa_service.arabic.analysis.tokens import tokenize
from qa_service.index.storage.texts import Texts
from qa_service.index.vocabulary.vocabulary import term_hashes
from qa_service.native.arrays import Array, Arrays, Ints, spans
from qa_service.native.build import Stretches, sketches

_BINS, _BAND = 48, 3  # 16 bands of 3: of documents with 0.8 of their shingles in common 1 in 100,000 pairs is missed
_ALIKE = 0.75  # of the shingles of both together
_MAYBE_ALIKE = 0.5  # of the bins: three standard deviations below
_LEAST_SHINGLES = 20  # of a near copy; shorter ones are copies word for word or none
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)  # odd; xxHash's primes


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that says what another one says; of the two the earlier by date, then by path, is the original."""

    document_id: str
    original_id: str
    likeness: float  # the share of the shingles of both that both have; 1 where all words are the same


def copy_arrays(arrays: Arrays) -> dict[str, Array]:
    """The copies of an index with settled terms.

    `document_original` and `document_likeness` (percent, 100 only for the same words): for each document its original,
    -1 for none. `twin_sentences`, ascending, and `twin_originals`: sentences of copies whose words stand in the
    original too, and where there.
    """
    documents = len(arrays["document_passages"]) - 1
    original, likeness = np.full(documents, -1, np.int32), np.zeros(documents, np.uint8)
    shingles = _Shingles(arrays)
    groups = _groups(shingles)
    texts = Texts(arrays)
    for group in groups:
        first, *others = sorted(group, key=lambda number: (texts.fields(number).get("date") or "~", number))
        for number in others:
            original[number] = first
            likeness[number] = shingles.percent(first, number)
    twins, originals = _twins(arrays, original)
    return {"document_original": original, "document_likeness": likeness, "twin_sentences": twins,
            "twin_originals": originals}  # fmt: skip


def copies_of(arrays: Arrays) -> list[Copy]:
    """The copies in the order of the documents."""
    original, likeness, texts = arrays["document_original"], arrays["document_likeness"], Texts(arrays)
    return [
        Copy(texts.fields(number)["id"], texts.fields(int(original[number]))["id"], int(likeness[number]) / 100)
        for number in np.flatnonzero(original >= 0).tolist()
    ]


def originals_of(arrays: Arrays, sentences: Ints) -> Ints:
    """For each sentence the one with the same words in the original of its document; -1 for none."""
    twins = arrays["twin_sentences"]
    if not len(twins):
        return np.full(len(sentences), -1, np.int64)
    place = np.minimum(np.searchsorted(twins, sentences), len(twins) - 1)
    return np.where(twins[place] == sentences, arrays["twin_originals"][place], -1)


class _Shingles:
    """The shingles of every document: hashes of three content words that follow each other in what may be cited."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._terms = _mixed(term_hashes(arrays["vocabulary_text"], arrays["vocabulary_offsets"]))
        bounds = arrays["passage_sentences"][arrays["document_passages"]]
        self._starts = arrays["sentence_tokens"][bounds].astype(np.int64)
        self._sentences = bounds
        self.of = lru_cache(maxsize=1024)(self._of)

    def sketches(self) -> Array:
        """The sketches of all documents: uint64 rows of `_BINS` minima."""
        arrays = self._arrays
        text = Stretches(arrays["tokens"], arrays["sentence_tokens"], len(self._terms))
        return sketches(text, self._sentences, left_out=arrays["sentence_recurring"], hashes=self._terms,
                        multipliers=_MULTIPLIERS, bins=_BINS)  # fmt: skip

    def percent(self, one: int, other: int) -> int:
        """Of the shingles of two documents together those that both have; 100 only where they are the same in order."""
        if np.array_equal(self.of(one), self.of(other)):
            return 100
        return min(99, round(100 * self.likeness(one, other)))

    def likeness(self, one: int, other: int) -> float:
        """The Jaccard index of two documents' shingles; short documents are alike as a whole or not at all."""
        first, second = self.of(one), self.of(other)
        if np.array_equal(first, second):
            return float(len(first) > 0)
        if min(len(first), len(second)) < _LEAST_SHINGLES:
            return 0.0
        first, second = np.unique(first), np.unique(second)
        both = len(np.intersect1d(first, second, assume_unique=True))
        return both / (len(first) + len(second) - both)

    def _of(self, document: int) -> Array:
        first, last = (int(each) for each in self._sentences[document : document + 2])
        begin, end = (int(each) for each in self._starts[document : document + 2])
        lengths = np.diff(self._arrays["sentence_tokens"][first : last + 1])
        kept = np.repeat(~self._arrays["sentence_recurring"][first:last], lengths)
        words = self._terms[self._arrays["tokens"][begin:end][kept]]
        return _mixed(words[:-2] * _MULTIPLIERS[0] + words[1:-1] * _MULTIPLIERS[1] + words[2:] * _MULTIPLIERS[2])


def _mixed(values: Array) -> Array:
    values = (values ^ (values >> np.uint64(31))) * _MULTIPLIERS[1]
    return np.asarray(values ^ (values >> np.uint64(29)))


def _groups(shingles: _Shingles) -> list[list[int]]:
    """Documents that are alike, in groups; each group and all of them ascending."""
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while parent.setdefault(number, number) != number:
            number = parent[number]
        return number

    for one, other in _candidates(shingles.sketches()):
        if root(one) != root(other) and shingles.likeness(one, other) >= _ALIKE:
            parent[max(root(one), root(other))] = min(root(one), root(other))
    groups: dict[int, list[int]] = {}
    for number in sorted(parent):
        groups.setdefault(root(number), []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def _candidates(sketches: Array) -> list[tuple[int, int]]:
    """Pairs of documents that share a band and half of their bins: each with the first and the one before it."""
    found = []
    for first in range(0, _BINS, _BAND):
        band = sketches[:, first : first + _BAND]
        filled = np.flatnonzero((band != _NONE).any(axis=1))
        keys = (band[filled] * _MULTIPLIERS).sum(axis=1, dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        is_first = np.append(True, keys[order][1:] != keys[order][:-1])[: len(order)]
        head = np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))
        later = np.flatnonzero(~is_first)
        for before in (head[later], later - 1):
            found.append(np.stack((filled[order[before]], filled[order[later]]), 1))
    pairs = np.unique(np.concatenate(found), axis=0)
    one, other = sketches[pairs[:, 0]], sketches[pairs[:, 1]]
    filled_bins = ((one != _NONE) | (other != _NONE)).sum(axis=1)
    same = ((one == other) & (one != _NONE)).sum(axis=1)
    return [(int(a), int(b)) for a, b in pairs[same >= _MAYBE_ALIKE * filled_bins]]


def _twins(arrays: Arrays, original: Ints) -> tuple[Ints, Ints]:
    """The sentences of copies that stand word for word in the original, stop words too, and where."""
    texts = Texts(arrays)
    bounds = arrays["passage_sentences"][arrays["document_passages"]].astype(np.int64)
    starts, ends = arrays["sentence_start"], arrays["sentence_end"]

    @lru_cache(maxsize=256)
    def words(document: int) -> dict[str, int]:
        """The sentences of a document by their folded words; of the same ones the first."""
        text = texts.whole(document)
        found: dict[str, int] = {}
        for sentence in range(int(bounds[document]), int(bounds[document + 1])):
            found.setdefault(_folded(text[starts[sentence] : ends[sentence]]), sentence)
        return found

    twins: list[tuple[int, int]] = []
    for document in np.flatnonzero(original >= 0).tolist():
        there, text = words(int(original[document])), texts.whole(document)
        for sentence in spans(bounds[document : document + 1], bounds[document + 1 : document + 2]).tolist():
            if (twin := there.get(_folded(text[starts[sentence] : ends[sentence]]))) is not None:
                twins.append((sentence, twin))
    found = np.array(twins, np.int32).reshape(-1, 2)
    return found[:, 0].copy(), found[:, 1].copy()


def _folded(text: str) -> str:
    return " ".join(token.text for token in tokenize(text))
