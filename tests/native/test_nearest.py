"""The nearest 8-bit vectors: what numpy finds by sorting all products."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa_service.native.library import KERNEL, address

Case = tuple[NDArray[np.int8], NDArray[np.int16], list[int], NDArray[np.uint8] | None, int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Vectors with few values, so that many products are equal; one that is looked for; where the parts begin."""
    count, width = draw(st.integers(0, 60)), draw(st.integers(1, 70))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    most = draw(st.sampled_from((1, 3, 127)))
    codes = random.integers(-most, most + 1, (count, width)).astype(np.int8)
    wanted = random.integers(-most, most + 1, width).astype(np.int16)
    cuts = draw(st.lists(st.integers(0, count), max_size=3))
    passing = random.integers(0, 2, count).astype(np.uint8) if draw(st.booleans()) else None
    return codes, wanted, sorted({0, *cuts}), passing, draw(st.integers(0, 20))


@given(cases())
def test_the_rows_with_the_greatest_products_are_found_part_by_part(case: Case) -> None:
    codes, wanted, starts, passing, k = case
    assert KERNEL is not None
    products, rows, held = np.zeros(k, np.int32), np.zeros(k, np.int64), 0
    for first, end in zip(starts, [*starts[1:], len(codes)], strict=True):
        part = codes[first:end]
        held = KERNEL.kernel_nearest(
            address(part), len(part), part.shape[1], first, address(wanted),
            None if passing is None else address(passing), k, address(products), address(rows), held,
        )  # fmt: skip
    all_products = codes.astype(np.int64) @ wanted
    allowed = np.arange(len(codes)) if passing is None else np.flatnonzero(passing)
    nearest = allowed[np.lexsort((allowed, -all_products[allowed]))][:k]
    assert sorted(rows[:held].tolist()) == sorted(nearest.tolist())
    assert products[:held].tolist() == all_products[rows[:held]].tolist()
