"""Letters: the code points of many terms in one array, for what is worked out of all terms at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.index.arrays import Bools, Bytes, Ints, offsets


@dataclass(frozen=True, slots=True)
class Letters:
    """`codes[starts[t] : starts[t + 1]]` are the code points of the t-th term; uint32 and int64."""

    codes: Ints
    starts: Ints

    @classmethod
    def of(cls, terms: Sequence[str]) -> "Letters":
        """The letters of these terms."""
        codes = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), np.uint32)
        return cls(codes, offsets(np.fromiter(map(len, terms), np.int64, len(terms))))

    @classmethod
    def of_bytes(cls, text: Bytes, starts: Ints) -> "Letters":
        """The letters of terms that stand in UTF-8 one after the other, the t-th from byte `starts[t]`."""
        codes = bytes(text).decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
        letters = np.concatenate(([0], np.cumsum((text & 0xC0) != 0x80)))
        return cls(np.frombuffer(codes, np.uint32), letters[starts])

    @property
    def lengths(self) -> Ints:
        """How many letters each term has."""
        return np.diff(self.starts)

    def every(self, letters: Bools) -> Bools:
        """Which terms have only letters of which `letters` is true; terms of no letter have."""
        wrong = np.concatenate(([0], np.cumsum(~letters)))
        return np.asarray(wrong[self.starts[1:]] == wrong[self.starts[:-1]])

    def begin_with(self, text: str) -> Bools:
        """Which terms begin with `text`."""
        long = np.flatnonzero(self.lengths >= len(text))
        for place, letter in enumerate(text):
            long = long[self.codes[self.starts[long] + place] == ord(letter)]
        found = np.zeros(len(self.starts) - 1, np.bool_)
        found[long] = True
        return found
