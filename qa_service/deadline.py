"""Deadline: the moment by which a question is to be answered, looked at between the steps of answering it."""

import time
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """A moment by `time.monotonic`. Who works towards it calls `check` between steps that are short."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def check(self) -> None:
        """Raise TimeoutError once the moment has passed."""
        if time.monotonic() > self.at:
            raise TimeoutError("the deadline has passed")


NEVER = Deadline(inf)
