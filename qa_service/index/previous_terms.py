"""Previous terms: what an earlier index knows of the terms of a new one, so that only what is new is worked out."""

from dataclasses import dataclass

from qa_service.native.arrays import Arrays, Ints


@dataclass(frozen=True, slots=True)
class Carried:
    """`numbers[t]` is what the term `t` of the earlier index is numbered now, -1 for one that is gone; int32.

    Both indexes number their terms in the same order, so numbers that stand in `numbers` ascend.
    """

    arrays: Arrays
    numbers: Ints
