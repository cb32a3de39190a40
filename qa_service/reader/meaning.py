"""Sentences found by meaning: the nearest vectors to a question's, by an exact scan of the rows that are mapped."""

import threading
from dataclasses import dataclass

import numpy as np

from qa_service.index.index import Index
from qa_service.native.arrays import Array, Bools, Floats, Ints
from qa_service.native.library import KERNEL, address
from qa_service.reader.vector_files import SCALE, Codes, VectorFiles, to_codes


@dataclass(frozen=True, slots=True)
class Nearest:
    """Sentences with the cosine of their vectors to the question's, nearest first."""

    sentences: Ints
    cosines: Floats


_NONE = Nearest(np.zeros(0, np.int64), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class _Mapped:
    """The vectors of one generation at one moment."""

    stamp: tuple[int, int] | None
    codes: Codes
    row_of: Ints  # one a sentence, -1 for none
    sentence_of: Ints  # one a row, the first sentence that says it, -1 for none
    share: float  # of the sentences that may be quoted, with a vector


class Meanings:
    """The vectors of one generation, as far as they are there. Safe to share between threads."""

    def __init__(self, index: Index, files: VectorFiles) -> None:
        self._index, self._files = index, files
        self._turn = threading.Lock()
        none = np.full(index.sentence_count, -1, np.int32)
        self._mapped = _Mapped(None, Codes((), (), 0), none, np.zeros(0, np.int32), self._share_of(none))

    @property
    def share(self) -> float:
        """How many of the sentences that may be quoted have a vector, from 0 to 1."""
        return self._now().share

    def nearest(self, vector: Floats, k: int, documents: Bools | None = None) -> Nearest:
        """The `k` sentences whose vectors are nearest; `documents`: which may answer, None for all."""
        mapped = self._now()
        if not mapped.codes.count or k <= 0:
            return _NONE
        passing = None
        if documents is not None:
            passing = self._let_through(mapped.sentence_of, documents)
        products, rows = scan(mapped.codes, to_codes(vector), k, passing)
        sentences = mapped.sentence_of[rows]
        kept = sentences >= 0
        return Nearest(sentences[kept].astype(np.int64), products[kept].astype(np.float32) / (SCALE * SCALE))

    def cosines(self, vector: Floats, sentences: Ints) -> Floats:
        """The cosine of each of the sentences; NaN for one that has no vector yet."""
        mapped, wanted = self._now(), to_codes(vector).astype(np.float32)
        found = np.full(len(sentences), np.nan, np.float32)
        for place, row in enumerate(mapped.row_of[sentences].tolist()):
            if row >= 0:
                found[place] = mapped.codes.row(row).astype(np.float32) @ wanted / (SCALE * SCALE)
        return found

    def _let_through(self, sentence_of: Ints, documents: Bools) -> Array:
        arrays = self._index.arrays
        passages = np.searchsorted(arrays["passage_sentences"], np.maximum(sentence_of, 0), side="right") - 1
        return ((sentence_of >= 0) & documents[arrays["passage_document"][passages]]).astype(np.uint8)

    def _now(self) -> _Mapped:
        """What is mapped, or the newer map that stands on the disk."""
        version = self._index.version
        stamp = self._files.map_stamp(version)
        mapped = self._mapped
        if stamp is None or stamp == mapped.stamp:
            return mapped
        with self._turn:
            if self._mapped.stamp != stamp:
                row_of, codes = self._files.map_of(version), self._files.codes()
                if (
                    row_of is not None
                    and len(row_of) == self._index.sentence_count
                    and row_of.max(initial=-1) < codes.count
                ):
                    first, share = _first_of(row_of, codes.count), self._share_of(row_of)
                    self._mapped = _Mapped(stamp, codes, row_of, first, share)
            return self._mapped

    def _share_of(self, row_of: Ints) -> float:
        arrays = self._index.arrays
        rows = row_of[(arrays["sentence_heading"] == 0) & (arrays["sentence_recurring"] == 0)]
        return float((rows >= 0).mean()) if len(rows) else 1.0


def _first_of(row_of: Ints, rows: int) -> Ints:
    """The first sentence of each row."""
    found = np.full(rows, -1, np.int32)
    sentences = np.flatnonzero(row_of >= 0)[::-1]
    found[row_of[sentences]] = sentences
    return found


def scan(codes: Codes, wanted: Array, k: int, passing: Array | None = None) -> tuple[Ints, Ints]:
    """The `k` greatest products of rows with `wanted` (int8), greatest first, and their rows; ties by row."""
    products, rows = np.zeros(k, np.int32), np.zeros(k, np.int64)
    question, held = wanted.astype(np.int16), 0
    assert KERNEL is not None  # noqa: S101
    for first, part in zip(codes.starts, codes.parts, strict=True):
        held = KERNEL.kernel_nearest(
            address(part), len(part), part.shape[1], first, address(question),
            None if passing is None else address(passing), k, address(products), address(rows), held,
        )  # fmt: skip
    order = np.lexsort((rows[:held], -products[:held]))
    return products[:held][order], rows[:held][order]
