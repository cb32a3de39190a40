"""Files: written whole or not at all, flushed to the disk; locks that one process holds at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ASIDE = ".writing-"
"""How the name of a file begins that is not whole yet; one that is left over was of a process that was killed."""


def replace_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put bytes under a name: whoever reads it finds all of what stood there before, or all of these.

    They are on the disk when this returns; the name is, once the folder is flushed. Raises OSError.
    """
    aside = write_aside(path.parent, data, mode=mode)
    try:
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_aside(folder: Path, data: bytes, *, mode: int = 0o644) -> Path:
    """A file in this folder that holds bytes, on the disk, under a name of its own. Raises OSError, and leaves none."""
    number, name = tempfile.mkstemp(prefix=ASIDE, dir=folder)
    try:
        with os.fdopen(number, "wb") as aside:
            aside.write(data)
            aside.flush()
            os.fsync(aside.fileno())
            os.fchmod(aside.fileno(), mode)  # mkstemp lets nobody else read it
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def flush(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, on the disk; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of this name, which one process and one thread has at a time; wait for it. Raises OSError.

    The system gives it up when its holder dies; the file stays.
    """
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def takes_lock(lock: IO[str]) -> bool:
    """Take the lock of a file that is open for writing, unless another holds it: whether it is ours until it closes."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
