"""Opening: reads the bytes of a corpus file; never a link out of the folder, never a device."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from qa_service.corpus.reading import RejectedError
from qa_service.corpus.walk import resolve_inside


def bytes_of(folder: Path, file: str, max_file_bytes: int) -> bytes:
    """Return the bytes of a regular file inside `folder`.

    Raises RejectedError for anything else, which is never opened, and for a file over `max_file_bytes`.
    """
    with opened_file(folder, file) as (opened, size):
        data = opened.read(min(size, max_file_bytes) + 1)  # a buffer of the maximum size would take time
        if len(data) > size:
            data += opened.read(max_file_bytes + 1 - len(data))
    if len(data) > max_file_bytes:
        raise too_large(max(size, len(data)), max_file_bytes)
    return data


@contextmanager
def opened_file(folder: Path, file: str) -> Iterator[tuple[BufferedReader, int]]:
    """Open a regular file inside `folder`, and tell its size; raises RejectedError for anything else."""
    path = f"{folder}/{file}"
    try:
        found = _without_links(path, file)
        if found is None:
            path = resolve_inside(os.path.realpath(folder), path)
            found = os.lstat(path)
        _check_regular(found)
        # If the file becomes a FIFO just now, opening it doesn't block, and it is checked again.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as opened:
            found = os.fstat(opened.fileno())
            _check_regular(found)
            yield opened, found.st_size
    except OSError as fault:
        reason = f"the file can't be read: {fault.strerror}"
        raise RejectedError("unreadable", reason, "Give the service the right to read it.") from None


def too_large(size: int, allowed: int, setting: str = "QA_MAX_FILE_BYTES") -> RejectedError:
    """Return the fault of a file of so many bytes."""
    reason = f"the file has {size} bytes, more than the {allowed} allowed"
    return RejectedError("too_large", reason, f"Split the file, or raise {setting}.")


def _without_links(path: str, file: str) -> os.stat_result | None:
    """Return the state of a file; None if it can't be reached or `file`, its path inside the corpus, contains a link.

    Cheaper than resolving the real path, which also looks at the folders above the corpus.
    """
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode) or ".." in file:
            return None
        for _ in range(file.count("/")):
            path = path[: path.rindex("/")]
            if stat.S_ISLNK(os.lstat(path).st_mode):
                return None
    except OSError:
        return None
    return found


def _check_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        reason = "this is a FIFO, a socket or a device, which is never opened"
        raise RejectedError("special_file", reason, "Put a plain file there.")
