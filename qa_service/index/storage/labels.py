"""Labels: what documents are found and filtered by (id, publisher, language, tags, date), each with its documents.

All labels stand in one sorted list, a letter for their kind before them, with the documents of each one after the
other: a value is found by bisection, and the documents of a range of dates are one slice. Made to be memory-mapped;
nothing is read at start.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, overload

import numpy as np

from qa_service.index.filters import Filters
from qa_service.native.arrays import Array, Arrays, Bools, Ints, narrow, offsets

_ID, _PUBLISHER, _LANGUAGE, _TAG, _DATE = "i", "p", "l", "t", "d"
_KINDS = {"publisher": _PUBLISHER, "language": _LANGUAGE, "tags": _TAG}


def label_arrays(documents: Iterable[Mapping[str, Any]]) -> dict[str, Array]:
    """The arrays over the metadata of all documents, in their order; ids are distinct."""
    holders: dict[str, list[int]] = {}
    for number, fields in enumerate(documents):
        for label in _labels_of(fields):
            holders.setdefault(label, []).append(number)
    ordered = sorted(holders)
    encoded = [label.encode("utf-8", "surrogatepass") for label in ordered]
    held = [holders[label] for label in ordered]
    return {
        "label_text": np.frombuffer(b"".join(encoded), np.uint8),
        "label_ends": narrow(offsets(np.array(list(map(len, encoded)), np.int64))),
        "label_starts": narrow(offsets(np.array(list(map(len, held)), np.int64))),
        "label_documents": np.array(list(chain.from_iterable(held)), np.int32),
    }


def _labels_of(fields: Mapping[str, Any]) -> Iterable[str]:
    """Every label of a document once."""
    yield _ID + fields["id"]
    for kind, name in ((_PUBLISHER, "publisher"), (_LANGUAGE, "language"), (_DATE, "date")):
        if fields.get(name) is not None:
            yield kind + fields[name]
    for tag in dict.fromkeys(fields.get("tags", ())):
        yield _TAG + tag


class Labels(Sequence[str]):
    """The labels in the order of their code points, which is that of their bytes."""

    def __init__(self, arrays: Arrays, documents: int) -> None:
        self._text = arrays["label_text"].data
        self._ends = arrays["label_ends"]
        self._starts = arrays["label_starts"]
        self._documents = arrays["label_documents"]
        self._count = documents

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        return bytes(self._text[self._ends[number] : self._ends[number + 1]]).decode("utf-8", "surrogatepass")

    def document_with(self, document_id: str) -> int:
        """The number of the document with this id, or -1."""
        found = self._with(_ID, document_id)
        return int(found[0]) if len(found) else -1

    def by_id(self, after: str | None = None) -> Ints:
        """The numbers of all documents in the order of their ids; those whose ids come after one that is given."""
        first = bisect_left(self, _ID) if after is None else bisect_right(self, _ID + after)
        return self._of(first, bisect_left(self, chr(ord(_ID) + 1)))

    def newest(self, passing: Bools | None, most: int) -> list[int]:
        """The numbers of the documents with the latest dates, latest first; of those that pass, where that is given."""
        found: list[int] = []
        first, place = bisect_left(self, _DATE), bisect_left(self, chr(ord(_DATE) + 1))
        while place > first and len(found) < most:
            place -= 1
            held = self._of(place, place + 1)
            found += (held if passing is None else held[passing[held]]).tolist()
        return found[:most]

    def period(self) -> tuple[str | None, str | None]:
        """The first and the last date; None without any."""
        first, end = self._range(_DATE)
        return (self[first][1:], self[end - 1][1:]) if first < end else (None, None)

    def values_of(self, name: str, most: int) -> list[str]:
        """The values of a filter that the most documents have, those with more first."""
        first, end = self._range(_KINDS[name])
        counts = np.diff(self._starts[first : end + 1])
        return [self[first + int(place)][1:] for place in np.argsort(-counts, kind="stable")[:most]]

    def let_through(self, filters: Filters) -> Bools:
        """Which documents pass. A document without a date fails a filter on dates."""
        passing = np.ones(self._count, np.bool_)
        for kind, values in (
            (_ID, filters.document_id), (_PUBLISHER, filters.publisher), (_LANGUAGE, filters.language),
            (_TAG, filters.tags),
        ):  # fmt: skip
            if values:
                passing &= self._any_of([self._with(kind, value) for value in values])
        if filters.date_from is not None or filters.date_to is not None:
            first = bisect_left(self, _DATE + (filters.date_from or ""))
            end = chr(ord(_DATE) + 1) if filters.date_to is None else _DATE + filters.date_to
            passing &= self._any_of([self._of(first, bisect_right(self, end))])
        return passing

    def _range(self, kind: str) -> tuple[int, int]:
        """The first label of a kind, and the one after its last."""
        return bisect_left(self, kind), bisect_left(self, chr(ord(kind) + 1))

    def _any_of(self, lists: Iterable[Ints]) -> Bools:
        found = np.zeros(self._count, np.bool_)
        for documents in lists:
            found[documents] = True
        return found

    def _with(self, kind: str, value: str) -> Ints:
        """The documents of one label; none for one that there isn't."""
        place = bisect_left(self, kind + value)
        there = place < len(self) and self[place] == kind + value
        return self._of(place, place + there)

    def _of(self, first: int, last: int) -> Ints:
        """The documents of the labels from one to another."""
        return self._documents[self._starts[first] : self._starts[max(first, last)]]
