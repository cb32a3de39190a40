"""Arrays: runs gathered however they stand, and steps side by side that give what they give one by one."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.native.arrays import gathered, offsets
from qa_service.native.parallel import side_by_side

LENGTHS = st.lists(st.integers(0, 4), min_size=1, max_size=200)


@given(LENGTHS, st.sets(st.integers(0, 199)), st.booleans())
def test_runs_are_gathered_in_the_order_asked_for(lengths: list[int], chosen: set[int], left_out: bool) -> None:
    starts = offsets(np.array(lengths))
    values = np.arange(starts[-1])
    wanted = [number for number in range(len(lengths)) if (number in chosen) != left_out]
    expected = [value for number in wanted for value in values[starts[number] : starts[number + 1]].tolist()]
    assert gathered(values, starts, np.array(wanted, np.int64)).tolist() == expected


@pytest.mark.parametrize("cores", [1, 3])
def test_steps_give_their_results_in_their_order(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert list(side_by_side([lambda number=number: number for number in range(20)])) == list(range(20))
    assert list(side_by_side([])) == []


def test_what_a_step_raises_is_raised() -> None:
    def fail() -> None:
        raise ValueError("why")

    with pytest.raises(ValueError, match="why"):
        list(side_by_side([fail, fail]))
