"""Postings: for each term the passages that hold it, and what it adds to their scores."""

from dataclasses import dataclass

from qa_service.native.arrays import Array, Floats, Ints


@dataclass(frozen=True, slots=True)
class Postings:
    """Columns of weights: term `t` adds `weights[i]` to passage `passages[i]` for `starts[t] <= i < starts[t + 1]`."""

    starts: Ints  # int32, int64 where that is too narrow; terms + 1
    passages: Ints  # int32, sorted within a term
    weights: Floats  # float32
    passage_count: int

    def arrays(self, view: str) -> dict[str, Array]:
        """Named arrays, of which `columns` makes those that are kept."""
        return {f"{view}_starts": self.starts, f"{view}_passages": self.passages, f"{view}_weights": self.weights}
