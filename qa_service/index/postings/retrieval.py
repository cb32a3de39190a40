"""Retrieval: the best k passages of a question by the sums of its columns, in the compiled kernel or in numpy.

A question of rare words meets a few hundred postings in a corpus of a hundred thousand passages, so nothing here takes
time by the size of the corpus: scores are added up in a row that each thread keeps, and only the places that were
written to are looked at, and cleared again. Columns are added the shortest first, so that both ways give the same sums
to the last bit.
"""

import ctypes
import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np

from qa_service.errors import IndexUnusableError
from qa_service.index.postings.postings import Column, Postings
from qa_service.native.arrays import Bools, Floats, Ints
from qa_service.native.library import KERNEL, Address, Number, address

_BLOCK = 256  # scores whose greatest is looked at first


class Hits(NamedTuple):
    """The passages that share a term with a question, best first, and the retrieval score of each."""

    passages: Ints  # int32
    scores: Floats  # float32: BM25, unbounded


_NONE = Hits(np.zeros(0, np.int32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Passing:
    """Which passages may answer: those whose document passes."""

    documents: Bools  # one place a document
    document_of: Ints  # int32, one a passage


class Retriever:
    """The best passages by one or several views of the same corpus. Immutable; safe to share between threads."""

    def __init__(self, views: Sequence[Postings], kernel: ctypes.PyDLL | None = KERNEL) -> None:
        """`kernel`: None for numpy alone."""
        self._views = tuple(views)
        self._passages = views[0].passage_count
        is_read = all(view.passages.dtype == np.int32 and view.weights.dtype == np.float32 for view in views)
        self._kernel = _Kernel(kernel, self._views) if kernel is not None and is_read else None

    def top(self, terms: Sequence[Sequence[int]], k: int, passing: Passing | None = None) -> Hits:
        """The `k` passages with the greatest sum of scores for the term numbers of each view, best first.

        Only passages that share a term (a score of rank_bm25's can be 0 or less for one that does, on small corpora)
        and pass. Ties go to the lower passage number. Raises IndexUnusableError where the postings are damaged.
        """
        if k <= 0 or not any(terms):
            return _NONE
        if self._kernel is not None:
            return self._kernel.top(terms, k, passing)
        columns = [column for view, numbers in zip(self._views, terms, strict=True) for column in view.columns(numbers)]
        if not columns:
            return _NONE
        return _best(*_added_up(columns, self._passages, k, passing), k, len(columns))


class _Rows(threading.local):
    """Each thread's row of zeros, one place a passage; absent while it is written to.

    A request that is stopped in the middle leaves none behind, and the next makes its own: never one that isn't clear.
    """

    zeros: Floats | None = None

    def take(self, length: int) -> Floats:
        zeros, self.zeros = self.zeros, None
        return np.zeros(length, np.float32) if zeros is None or len(zeros) < length else zeros


_rows = _Rows()


def _added_up(columns: list[Column], length: int, k: int, passing: Passing | None) -> tuple[Ints, Floats]:
    """Passages with their scores, the best `k` that pass among them; a passage may stand there once for each column."""
    columns.sort(key=lambda column: len(column[0]))
    row = _rows.take(length)
    for passages, weights in columns:
        # Passages are distinct within a column, so += on the picked places loses nothing.
        row[passages] += weights
    met = sum(len(passages) for passages, _ in columns)
    found = _of_blocks(row[:length], k, passing) if met > length else None
    if found is None:
        # Every passage as often as it was written to, which is less work than to make them distinct.
        passages = columns[0][0] if len(columns) == 1 else np.concatenate([passages for passages, _ in columns])
        scores = row[passages]
        row[passages] = 0
        if passing is not None:
            kept = np.flatnonzero(passing.documents[passing.document_of[passages]])
            passages, scores = passages[kept], scores[kept]
        found = passages, scores
    else:
        row[:length] = 0
    _rows.zeros = row
    return found


def _of_blocks(row: Floats, k: int, passing: Passing | None) -> tuple[Ints, Floats] | None:
    """The same by looking at the greatest of each block of scores first; None where some of the best are not positive,
    as places that nothing was added to are.
    """
    scores = row if passing is None else np.where(passing.documents[passing.document_of], row, np.float32(0))
    whole = len(scores) // _BLOCK * _BLOCK
    greatest = scores[:whole].reshape(-1, _BLOCK).max(axis=1)
    if len(greatest) < k:
        return None
    least = np.partition(greatest, len(greatest) - k)[len(greatest) - k]
    passages = np.flatnonzero(scores >= least)
    return (passages, scores[passages]) if least > 0 else None


def _best(passages: Ints, scores: Floats, k: int, times: int) -> Hits:
    """The `k` greatest of `scores`, ties by passage; a passage may stand there up to `times` times."""
    most = k * times
    if len(scores) > most:
        # Ties at the border stay, so that the lowest number is never lost.
        chosen = np.flatnonzero(scores >= np.partition(scores, len(scores) - most)[len(scores) - most])
        passages, scores = passages[chosen], scores[chosen]
    order = np.lexsort((passages, -scores))
    passages, scores = passages[order], scores[order]
    first = np.flatnonzero(np.diff(passages, prepend=-1))[:k]  # of those that stand there several times
    return Hits(passages[first].astype(np.int32), scores[first])


class _View(ctypes.Structure):
    """The postings of one view, as top.c knows them."""

    _fields_ = (
        ("starts", Address), ("starts_bytes", Number), ("passages", Address), ("weights", Address), ("most", Address),
        ("terms", Number), ("postings", Number),
    )  # fmt: skip


class _Filter(ctypes.Structure):
    """What passes, as top.c knows it."""

    _fields_ = (("passing", Address), ("document_of", Address), ("documents", Number))


class _RoomAddresses(ctypes.Structure):
    """What a thread lets be written to, as top.c knows it."""

    _fields_ = (("row", Address), ("touched", Address), ("found", Address), ("scores", Address))


class _Room(threading.local):
    """What each thread lets the kernel write to: a row of scores, the passages that were touched, and the best."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Have it made anew: it was left as it was in the middle of a question."""
        self.passages = self.k = 0

    def of(self, passages: int, k: int, kernel: ctypes.PyDLL) -> int:
        """Where a room for so many of both stands, its row clear."""
        if self.passages < passages or self.k < k:
            self.forget()  # first: a question may be stopped between any two of these lines
            self._row, self._touched = np.empty(passages, np.float32), np.empty(passages + 1, np.int32)
            self.found, self.scores = np.empty(k, np.int32), np.empty(k, np.float32)
            held = [address(each) for each in (self._row, self._touched, self.found, self.scores)]
            kernel.kernel_clear_row(held[0], passages)
            self._addresses = _RoomAddresses(*held)
            self._address = ctypes.addressof(self._addresses)
            self.passages, self.k = passages, k
        return self._address


_room = _Room()


class _Kernel:
    """The same by the compiled kernel."""

    def __init__(self, kernel: ctypes.PyDLL, views: Sequence[Postings]) -> None:
        self._kernel, self._top = kernel, kernel.kernel_top
        self._passages = views[0].passage_count
        # The greatest weight of each long column, which the kernel looks for once; pages never written to take no room.
        self._held = [(view, np.zeros(len(view.starts), np.float32)) for view in views]
        self._views = (_View * len(views))(
            *(
                _View(
                    address(view.starts),
                    view.starts.itemsize,
                    address(view.passages),
                    address(view.weights),
                    address(most),
                    len(view.starts) - 1,
                    min(len(view.passages), len(view.weights)),
                )
                for view, most in self._held
            )
        )
        self._address = ctypes.addressof(self._views)

    def top(self, terms: Sequence[Sequence[int]], k: int, passing: Passing | None) -> Hits:
        """As `Retriever.top`."""
        k = min(k, self._passages)
        counts = array("i", map(len, terms)).tobytes()
        room = _room.of(self._passages, k, self._kernel)
        filtered = passing and ctypes.byref(_Filter(
            address(passing.documents), address(passing.document_of), len(passing.documents)))  # fmt: skip
        count = self._top(
            self._address,
            len(terms),
            array("i", chain.from_iterable(terms)).tobytes(),
            counts,
            self._passages,
            filtered,
            k,
            room,
        )
        if count < 0:
            _room.forget()
            raise IndexUnusableError("The postings of the index are damaged.")
        return Hits(_room.found[:count].copy(), _room.scores[:count].copy())
