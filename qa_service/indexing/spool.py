"""Spool: the bytes of many parts set end to end, in memory while they are few, else in a file that has no name."""

import tempfile
from typing import IO

import numpy as np

from qa_service.native.arrays import Array

IN_MEMORY_BYTES = 64_000_000


class Spool:
    """Collects arrays of bytes; raises OSError where there is no room on the disk for temporary files."""

    def __init__(self) -> None:
        self._parts: list[Array] = []
        self._bytes = 0
        self._file: IO[bytes] | None = None

    def add(self, part: Array) -> None:
        """Set one part behind the others."""
        self._bytes += len(part)
        self._parts.append(part)
        if self._file is None and self._bytes > IN_MEMORY_BYTES:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `array`
        if self._file is not None:
            for each in self._parts:
                self._file.write(each.data)
            self._parts.clear()

    def array(self) -> Array:
        """All parts as one array; one from a file is mapped, and stays good."""
        if self._file is None:
            return np.concatenate(self._parts)
        with self._file:
            self._file.flush()
            return np.asarray(np.memmap(self._file, np.uint8, mode="r"))
