"""Retrieval: the best k passages of a question by the sums of its columns, found in the kernel.

A question of rare words meets a few hundred postings in a corpus of a hundred thousand passages, so nothing here takes
time by the size of the corpus: scores are added up in a row that each thread keeps, and only the places that were
written to are looked at, and cleared again. Columns are added the shortest first.
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
from qa_service.index.postings.postings import Postings
from qa_service.native.arrays import Bools, Floats, Ints
from qa_service.native.library import KERNEL, Address, Number, address, of_kernel


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


@of_kernel("View")
class _View(ctypes.Structure):
    """The postings of one view, as top.c knows them."""

    _fields_ = (
        ("starts", Address), ("starts_bytes", Number), ("passages", Address), ("weights", Address), ("most", Address),
        ("terms", Number), ("postings", Number),
    )  # fmt: skip

    @classmethod
    def of(cls, view: Postings, most: Floats) -> "_View":
        """Those of postings, with room for the greatest weight of each column; both have to be held."""
        held = min(len(view.passages), len(view.weights))
        return cls(
            address(view.starts), view.starts.itemsize, address(view.passages), address(view.weights), address(most),
            len(view.starts) - 1, held,
        )  # fmt: skip


@of_kernel("Filter")
class _Filter(ctypes.Structure):
    """What passes, as top.c knows it."""

    _fields_ = (("passing", Address), ("document_of", Address), ("documents", Number))


@of_kernel("Room")
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

    def of(self, passages: int, k: int) -> int:
        """Where a room for so many of both stands, its row clear."""
        if self.passages < passages or self.k < k:
            self.forget()  # first: a question may be stopped between any two of these lines
            self._row, self._touched = np.empty(passages, np.float32), np.empty(passages + 1, np.int32)
            self.found, self.scores = np.empty(k, np.int32), np.empty(k, np.float32)
            held = [address(each) for each in (self._row, self._touched, self.found, self.scores)]
            KERNEL.kernel_clear_row(held[0], passages)
            self._addresses = _RoomAddresses(*held)
            self._address = ctypes.addressof(self._addresses)
            self.passages, self.k = passages, k
        return self._address


_room = _Room()


class Retriever:
    """The best passages by one or several views of the same corpus. Immutable; safe to share between threads."""

    def __init__(self, views: Sequence[Postings]) -> None:
        """Raises IndexUnusableError for postings of other kinds than a build makes."""
        if any(view.passages.dtype != np.int32 or view.weights.dtype != np.float32 for view in views):
            raise IndexUnusableError("The postings of the index are damaged.")
        self._passages = views[0].passage_count
        # The greatest weight of each long column, which the kernel looks for once; pages never written to take no room.
        self._held = [(view, np.zeros(len(view.starts), np.float32)) for view in views]
        self._views = (_View * len(views))(*(_View.of(view, most) for view, most in self._held))
        self._address = ctypes.addressof(self._views)

    def top(self, terms: Sequence[Sequence[int]], k: int, passing: Passing | None = None) -> Hits:
        """The `k` passages with the greatest sum of scores for the term numbers of each view, best first.

        Only passages that share a term (a score of rank_bm25's can be 0 or less for one that does, on small corpora)
        and pass. Ties go to the lower passage number. Raises IndexUnusableError where the postings are damaged.
        """
        if k <= 0 or not any(terms):
            return _NONE
        k = min(k, self._passages)
        room = _room.of(self._passages, k)
        filtered = passing and ctypes.byref(_Filter(
            address(passing.documents), address(passing.document_of), len(passing.documents)))  # fmt: skip
        count = KERNEL.kernel_top(
            self._address, len(terms), array("i", chain.from_iterable(terms)).tobytes(),
            array("i", map(len, terms)).tobytes(), self._passages, filtered, k, room,
        )  # fmt: skip
        if count < 0:
            _room.forget()
            raise IndexUnusableError("The postings of the index are damaged.")
        return Hits(_room.found[:count].copy(), _room.scores[:count].copy())
