"""Letters: the code points of many terms in one array, for what is worked out of all terms at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.index.vocabulary.byte_alphabet import codes_of
from qa_service.native.arrays import Bools, Bytes, Ints, gathered, offsets


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
        """The letters of terms whose bytes (`one_byte`) stand one after the other, the t-th from byte `starts[t]`."""
        return cls(*codes_of(text, starts))

    @property
    def lengths(self) -> Ints:
        """How many letters each term has."""
        return np.diff(self.starts)

    @property
    def places(self) -> Ints:
        """The place of each letter in its term, from 0; int32."""
        return np.arange(len(self.codes), dtype=np.int32) - np.repeat(self.starts[:-1].astype(np.int32), self.lengths)

    def chosen(self, terms: Ints) -> "Letters":
        """The letters of these terms."""
        return Letters(gathered(self.codes, self.starts, terms), offsets(self.lengths[terms]))

    def every(self, letters: Bools) -> Bools:
        """Which terms have only letters of which `letters` is true; terms of no letter have."""
        wrong = np.zeros(len(letters) + 1, np.int32)
        np.cumsum(~letters, out=wrong[1:])
        return np.asarray(wrong[self.starts[1:]] == wrong[self.starts[:-1]])
