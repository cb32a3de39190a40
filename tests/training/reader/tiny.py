"""A pretrained encoder of eight narrow layers, for tests of what torch runs."""

from typing import Any

import numpy as np

from qa_service.training.reader.pretrained import Shape

PIECES = 120


class Tiny:
    """In the place of `Pretrained`."""

    shape = Shape(16, 8, 2, 32, PIECES, 200, 1e-6)

    def __init__(self) -> None:
        self._draw = np.random.default_rng(3)

    def floats(self, name: str, *shape: int) -> Any:
        """Small numbers, those that scale a norm near 1."""
        scales = name.endswith(("ln.w", "aln.w", "oln.w"))
        return (self._draw.normal(0, 0.1, shape) + scales).astype(np.float32)

    def unpacked(self, _: str, rows: int, columns: int) -> Any:
        """A matrix of small numbers."""
        return self._draw.normal(0, 0.2, (rows, columns)).astype(np.float32)
