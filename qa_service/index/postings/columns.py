"""Columns: the postings of all stems and roots one after the other, each column once.

A root whose words all have one stem, and which are all that have it, stands in the same passages as the stem does and
weighs the same there: one column serves both. Terms that are no stem or no root have none and take no room.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from qa_service.index.postings.postings import Postings
from qa_service.native.arrays import Array, Arrays, Bools, Ints, gathered, narrow, offsets
from qa_service.native.parallel import side_by_side

VIEWS = ("stem", "root")
_KINDS = ("passages", "weights")
_AT_ONCE_POSTINGS = 20_000_000  # of a larger index one kind is done after the other: bounds the memory
_MOST_FOUND = 8192  # terms of a view that are remembered with their columns


def column_arrays(arrays: dict[str, Array]) -> dict[str, Array]:
    """The columns of an index whose postings and idf stand in arrays of each view; the postings are taken out of it.

    `VIEW_bits`: which terms have a column in a view, a bit each, 64 in a number; `VIEW_before`: how many do in the
    numbers before. The n-th stem has the n-th column, the n-th root the column `root_columns[n]`. `column_starts`,
    `column_passages`, `column_weights`: as in `Postings`. `column_idf`: the idf of each column, and behind them that of
    a term without one.
    """
    stems, roots = (np.flatnonzero(np.diff(arrays[f"{view}_starts"])) for view in VIEWS)
    of_stem = _same_columns(arrays, roots)
    is_own = of_stem < 0
    columns = np.searchsorted(stems, of_stem).astype(np.int32)
    columns[is_own] = len(stems) + np.arange(int(is_own.sum()))
    own = roots[is_own]
    lengths = [np.diff(arrays[f"{view}_starts"])[terms] for view, terms in zip(VIEWS, (stems, own), strict=True)]
    return {
        **_marked("stem", stems, len(arrays["term_stem"])),
        **_marked("root", roots, len(arrays["term_root"])),
        "root_columns": columns,
        "column_starts": narrow(offsets(np.concatenate(lengths))),
        "column_idf": np.concatenate((arrays["idf_stem"][stems], arrays["idf_root"][own], arrays["idf_stem"][-1:])),
        **dict(zip(("column_passages", "column_weights"), _all_joined(arrays, own), strict=True)),
    }  # fmt: skip


def _all_joined(arrays: dict[str, Array], own: Ints) -> Iterable[Array]:
    steps = [partial(_joined, arrays, kind, own) for kind in _KINDS]
    if len(arrays["stem_passages"]) <= _AT_ONCE_POSTINGS:
        return side_by_side(steps)
    return (step() for step in steps)


def _joined(arrays: dict[str, Array], kind: str, own: Ints) -> Array:
    """The columns of all stems, then of the roots that have one of their own; they are taken out."""
    return np.concatenate((
        arrays.pop(f"stem_{kind}"), gathered(arrays.pop(f"root_{kind}"), arrays["root_starts"], own),
    ))  # fmt: skip


def _marked(view: str, chosen: Ints, terms: int) -> dict[str, Array]:
    """The arrays that say which of so many terms are the `chosen` ones."""
    is_chosen = np.zeros((terms // 64 + 1) * 64, np.uint8)
    is_chosen[chosen] = 1
    counts = is_chosen.reshape(-1, 64).sum(axis=1)
    bits = np.packbits(is_chosen, bitorder="little").view("<u8")
    return {f"{view}_bits": bits, f"{view}_before": offsets(counts)[:-1].astype(np.int32)}


def _same_columns(arrays: Arrays, roots: Ints) -> Ints:
    """For each root the stem whose column and idf are the same; -1 for none."""
    stem_of, root_of = side_by_side([partial(_only_one, arrays, "term_root", "term_stem"),
                                     partial(_only_one, arrays, "term_stem", "term_root")])  # fmt: skip
    of_stem = stem_of[roots]
    of_stem[(of_stem >= 0) & (root_of[of_stem] != roots)] = -1
    paired = np.flatnonzero(of_stem >= 0)
    is_same = _are_same(arrays, of_stem[paired], roots[paired])
    of_stem[paired[~is_same]] = -1
    return of_stem


def _only_one(arrays: Arrays, of: str, among: str) -> Ints:
    """For each unit of one view the unit of the other that all its words have; -1 where they have several, or none."""
    stands = np.zeros(len(arrays[of]), np.bool_)
    stands[arrays["tokens"]] = stands[arrays["title_tokens"]] = True
    unit, other = arrays[of][stands], arrays[among][stands]
    found = np.full(len(stands), -1, np.int32)
    found[unit] = other
    found[unit[found[unit] != other]] = -1
    return found


def _are_same(arrays: Arrays, stems: Ints, roots: Ints) -> Bools:
    """Whether each of these stems, whose words are those of the root beside it, has its column and idf too.

    They stand in the same passages as often; but the BM25 idf of what stands in more than half of the passages is a
    share of the mean of its view, which the first weight tells.
    """
    starts = [arrays[f"{view}_starts"][terms] for view, terms in zip(VIEWS, (stems, roots), strict=True)]
    first = [arrays[f"{view}_weights"][each] for view, each in zip(VIEWS, starts, strict=True)]
    return np.asarray((first[0] == first[1]) & (arrays["idf_stem"][stems] == arrays["idf_root"][roots]))


class Columns:
    """Finds the columns of terms. Immutable; safe to share between threads and, mapped from disk, processes."""

    def __init__(self, arrays: Arrays, passage_count: int) -> None:
        self.postings = Postings(
            arrays["column_starts"], arrays["column_passages"], arrays["column_weights"], passage_count
        )
        # Numbers out of a memoryview take half the time of those out of an array.
        self._idf = arrays["column_idf"].data
        self._starts, self._root_columns = arrays["column_starts"].data, arrays["root_columns"].data
        self._bits = {view: (arrays[f"{view}_bits"].data, arrays[f"{view}_before"].data) for view in VIEWS}
        self._terms = len(arrays["terms"]) - 1
        # Each term of a question is looked up in several stages.
        self._found: dict[str, dict[int, int]] = {view: {} for view in VIEWS}

    def of(self, view: str, term: int) -> int:
        """The column of a term in a view; -1 where it has none."""
        column = self._found[view].get(term)
        return self._look_up(view, term) if column is None else column

    def all_of(self, view: str, terms: Iterable[int]) -> list[int]:
        """The column of each term in a view; -1 where it has none."""
        return [self.of(view, term) for term in terms]

    def _look_up(self, view: str, term: int) -> int:
        (bits, before), column = self._bits[view], -1
        if 0 <= term < self._terms and bits[term >> 6] >> (term & 63) & 1:
            place = before[term >> 6] + (bits[term >> 6] & ((1 << (term & 63)) - 1)).bit_count()
            column = place if view == "stem" else self._root_columns[place]
        if len(self._found[view]) >= _MOST_FOUND:
            self._found[view] = {}
        self._found[view][term] = column
        return column

    def passages_with(self, view: str, term: int) -> int:
        """In how many passages a term of a view stands."""
        column = self.of(view, term)
        return 0 if column < 0 else self._starts[column + 1] - self._starts[column]

    def passages(self, view: str, term: int) -> Ints:
        """The passages in which a term of a view stands, ascending."""
        column = self.of(view, term)
        if column < 0:
            return self.postings.passages[:0]
        return self.postings.passages[self._starts[column] : self._starts[column + 1]]

    def idf(self, view: str, terms: Sequence[int]) -> list[float]:
        """The TF-IDF weights of terms of a view. One that stands nowhere has that of a unit in no sentence."""
        return [self._idf[column] for column in self.all_of(view, terms)]
