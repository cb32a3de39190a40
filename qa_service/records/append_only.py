"""Append-only files: any number of processes append lines; each line is one write, so lines are never interleaved."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock


class AppendedFile:
    """A file readable for its owner only, kept open.

    It is checked before each line: if it was renamed or deleted, a new file is begun.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._descriptor = -1
        self._identity = (-1, -1)
        self._end = -1  # of the last line written here; a larger file has lines of other processes

    def __del__(self) -> None:
        self._close()

    def append(self, line: bytes, *, durable: bool = False) -> int:
        """Append one line, which must end with a line break; return the size of the file. Raises OSError."""
        with self._lock:
            size = self._opened()
            if size not in (0, self._end) and os.pread(self._descriptor, 1, size - 1) != b"\n":
                # Separate this line from an incomplete write; if a write is in progress this adds a blank line.
                line = b"\n" + line
            self._end = -1
            if os.write(self._descriptor, line) != len(line):
                raise OSError(f"{self._path}: the line was cut off; the disk may be full")
            if durable:
                os.fsync(self._descriptor)
            self._end = size + len(line)
            return self._end

    def _opened(self) -> int:
        """Open the file with this name, if it isn't open; return its size."""
        with suppress(FileNotFoundError):
            state = self._path.stat()
            if (state.st_dev, state.st_ino) == self._identity:
                return state.st_size
        self._close()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        try:
            self._descriptor = os.open(self._path, flags, 0o600)
        except FileNotFoundError:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(self._path, flags, 0o600)
        state = os.fstat(self._descriptor)
        self._identity = (state.st_dev, state.st_ino)
        return state.st_size

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self._identity, self._end = -1, (-1, -1), -1
